// Scores of sessions as if they had been left out, and the thresholds that are chosen by them.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/learn/builtin.h"
#include "analysis/learn/neural/left_out.h"
#include "tests/analysis/learn/planted_causes.h"

using namespace causeway;
using namespace causeway::learn;
using namespace causeway::test;

class LeftOutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatOneSessionBringsIsLeftOut()
    {
        // Sixty usual sessions are two contents; one ends differently, one has a template of its own.
        const std::vector<Sequence> contents{{0, 1, 2, 3}, {0, 2, 1, 3}, {0, 1, 2, 2}, {0, 1, 9, 3}};
        const std::vector<std::uint64_t> weights{40, 20, 1, 1};
        const Sequences sessions(contents.begin(), contents.end());
        const std::vector<std::uint32_t> keys{0, 1, 2, 3, 9};
        const Vocabulary vocabulary(keys);
        const auto rows = windowRows(sessions, weights, vocabulary, 10, Job{});
        const auto library = learner();
        QVERIFY(rows && library);
        LeftOutPlan how;
        how.library = *library;
        how.shape = {.symbols = vocabulary.size(), .length = 10, .hidden = 16, .layers = 1, .attention = Attention::None, .tokenKinds = 0, .tokenOffsets = {}, .tokens = {}};
        how.plan.epochs = 100;
        how.plan.batchRows = 4;
        how.effort = 4;
        how.plan.learningRate = 0.02;
        how.plan.unknown = Vocabulary::kUnknown;
        const auto network = how.library->makeSequenceModel(how.shape, 1);
        QVERIFY(network && (*network)->learn(rows->rows, {}, how.plan, Job{}));
        const auto own = (*network)->nll(rows->rows, 1, Job{});
        const std::vector<std::uint64_t> keptWeights{40};
        const auto kept = windowRows({sessions.front()}, keptWeights, vocabulary, 10, Job{});
        const auto leftOut = leftOutSurprises({*rows, weights, *kept, keptWeights}, **network, how, Job{});
        QVERIFY(own && kept && leftOut);
        const auto at = [&](std::size_t session, std::size_t step) { return (*leftOut)[rows->firstStep[session] + step]; };
        for (std::size_t step = 0; step <= 4; ++step) { // what others have too
            QCOMPARE(at(0, step), 0.0);
            QCOMPARE(at(1, step), 0.0);
        }
        QCOMPARE(at(2, 2), 0.0);
        const auto learnt = static_cast<double>((*own)[rows->stepsOf(2)[3]]);
        QVERIFY2(at(2, 3) > learnt + 0.5, qPrintable(QString("%1 left out, %2 learned").arg(at(2, 3)).arg(learnt)));
        QVERIFY(std::isinf(at(3, 2)));
        QVERIFY(std::isfinite(at(3, 3)));
        // The same again, to the bit.
        QVERIFY(*leftOutSurprises({*rows, weights, *kept, keptWeights}, **network, how, Job{}) == *leftOut);
        Job stopped;
        stopped.cancel.cancel();
        const auto cancelled = leftOutSurprises({*rows, weights, *kept, keptWeights}, **network, how, stopped);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
    }

    // Whatever the number of sessions: of fresh normal ones about the share asked for is flagged, though the last fifth alone,
    // a handful of sessions, could not tell.
    void thresholdsKeepTheirPromise_data()
    {
        QTest::addColumn<QString>("detector");
        QTest::addColumn<int>("sessions");
        QTest::addColumn<double>("most");
        QTest::newRow("deeplog, 40") << "deeplog" << 40 << 0.04;
        QTest::newRow("deeplog, 150") << "deeplog" << 150 << 0.02;
        QTest::newRow("attention, 40") << "attention" << 40 << 0.04;
    }
    void thresholdsKeepTheirPromise()
    {
        QFETCH(QString, detector);
        QFETCH(int, sessions);
        QFETCH(double, most);
        double flagged = 0;
        constexpr int kSeeds = 3, kFresh = 1000;
        for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
            PlantedCauses source(seed);
            detect::SequenceSet learned, fresh;
            for (int i = 0; i < sessions; ++i)
                append(learned, source.make(false).keys);
            for (int i = 0; i < kFresh; ++i)
                append(fresh, source.make(false).keys);
            const auto model = trained(detector == "deeplog" ? deeplogDetector() : attentionDetector(), learned, {{"hidden_units", 16}, {"epochs", 15}});
            QVERIFY(model);
            const auto scores = model->score(fresh, 1, Job{});
            for (const double score : scores->scores)
                flagged += score > scores->threshold;
        }
        const double share = flagged / (kSeeds * kFresh);
        QVERIFY2(share <= most, qPrintable(QString::number(share)));
    }
};

CAUSEWAY_TEST(LeftOutTest)
#include "left_out_test.moc"
