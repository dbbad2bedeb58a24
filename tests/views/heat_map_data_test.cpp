// What a heat map says, without a window: lift, rank correlation, colour scale, cells, candidates.

#include "tests/support/test_registry.h"
#include "tests/views/heat_map_fixture.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QTest>

#include <cmath>
#include <limits>

#include "views/findings/heat_map_export.h"
#include "views/models/candidate_model.h"

using namespace causeway;
using namespace causeway::views;
using test::explained;
using test::heatMap;

using Numbers = std::vector<double>;

namespace {

constexpr double kNone = -9; // of a correlation
const double kNan = std::numeric_limits<double>::quiet_NaN();

} // namespace

class HeatMapDataTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rankCorrelation_data()
    {
        QTest::addColumn<Numbers>("a");
        QTest::addColumn<Numbers>("b");
        QTest::addColumn<double>("expected");
        QTest::newRow("same order") << Numbers{1, 2, 3, 4} << Numbers{10, 20, 21, 400} << 1.0;
        QTest::newRow("reversed") << Numbers{1, 2, 3, 4} << Numbers{4, 3, 2, 1} << -1.0;
        QTest::newRow("ties share their mean rank") << Numbers{1, 1, 2, 3} << Numbers{1, 2, 3, 4} << 4.5 / std::sqrt(4.5 * 5);
        QTest::newRow("one exchange") << Numbers{1, 2, 3, 4, 5} << Numbers{2, 1, 3, 4, 5} << 0.9; // 1 − 6·2/(5·24)
        QTest::newRow("too few") << Numbers{1, 2, 3} << Numbers{1, 2, 3} << kNone;
        QTest::newRow("one side all equal") << Numbers{1, 2, 3, 4} << Numbers{7, 7, 7, 7} << kNone;
        QTest::newRow("different lengths") << Numbers{1, 2, 3, 4} << Numbers{1, 2, 3, 4, 5} << kNone;
        QTest::newRow("not a number") << Numbers{1, 2, kNan, 4} << Numbers{1, 2, 3, 4} << kNone;
        QTest::newRow("infinite") << Numbers{1, 2, 3, 4} << Numbers{1, 2, 3, std::numeric_limits<double>::infinity()} << kNone;
        QTest::newRow("nothing") << Numbers{} << Numbers{} << kNone;
    }
    void rankCorrelation()
    {
        QFETCH(Numbers, a);
        QFETCH(Numbers, b);
        QFETCH(double, expected);
        const auto forth = views::rankCorrelation(a, b), back = views::rankCorrelation(b, a);
        QCOMPARE(forth.value_or(kNone), expected);
        QCOMPARE(back.value_or(kNone), expected);
    }

    void lift()
    {
        QCOMPARE(liftOverUniform(0.25, 4), 1.0);
        QCOMPARE(liftOverUniform(0.5, 10), 5.0);
        QCOMPARE(liftOverUniform(0, 10), 0.0);
    }

    void colourScale_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("most");
        QTest::addColumn<double>("expected");
        QTest::newRow("nothing") << 0.0 << 8.0 << 0.0;
        QTest::newRow("the most") << 8.0 << 8.0 << 1.0;
        QTest::newRow("more than the most") << 80.0 << 8.0 << 1.0;
        QTest::newRow("half way") << 2.0 << 8.0 << 0.5; // log 3 / log 9
        QTest::newRow("negative") << -2.0 << 8.0 << -0.5;
        QTest::newRow("not a number") << kNan << 8.0 << 0.0;
        QTest::newRow("no scale") << 3.0 << 0.0 << 0.0;
    }
    void colourScale()
    {
        QFETCH(double, value);
        QFETCH(double, most);
        QFETCH(double, expected);
        QVERIFY(std::abs(scalePosition(value, most) - expected) < 1e-12);
    }

    void legendNamesRoundNumbersFromZeroToTheMost()
    {
        for (const double most : {0.1, 1.0, 2.0, 7.3, 40.0, 1900.0}) {
            const std::vector<double> ticks = scaleTicks(most);
            QCOMPARE(ticks.front(), 0.0);
            QCOMPARE(ticks.back(), most);
            QVERIFY2(ticks.size() >= 3 && ticks.size() <= 8, qPrintable(QString::number(ticks.size())));
            QVERIFY(std::is_sorted(ticks.begin(), ticks.end()));
        }
        QCOMPARE(scaleTicks(0).size(), std::size_t(1));
        QCOMPARE(scaleTicks(kNan).size(), std::size_t(1));
    }

    void rowsAreStepsAndColumnsTheEventsBefore()
    {
        const auto map = heatMap(explained(6));
        QCOMPARE(map->rowCount(), std::size_t(6));
        QCOMPARE(map->columnCount(), std::size_t(5));
        QVERIFY(map->has(HeatMeasure::Attention) && map->has(HeatMeasure::Occlusion));
        QCOMPARE(map->value(HeatMeasure::Attention, 2, 0), std::optional(2.0 / 3)); // weights 1/3 and 2/3, of two events
        QCOMPARE(map->value(HeatMeasure::Attention, 2, 1), std::optional(4.0 / 3));
        QCOMPARE(map->value(HeatMeasure::Occlusion, 2, 1), std::optional(-1.0));
        QVERIFY(!map->value(HeatMeasure::Attention, 2, 2)); // the diagonal
        QVERIFY(!map->value(HeatMeasure::Attention, 0, 0));
        QCOMPARE(map->rowOf(EventId(103)), std::optional(std::size_t(3)));
        QVERIFY(!map->rowOf(EventId(7)));
        QCOMPARE(map->nameAt(4), QStringLiteral("pattern 4"));
        QCOMPARE(map->firstRow(), std::size_t(4)); // the odd one
        QCOMPARE(map->strongest(HeatMeasure::Attention, 4), std::optional(std::size_t(3)));
        // Rows of fewer than four events before have no correlation.
        QVERIFY(!map->agreement(3));
        QCOMPARE(map->agreement(4), std::optional(1.0));
        QCOMPARE(map->agreement().rows, std::size_t(2));
        QCOMPARE(map->agreement().mean, std::optional(1.0));
    }

    void whereAttentionPointsElsewhereTheyDisagree()
    {
        auto response = explained(8);
        for (auto &[event, step] : response.steps)
            std::reverse(step.attention.begin(), step.attention.end());
        const auto map = heatMap(response);
        QVERIFY(map->agreement().mean && *map->agreement().mean < kFaithful);
    }

    void whatDoesNotFitIsLeftOut()
    {
        auto response = explained(6);
        response.steps[1].step.position = 99;          // beyond the session
        response.steps[2].step.attention.resize(77, 1); // more than there are before
        response.steps[3].step.occlusion = {kNan, kNan, kNan};
        response.steps[4].step.attention.clear();
        const auto map = heatMap(response);
        QCOMPARE(map->rowCount(), std::size_t(4));
        QVERIFY(!map->rowAt(1) && !map->rowAt(2));
        QVERIFY(std::isfinite(map->most(HeatMeasure::Occlusion)));
        const std::size_t row = *map->rowAt(4);
        QVERIFY(!map->rowHas(HeatMeasure::Attention, row));
        QVERIFY(!map->value(HeatMeasure::Attention, row, 0));
        QVERIFY(!map->agreement(row));
        QCOMPARE(heatMap({})->rowCount(), std::size_t(0));
        Job job;
        job.cancel.cancel();
        const auto stopped = HeatMap::make(std::make_shared<engine::ExplainFindingResponse>(explained(6)), nullptr, job);
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
    }

    void csvHasALineForEachCell()
    {
        auto response = explained(4);
        response.steps[3].step.occlusion.clear();
        QBuffer out;
        QVERIFY(out.open(QIODevice::WriteOnly));
        const auto lines = writeHeatMapCsv(*heatMap(response), out, Job{});
        QVERIFY(lines && *lines == 6);
        const QList<QByteArray> rows = out.data().trimmed().split('\n');
        QCOMPARE(rows.size(), 7);
        QCOMPARE(rows[0], QByteArray("step,event,before_step,before_event,attention,lift,delta_nll,word,text"));
        QCOMPARE(rows[1], QByteArray("2,pattern 1,1,pattern 0,1,1,0.5,,"));
        QVERIFY2(rows[6].startsWith("4,pattern 3,3,pattern 2,0.5,1.5") && rows[6].endsWith(",1.5,,,"), rows[6].constData());
    }

    void candidatesAndWhatStandsThere()
    {
        CandidateModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        detect::Step step;
        step.position = 11;
        step.observed = 5;
        step.nll = -std::log(0.002);
        step.expected = {{3, 0.75}, {4, 0.2}};
        model.setStep(step, nullptr);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(0, CandidateModel::TemplateColumn).data().toString(), QStringLiteral("pattern 3"));
        QCOMPARE(model.index(2, CandidateModel::TemplateColumn).data().toString(), QStringLiteral("the end of the session, or another pattern"));
        QVERIFY(std::abs(model.index(2, CandidateModel::ProbabilityColumn).data(CandidateModel::ShareRole).toDouble() - 0.048) < 1e-12);
        QCOMPARE(model.index(3, CandidateModel::TemplateColumn).data().toString(), QStringLiteral("observed: pattern 5"));
        QVERIFY(model.index(3, CandidateModel::ProbabilityColumn).data(CandidateModel::ObservedRole).toBool());
        QVERIFY(std::abs(model.index(3, CandidateModel::ProbabilityColumn).data(CandidateModel::ShareRole).toDouble() - 0.002) < 1e-12);
        QVERIFY2(model.summary().contains(QLatin1String("12")) && model.summary().contains(QLatin1String("6.21")), qPrintable(model.summary()));
        step.observed = 4;
        model.setStep(step, nullptr);
        QCOMPARE(model.rowCount(), 3); // what stands there has the probability that its −ln p tells
        QVERIFY(model.index(2, 0).data(CandidateModel::ObservedRole).toBool());
        step.nll = kNan;
        step.observed = 6;
        model.setStep(step, nullptr);
        QCOMPARE(model.index(3, CandidateModel::ProbabilityColumn).data().toString(), QStringLiteral("–"));
        step.expected.clear();
        model.setStep(step, nullptr);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.summary(), QString());
    }
};

CAUSEWAY_TEST(HeatMapDataTest)
#include "heat_map_data_test.moc"
