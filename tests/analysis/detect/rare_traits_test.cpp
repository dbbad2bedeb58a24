#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/detect/unique_sequences.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

enum : std::uint32_t { A, B, C, D, E, X = 23 };

// Sessions named s0, s1, … from `first` on.
void identify(SequenceSet &set, std::size_t first = 0)
{
    set.identities.clear();
    for (std::size_t s = 0; s < set.size(); ++s)
        set.identities.push_back(sessionIdentity("s" + std::to_string(first + s), set.session(s)));
}

std::unique_ptr<Model> learned(const Detector &detector, const SequenceSet &set, std::map<std::string, double> values = {})
{
    TrainingData data;
    data.sessions = &set;
    data.calibrationFrom = set.size() * 4 / 5;
    data.unlabelled = true;
    TrainSettings settings;
    settings.values = std::move(values);
    auto model = detector.train(data, settings, Job{});
    return model ? std::move(*model) : nullptr;
}

std::vector<std::size_t> flagged(const Model &model, const SequenceSet &set)
{
    const auto scores = model.score(set, 2, Job{});
    std::vector<std::size_t> out;
    for (std::size_t s = 0; scores && s < scores->scores.size(); ++s)
        if (scores->scores[s] > scores->threshold)
            out.push_back(s);
    return out;
}

QString said(const Model &model, const SequenceSet &set, std::size_t session)
{
    const auto explanation = model.explain(set, session, letters);
    return explanation ? QString::fromStdString(explanation->message.toEnglish()) : QStringLiteral("failed");
}

using Indices = std::vector<std::size_t>;

} // namespace

// Sessions that were learned from although nobody said that they are normal.
class RareTraitsTest : public QObject {
    Q_OBJECT
    SequenceSet m_log; // 200 of two kinds; session 200 lacks C, 201 has an event of its own, 202 and 203 swap two

private Q_SLOTS:
    void initTestCase()
    {
        append(m_log, {A, B, C, D}, 150);
        append(m_log, {A, B, B, C, D}, 50);
        append(m_log, {A, B, D});
        append(m_log, {A, B, C, X, D});
        append(m_log, {A, C, B, D}, 2);
        identify(m_log);
    }

    void eachIsJudgedByTheOthers()
    {
        for (const Detector *detector : detectors()) {
            if (detector->info().subjects != "session")
                continue;
            const auto model = learned(*detector, m_log);
            QVERIFY(model);
            const auto odd = flagged(*model, m_log);
            const std::string &name = detector->info().name;
            if (name == "trivial" || name == "ngram")
                QCOMPARE(odd, (Indices{200, 201, 202, 203}));
            else if (name == "count-vector")
                QCOMPARE(odd, (Indices{200, 201}));
            else
                QVERIFY(std::ranges::find(odd, 201u) != odd.end());
        }
    }
    void rarerIsWorse()
    {
        const auto model = learned(trivialDetector(), m_log);
        QVERIFY(model);
        const auto scores = model->score(m_log, 1, Job{});
        QVERIFY(scores);
        QCOMPARE(scores->scores[0], 0.0);
        QVERIFY(scores->scores[200] > scores->scores[202]);
        QCOMPARE(std::floor(scores->scores[202]), std::floor(std::log2(204.0 / 2)));
    }
    void sentences()
    {
        const auto model = learned(trivialDetector(), m_log);
        QVERIFY(model);
        QCOMPARE(said(*model, m_log, 200), "After “B” the step “C” is missing (99.5 % of 204 sessions have it; like this one: 1 of 204)");
        QCOMPARE(said(*model, m_log, 201), "Only this session has “X” (1 of 204 sessions)");
        QCOMPARE(said(*model, m_log, 202), "“C” comes after “A” in only 2 of 204 sessions; expected was “B” (99 % of 204 times)");
        QCOMPARE(said(*model, m_log, 0), "Nothing is odd: the session is like those of training (204 sessions)");
        QCOMPARE(said(*learned(newEventDetector(), m_log), m_log, 201), "Only this session has “X” (1 of 204 sessions)");
        const auto explanation = model->explain(m_log, 201, letters);
        QVERIFY(explanation && explanation->steps.size() == 5 && explanation->steps[3].odd && !explanation->steps[0].odd);
        QCOMPARE(QString::fromStdString(model->report().rule.toEnglish()),
                 "Learned without labels: of the 204 sessions learned from those are anomalous that have something that only 2 or fewer have");
    }
    void whatIsNewIsJudgedAsEver()
    {
        // The same sequences in other sessions: the model has seen their like. What grew is another session.
        const auto model = learned(trivialDetector(), m_log);
        const auto strict = trained(trivialDetector(), m_log);
        QVERIFY(model && strict);
        SequenceSet others = m_log;
        append(others, {A, B, C, X, X, D});
        identify(others, 1000);
        const auto scores = model->score(others, 1, Job{}), expected = strict->score(others, 1, Job{});
        QVERIFY(scores && expected);
        QCOMPARE(scores->scores, expected->scores);
        QCOMPARE(said(*model, others, 200), said(*strict, others, 200));
        others.identities.clear();
        QCOMPARE(model->score(others, 1, Job{})->scores, expected->scores);
    }
    void aShareIsKept_data()
    {
        QTest::addColumn<double>("share");
        for (const double share : {0.0, 0.01, 0.03, 0.2})
            QTest::addRow("%g", share) << share;
    }
    void aShareIsKept()
    {
        QFETCH(double, share);
        std::mt19937 random(5);
        SequenceSet set; // many kinds of every frequency, and some that are each alone
        for (int s = 0; s < 2000; ++s) {
            Sequence sequence{A};
            for (std::uint32_t length = 0; length < 6 && random() % 3 != 0; ++length)
                sequence.push_back(B + random() % 4);
            append(set, sequence);
        }
        identify(set);
        for (const Detector *detector : {&trivialDetector(), &countVectorDetector(), &ngramDetector(), &newEventDetector()}) {
            const auto model = learned(*detector, set, {{"rare", share}});
            QVERIFY(model);
            const std::size_t found = flagged(*model, set).size();
            QVERIFY2(found <= static_cast<std::size_t>(share * 2000), qPrintable(QString::number(found)));
            if (share >= 0.03 && detector != &ngramDetector() && detector != &newEventDetector())
                QVERIFY2(found > 0, detector->info().name.c_str());
        }
    }
    void allAlone()
    {
        // No session is like another, one is far off the others: being alone is nothing, being far off is.
        SequenceSet set;
        for (std::uint32_t s = 0; s < 200; ++s) {
            Sequence sequence(1 + s % 20, A);
            sequence.insert(sequence.end(), 1 + s / 20, B);
            append(set, sequence);
        }
        append(set, {A, B, C, C, C, C, C, C, C, C, C});
        identify(set);
        const auto model = learned(countVectorDetector(), set);
        QVERIFY(model);
        QCOMPARE(flagged(*model, set), Indices{200});
        QVERIFY(said(*model, set, 200).contains("C"));
    }
    void whatIsLabelledAnomalousIsNoLike()
    {
        TrainingData data;
        data.sessions = &m_log;
        data.unlabelled = true;
        data.labels.assign(m_log.size(), std::nullopt);
        data.labels[202] = Verdict::Anomalous;
        const auto model = trivialDetector().train(data, {}, Job{});
        QVERIFY(model);
        const auto scores = (*model)->score(m_log, 1, Job{});
        QVERIFY(scores && scores->scores[203] > scores->threshold);
        QVERIFY(scores->scores[202] > scores->threshold); // left out for its label, it is as odd as what it is like
        QVERIFY(said(**model, m_log, 202).contains("comes after"));
        QCOMPARE(said(**model, m_log, 203), "“C” comes after “A” in only 1 of 203 sessions; expected was “B” (99.5 % of 203 times)");
    }
    void whatWasLeftOutForItsLabelIsJudgedByTheOthers()
    {
        SequenceSet set;
        append(set, {A, B}, 200);
        append(set, {A, X}, 3);
        identify(set);
        SequenceSet learnedFrom;
        append(learnedFrom, {A, B}, 200);
        append(learnedFrom, {A, X}, 2);
        identify(learnedFrom);
        TrainingData data;
        data.sessions = &learnedFrom;
        data.unlabelled = true;
        const auto without = trivialDetector().train(data, {}, Job{});
        data.leftOut = {set.identities[202]};
        const auto with = trivialDetector().train(data, {}, Job{});
        QVERIFY(without && with);
        QCOMPARE(flagged(**without, set), (Indices{200, 201})); // to it the last one is new, and like others
        QCOMPARE(flagged(**with, set), (Indices{200, 201, 202}));
        QVERIFY(said(**with, set, 202).contains("X"));
    }
    void isKeptInItsFile()
    {
        for (const Detector *detector : detectors()) {
            if (detector->info().subjects != "session")
                continue;
            const auto model = learned(*detector, m_log);
            QVERIFY(model);
            const std::string bytes = model->save();
            const auto again = detector->load(bytes);
            QVERIFY(again);
            QCOMPARE((*again)->save(), bytes);
            QCOMPARE((*again)->score(m_log, 1, Job{})->scores, model->score(m_log, 1, Job{})->scores);
            QCOMPARE((*again)->report().rule.toEnglish(), model->report().rule.toEnglish());
            // Written before this was known, it is a model of sessions taken for normal.
            const auto strict = trained(*detector, m_log);
            std::string before = strict->save();
            before.pop_back(); // what was accepted
            before[4] = 2;     // the version
            QVERIFY(detector->load(before));
            before.pop_back(); // whether what is rare follows
            before[4] = 1;
            const auto old = detector->load(before);
            QVERIFY(old);
            QCOMPARE((*old)->score(m_log, 1, Job{})->scores, strict->score(m_log, 1, Job{})->scores);
            QCOMPARE((*old)->save(), strict->save());
        }
    }
    void tooFewToTell()
    {
        SequenceSet set;
        append(set, {A, B}, 8);
        append(set, {A, X});
        identify(set);
        QCOMPARE(flagged(*learned(trivialDetector(), set), set), Indices{});
        append(set, {A, B});
        identify(set);
        QCOMPARE(flagged(*learned(trivialDetector(), set), set), Indices{8});
    }
};

CAUSEWAY_TEST(RareTraitsTest)
#include "rare_traits_test.moc"
