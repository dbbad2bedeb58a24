#include "tests/support/test_registry.h"

#include <QTest>

#include <ctime>
#include <limits>
#include <random>

#include "analysis/detect/unique_sequences.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

constexpr std::uint32_t kLast = 0xffffffffu;

CountTable someCounts()
{
    CountTable table{0, 1'000'000'000, {{"all", {}}, {"level:error", {}}, {"template:3", {}}}};
    for (int i = 0; i < 40; ++i) {
        table.series[0].counts.push_back(100 + i % 7);
        table.series[1].counts.push_back(i % 11 == 0 ? 1 : 0);
        table.series[2].counts.push_back(3);
    }
    return table;
}

SequenceSet someSessions()
{
    SequenceSet set;
    append(set, {0, 1, 2, kLast}, 20);
    append(set, {0, 1, 1, 2}, 20);
    append(set, {}, 2);
    append(set, {5, 0x80000000u, 1, 2, 2});
    for (std::size_t s = 0; s < set.size(); ++s)
        set.identities.push_back(sessionIdentity("s" + std::to_string(s), set.session(s)));
    return set;
}

// Whatever was loaded must answer every question, however senseless its numbers are.
bool answers(const Model &model, const SequenceSet &sessions, const CountTable &counts)
{
    if (!sessions.identities.empty()) { // of sessions learned from, and of the same taken for new
        SequenceSet others = sessions;
        others.identities.clear();
        if (!answers(model, others, counts))
            return false;
    }
    const auto scores = model.score(sessions, 2, Job{});
    if (scores && scores->scores.size() != sessions.size())
        return false;
    for (std::size_t s = 0; s < sessions.size(); ++s)
        if (const auto said = model.explain(sessions, s, letters); said && said->message.toEnglish().empty())
            return false;
    if (const auto windows = model.scoreWindows(counts, Job{}); windows && !model.explainWindow(counts, counts.buckets() - 1, letters))
        return false;
    return !model.save().empty() && !model.report().rule.empty();
}

} // namespace

class HostileTest : public QObject {
    Q_OBJECT

    static std::unique_ptr<Model> trainedOn(const Detector &detector, const SequenceSet &sessions, const CountTable &counts)
    {
        TrainingData data;
        data.sessions = &sessions;
        data.counts = &counts;
        data.unlabelled = true;
        auto model = detector.train(data, {}, Job{});
        return model ? std::move(*model) : nullptr;
    }

    static void eachDetector()
    {
        QTest::addColumn<QString>("name");
        for (const Detector *detector : detectors())
            QTest::newRow(detector->info().name.c_str()) << QString::fromStdString(detector->info().name);
    }

private Q_SLOTS:
    void modelsSurviveSavingAndLoading_data() { eachDetector(); }
    void modelsSurviveSavingAndLoading()
    {
        QFETCH(QString, name);
        const Detector &detector = *findDetector(name.toStdString());
        const SequenceSet sessions = someSessions();
        const CountTable counts = someCounts();
        const auto model = trainedOn(detector, sessions, counts);
        QVERIFY(model);
        const auto again = detector.load(model->save());
        QVERIFY(again);
        QVERIFY((*again)->save() == model->save());
        QCOMPARE((*again)->report().threshold, model->report().threshold);
        QCOMPARE((*again)->report().sessions, model->report().sessions);
        QVERIFY((*again)->report().rule.toEnglish() == model->report().rule.toEnglish());
        SequenceSet test = sessions;
        append(test, {0, 9, 9, kLast});
        if (detector.info().subjects == "session") {
            QVERIFY((*again)->score(test, 1, Job{})->scores == model->score(test, 1, Job{})->scores);
            QVERIFY((*again)->explain(test, test.size() - 1, letters)->message.toEnglish() ==
                    model->explain(test, test.size() - 1, letters)->message.toEnglish());
        } else
            QVERIFY((*again)->scoreWindows(counts, Job{})->scores == model->scoreWindows(counts, Job{})->scores);
        for (const Detector *other : detectors())
            if (other != &detector)
                QVERIFY(!other->load(model->save()));
    }
    void damagedModelsAreRefusedOrUsable_data() { eachDetector(); }
    void damagedModelsAreRefusedOrUsable()
    {
        QFETCH(QString, name);
        const Detector &detector = *findDetector(name.toStdString());
        const SequenceSet sessions = someSessions();
        const CountTable counts = someCounts();
        const std::string good = trainedOn(detector, sessions, counts)->save();
        for (std::size_t size = 0; size < good.size(); ++size) {
            const auto cut = detector.load(std::string_view(good).substr(0, size));
            QVERIFY(!cut);
            QVERIFY(cut.error().code == ErrorCode::Damaged);
        }
        QVERIFY(!detector.load(good + '\0'));
        for (std::size_t i = 0; i < good.size(); ++i) {
            for (const int flip : {0x01, 0x02, 0x10, 0x7f, 0x80, 0xff}) {
                std::string bad = good;
                bad[i] = static_cast<char>(bad[i] ^ flip);
                if (const auto model = detector.load(bad))
                    QVERIFY2(answers(**model, sessions, counts), qPrintable(QStringLiteral("byte %1").arg(i)));
            }
        }
        std::mt19937_64 random(11);
        for (int round = 0; round < 2000; ++round) {
            std::string bad = good.substr(0, random() % (good.size() + 1));
            for (int n = 0; n < 4 && !bad.empty(); ++n)
                bad[random() % bad.size()] = static_cast<char>(random());
            if (const auto model = detector.load(bad))
                QVERIFY(answers(**model, sessions, counts));
        }
    }
    void strangeTrainingSets_data()
    {
        eachDetector();
    }
    void strangeTrainingSets()
    {
        QFETCH(QString, name);
        const Detector &detector = *findDetector(name.toStdString());
        if (detector.info().subjects != "session")
            return;
        const SequenceSet test = someSessions();
        const CountTable counts = someCounts();
        QVERIFY(!trainedOn(detector, SequenceSet{}, counts));
        for (const SequenceSet &set : {sequences({{1, 2, 3}}), sequences({{}}), sequences({{}, {}, {}}), sequences({{7}, {7, 7}, {7, 7, 7, 7}}),
                                       sequences({{kLast, kLast, 0}, {kLast - 1}})}) {
            const auto model = trainedOn(detector, set, counts);
            QVERIFY(model);
            QVERIFY(answers(*model, test, counts));
            const auto own = model->score(set, 1, Job{});
            for (const double score : own->scores)
                QVERIFY(score <= own->threshold); // what was learned is normal
            QVERIFY(model->score(SequenceSet{}, 4, Job{})->scores.empty());
            QVERIFY(!model->explain(set, set.size(), letters));
        }
    }
    void mistakesAreTold_data() { eachDetector(); }
    void mistakesAreTold()
    {
        QFETCH(QString, name);
        const Detector &detector = *findDetector(name.toStdString());
        const SequenceSet sessions = someSessions();
        const CountTable counts = someCounts();
        TrainingData data;
        data.sessions = &sessions;
        data.counts = &counts;
        TrainSettings settings;
        settings.values = {{"nonsense", 1}};
        QVERIFY(detector.train(data, settings, Job{}).error().code == ErrorCode::InvalidInput);
        for (const double share : {-0.1, 0.9, std::numeric_limits<double>::quiet_NaN()}) {
            settings.values = {{"false_positives", share}};
            QVERIFY(detector.train(data, settings, Job{}).error().code == ErrorCode::InvalidInput);
        }
        QVERIFY(detector.train({}, {}, Job{}).error().code == ErrorCode::InvalidInput);
        Job stopped;
        stopped.cancel.cancel();
        QVERIFY(detector.train(data, {}, stopped).error().code == ErrorCode::Cancelled);
        const auto model = detector.train(data, {}, Job{});
        QVERIFY(model);
        if (detector.info().subjects == "session") {
            QVERIFY((*model)->score(sessions, 2, stopped).error().code == ErrorCode::Cancelled);
            QVERIFY((*model)->scoreWindows(counts, Job{}).error().code == ErrorCode::Unsupported);
            data.labels.assign(sessions.size(), Verdict::Anomalous);
            QVERIFY(detector.train(data, {}, Job{}).error().code == ErrorCode::InvalidInput);
            data.labels.assign(3, Verdict::Normal);
            QVERIFY(!detector.train(data, {}, Job{}));
        } else
            QVERIFY((*model)->scoreWindows(counts, stopped).error().code == ErrorCode::Cancelled);
    }
    void longSessionsShowOnlyWhatIsOdd()
    {
        SequenceSet set;
        append(set, {0, 1}, 100);
        const auto model = trainedOn(ngramDetector(), set, {});
        Sequence sequence;
        for (int i = 0; i < 1500; ++i)
            sequence.insert(sequence.end(), {0, 1});
        const auto said = model->explain(sequences({sequence}), 0, letters);
        QVERIFY(said);
        QVERIFY(said->steps.size() < 3000 && !said->steps.empty());
        for (const Step &step : said->steps)
            QVERIFY(step.odd);
    }
    void manyDifferentSessionsAreScoredInTime()
    {
        // 4,000 distinct vectors learned, 23,800 others to be compared with them.
        std::mt19937 random(5);
        const auto draw = [&](std::size_t sessions) {
            SequenceSet set;
            for (std::size_t s = 0; s < sessions; ++s) {
                Sequence sequence;
                for (std::uint32_t key = 0; key < 12; ++key)
                    sequence.insert(sequence.end(), random() % 6, key);
                append(set, sequence);
            }
            return set;
        };
        const SequenceSet training = draw(4000), test = draw(23'800);
        const auto model = trainedOn(countVectorDetector(), training, {});
        const std::clock_t from = std::clock(); // time of the processor: the machine may be busy with other things
        const auto scores = model->score(test, 1, Job{});
        const double seconds = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
        qInfo("23,800 distinct sessions against 4,000: %.2f s of one processor", seconds);
        QVERIFY(scores);
        QVERIFY(seconds < 20); // about 1 s; sanitizers take more
    }
};

CAUSEWAY_TEST(HostileTest)
#include "hostile_test.moc"
