#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/detect/count_vectors.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

enum : std::uint32_t { A, B, C, D, E, X = 23 };

// The scores of some sessions, parted by blanks.
QString scoresOf(const Model &model, const std::vector<Sequence> &all)
{
    const auto scores = model.score(sequences(all), 1, Job{});
    QStringList out;
    for (const double score : scores->scores)
        out << QString::number(score);
    return out.join(QLatin1Char(' '));
}

QString said(const Model &model, const Sequence &sequence)
{
    const auto explanation = model.explain(sequences({sequence}), 0, letters);
    return explanation ? QString::fromStdString(explanation->message.toEnglish()) : QStringLiteral("failed");
}

// Positions of the odd events.
QString oddSteps(const Model &model, const Sequence &sequence)
{
    QStringList out;
    const auto explanation = model.explain(sequences({sequence}), 0, letters);
    for (const Step &step : explanation->steps)
        if (step.odd)
            out << QString::number(step.position);
    return out.join(QLatin1Char(' '));
}

} // namespace

// Small sessions with answers worked out by hand.
class DetectorsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void newEvents()
    {
        SequenceSet set;
        append(set, {A, B, C}, 500);
        append(set, {A, B, B, C, D}, 500);
        const auto model = trained(newEventDetector(), set);
        QVERIFY(model);
        QCOMPARE(model->report().threshold, 0.0);
        QCOMPARE(model->report().sessions, std::uint64_t(1000));
        QCOMPARE(model->report().uniqueWindows, std::uint64_t(2));
        QCOMPARE(scoresOf(*model, {{A, B, C}, {D, D, D, D}, {A, X, X}, {A}, {}, {A, A, A, A, A, A, A}, {X, X, X, X, X, X}}), "0 0 2 2 3 2 7");
        QCOMPARE(said(*model, {A, X, B}), "“X” was never seen in training (1000 sessions)");
        QCOMPARE(oddSteps(*model, {A, X, B, X}), "1 3");
        QCOMPARE(said(*model, {A}), "The session has 1 events; those of training have 3 to 5");
        QCOMPARE(said(*model, {A, B, C}), "Nothing is odd: the session is like those of training (1000 sessions)");
    }
    void countVectors()
    {
        SequenceSet set;
        append(set, {A, B, C, D}, 990);
        append(set, {A, B, B, B, C, D}, 10);
        const auto model = trained(countVectorDetector(), set);
        QVERIFY(model);
        QCOMPARE(model->report().threshold, 0.0);
        QCOMPARE(scoresOf(*model, {{A, B, C, D}, {D, C, B, A}, {A, B, C}, {A, B, B, C, D}, {A, B, B, B, B, B, C, D}, {}, {X}, {A, X, B, C, D}}),
                 "0 0 1 1 2 4 5 1");
        QCOMPARE(said(*model, {A, B, C}), "The step “D” is missing (100 % of 1000 sessions have it)");
        QCOMPARE(said(*model, {A, B, B, B, B, B, C, D}), "“B” occurs 5 times; 990 of 1000 sessions have it 1 time");
        QCOMPARE(oddSteps(*model, {A, B, B, B, B, B, C, D}), "4 5");
        QCOMPARE(said(*model, {A, B, X, C}), "“X” was never seen in training (1000 sessions)");
    }
    void oneLeftOutSetsWhatIsTolerated()
    {
        // The one session without D lies 1 off all others. Of 51 sessions none may be flagged for .5 %, so 1 is tolerated;
        // of 1,001 four may, so nothing is.
        for (const std::size_t usual : {50u, 1000u}) {
            SequenceSet set;
            append(set, {A, B, C, D}, usual);
            append(set, {A, B, C});
            const auto model = trained(countVectorDetector(), set);
            QVERIFY(model);
            QCOMPARE(model->report().threshold, usual == 50 ? 1.0 : 0.0);
            QCOMPARE(model->report().calibrationFpr > 0, usual == 1000); // the odd one is among the last fifth
        }
    }
    void theNearestVectorIsTheNearest()
    {
        std::mt19937 random(7);
        SequenceSet set;
        for (int s = 0; s < 300; ++s) {
            Sequence sequence(random() % 12);
            for (std::uint32_t &key : sequence)
                key = random() % 6 * 0x2aaaaaaau;
            append(set, sequence);
        }
        const auto unique = uniqueSequences(set, Job{});
        QVERIFY(unique);
        const CountVectorTable table(set, *unique);
        for (int t = 0; t < 300; ++t) {
            Sequence sequence(random() % 20);
            for (std::uint32_t &key : sequence)
                key = random() % 7 * 0x2aaaaaaau;
            const CountVector wanted = countVector(sequence);
            std::uint64_t least = ~0ull;
            for (std::size_t row = 0; row < table.size(); ++row)
                least = std::min(least, distance(wanted, table.vector(row)));
            const auto found = table.nearest(wanted);
            QCOMPARE(found.distance, least);
            QCOMPARE(distance(wanted, table.vector(found.row)), least);
            QCOMPARE(table.nearestCommon(wanted).distance, least);
        }
    }
    void runsOfEvents()
    {
        SequenceSet set;
        append(set, {A, B, C}, 75);
        append(set, {A, C, B}, 25);
        const auto model = trained(ngramDetector(), set, {{"n", 2}});
        QVERIFY(model);
        // Known: ^A AB BC C$ AC CB B$. New in {A, A, B}: AA; in {B, C}: ^B; in {A}: A$; in {A, X}: AX X$; in {}: ^$.
        QCOMPARE(scoresOf(*model, {{A, B, C}, {A, C, B, C, B}, {A, A, B}, {B, C}, {A}, {A, X}, {}, {A, A, A, A, B}}), "0 0 1 1 1 2 1 1");
        const auto explanation = model->explain(sequences({{A, A, B}}), 0, letters);
        QVERIFY(explanation);
        QCOMPARE(explanation->steps.size(), std::size_t(3));
        const Step &second = explanation->steps[1];
        QVERIFY(second.odd);
        QCOMPARE(second.expected.size(), std::size_t(2));
        QCOMPARE(second.expected[0].key, std::uint32_t(B));
        QCOMPARE(second.expected[0].probability, 0.75);
        QCOMPARE(second.expected[1].probability, 0.25);
        QVERIFY(std::abs(second.nll + std::log((1.0 / 5) / 101)) < 1e-12); // 3 keys, the end, a key never seen
        QVERIFY(std::abs(explanation->steps[2].nll + std::log((75 + 1.0 / 5) / 101)) < 1e-12);
        QCOMPARE(said(*model, {A, A, B}), "“A” comes after “A”, where it never did in training; expected was “B” (75 % of 100 times)");
        QCOMPARE(said(*model, {B, C}), "The session begins with “B”, which none of training does; expected was “A” (100 % of 100 times)");
        QCOMPARE(said(*model, {A}), "The session ends after “A”, where none of training does; expected was “B” (75 % of 100 times)");
        QCOMPARE(model->explain(sequences({{A}}), 0, letters)->expectedAtEnd.size(), std::size_t(2));
        QCOMPARE(said(*model, {A, X}), "“X” was never seen in training (100 sessions)");
        QCOMPARE(said(*model, {}), "The session has no events, which none of training does");
    }
    void runsAreAsLongAsLeftOutSessionsBear()
    {
        SequenceSet constant;
        append(constant, {A, B, C, D}, 100);
        const auto longest = trained(ngramDetector(), constant);
        QVERIFY(longest);
        QVERIFY(longest->report().rule.toEnglish().find("runs of 4 events") != std::string::npos);
        // Any two of four events follow each other, so every pair is known but hardly a run of three or four repeats.
        std::mt19937 random(3);
        SequenceSet free;
        for (int s = 0; s < 200; ++s) {
            Sequence sequence(30);
            for (std::uint32_t &key : sequence)
                key = random() % 12;
            append(free, sequence);
        }
        const auto shorter = trained(ngramDetector(), free);
        QVERIFY(shorter);
        QVERIFY(shorter->report().rule.toEnglish().find("runs of 2 events") != std::string::npos);
    }
    void whatVariesIsNotCounted()
    {
        // Each session polls (B) another number of times: any new number would be an unseen vector.
        SequenceSet set;
        for (std::size_t polls = 1; polls <= 400; ++polls) {
            Sequence sequence{A};
            sequence.insert(sequence.end(), polls, B);
            sequence.insert(sequence.end(), {C, D});
            append(set, sequence);
        }
        const auto model = trained(trivialDetector(), set);
        QVERIFY(model);
        QCOMPARE(QString::fromStdString(model->report().rule.toEnglish()),
                 "Anomalous where more than 0 events are missing or too many against the nearest of 1 known combinations of counts "
                 "(patterns not counted: 1)");
        QCOMPARE(model->report().calibrationFpr, 0.0);
        Sequence many(1000, B);
        many.front() = A;
        many.insert(many.end(), {C, D});
        QCOMPARE(scoresOf(*model, {many, {A, B, D}, {A, B, C, C, D}, {A, B, X, C, D}}), "0 1 1 1");
        QCOMPARE(said(*model, {A, B, D}), "The step “C” is missing (100 % of 400 sessions have it)");
    }
    void allPartsTogether()
    {
        // 4,000 sessions: .1 % are 4, so counts, runs and lengths may all judge.
        SequenceSet set;
        append(set, {A, B, C, D}, 3000);
        append(set, {A, B, E, C, D}, 1000);
        const auto model = trained(trivialDetector(), set);
        QVERIFY(model);
        QVERIFY(model->report().rule.toEnglish().find("0 events beyond 4 to 5") != std::string::npos);
        const auto scores = model->score(sequences({{A, B, C, D}, {A, C, B, D}, {A, B, C}, {A, B, C, D, D}}), 1, Job{});
        QVERIFY(scores);
        QCOMPARE(scores->threshold, 0.0);
        QVERIFY(scores->scores[0] == 0);
        for (std::size_t s = 1; s < 4; ++s)
            QVERIFY(scores->scores[s] > 0);
        QCOMPARE(said(*model, {A, B, C}), "After “C” the step “D” is missing (100 % of 4000 sessions have it)");
        QCOMPARE(said(*model, {A, C, B, D}), "“C” comes after “A”, where it never did in training; expected was “B” (100 % of 4000 times)");
        QCOMPARE(oddSteps(*model, {A, C, B, D}), "1 2 3");
        QCOMPARE(oddSteps(*model, {A, B, C, D, D}), "4");
        QCOMPARE(said(*model, {A, B, C, D}), "Nothing is odd: the session is like those of training (4000 sessions)");
    }
    void whatIsLabelledAnomalousIsNotLearned()
    {
        SequenceSet set;
        append(set, {A, B}, 100);
        append(set, {A, X}, 100);
        TrainingData data;
        data.sessions = &set;
        data.labels.assign(200, std::nullopt);
        std::fill(data.labels.begin() + 100, data.labels.end(), Verdict::Anomalous);
        const auto model = countVectorDetector().train(data, {}, Job{});
        QVERIFY(model);
        QCOMPARE((*model)->report().sessions, std::uint64_t(100));
        QCOMPARE(scoresOf(**model, {{A, B}, {A, X}}), "0 2");
    }
    void thereIsOneOfEachName()
    {
        for (const Detector *detector : detectors())
            QCOMPARE(findDetector(detector->info().name), detector);
        QVERIFY(findDetector("nothing") == nullptr);
        QCOMPARE(toName(findDetector("count-vector")->info().kind), std::string_view("counts"));
    }
};

CAUSEWAY_TEST(DetectorsTest)
#include "detectors_test.moc"
