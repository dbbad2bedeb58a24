// The charts of a detector's scores under a real mouse and keyboard.

#include "tests/support/test_registry.h"

#include <QCategoryAxis>
#include <QLegend>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <thread>

#include "views/charts/curve_chart.h"
#include "views/findings/score_chart.h"
#include "views/findings/training_watch.h"
#include "views/text/text.h"

using namespace causeway;
using namespace causeway::views;

namespace {

// Ten subjects: scores 5 and 4 anomalous, 3 and 2 normal, six of score 1 without a label; the threshold is 2.5.
std::shared_ptr<const engine::ScoreCurve> curve()
{
    auto out = std::make_shared<engine::ScoreCurve>();
    out->run.threshold = 2.5;
    out->steps = {{5, 1, 1, 0}, {4, 2, 2, 0}, {3, 3, 2, 1}, {2, 4, 2, 2}, {1, 10, 2, 2}};
    out->subjects = 10;
    out->anomalous = out->normal = 2;
    return out;
}

struct Shown {
    Shown() : spy(&chart, &ScoreChart::thresholdMoved)
    {
        chart.resize(600, 220);
        chart.show();
        chart.setCurve(of);
    }
    [[nodiscard]] std::uint64_t flagged() const { return of->at(chart.threshold()).flagged; }
    std::shared_ptr<const engine::ScoreCurve> of = curve();
    ScoreChart chart{nullptr};
    QSignalSpy spy;
};

} // namespace

class CurvesPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAboveAThreshold_data()
    {
        QTest::addColumn<double>("threshold");
        QTest::addColumn<QString>("counts"); // flagged, tp fp fn tn
        QTest::newRow("above all") << 5.0 << "0 0 0 2 2";
        QTest::newRow("between") << 3.5 << "2 2 0 0 2";
        QTest::newRow("at a score it is not above") << 3.0 << "2 2 0 0 2";
        QTest::newRow("low") << 1.5 << "4 2 2 0 0";
        QTest::newRow("below all") << -7.0 << "10 2 2 0 0";
    }
    void countsAboveAThreshold()
    {
        QFETCH(const double, threshold);
        QFETCH(const QString, counts);
        const auto at = curve()->at(threshold);
        QCOMPARE(QStringLiteral("%1 %2 %3 %4 %5").arg(at.flagged).arg(at.labelled.tp).arg(at.labelled.fp).arg(at.labelled.fn).arg(at.labelled.tn), counts);
    }

    void keysGoFromScoreToScore()
    {
        Shown shown;
        QCOMPARE(shown.flagged(), 3u);
        for (const auto &[key, flagged] : std::initializer_list<std::pair<Qt::Key, std::uint64_t>>{{Qt::Key_Right, 2}, {Qt::Key_Right, 1}, {Qt::Key_Right, 0}, {Qt::Key_Right, 0}, {Qt::Key_Left, 1},
                                                                                                    {Qt::Key_Left, 2}, {Qt::Key_Left, 3}, {Qt::Key_Left, 4}, {Qt::Key_Left, 10}, {Qt::Key_Left, 10},
                                                                                                    {Qt::Key_Escape, 3}, {Qt::Key_End, 0}}) {
            QTest::keyClick(&shown.chart, key);
            QCOMPARE(shown.flagged(), flagged);
        }
        QCOMPARE(shown.spy.count(), 10); // where nothing moved nothing is said
        QCOMPARE(shown.spy.last().first().toDouble(), 5.0);
    }

    void theAxisOfScoresHasRoundNumbers()
    {
        Shown shown;
        const std::vector<double> ticks = shown.chart.ticks();
        QVERIFY(ticks.size() >= 3);
        for (std::size_t i = 0; i < ticks.size(); ++i) {
            QVERIFY2(std::abs(QString::number(ticks[i], 'g', 2).toDouble() - ticks[i]) < 1e-9 && (i == 0 || ticks[i] > ticks[i - 1]), qPrintable(QString::number(ticks[i])));
            QVERIFY(shown.chart.xOf(ticks[i]) >= 0 && shown.chart.xOf(ticks[i]) <= 600);
        }
    }

    // Numbers that grow by a ratio are evenly apart, and what each line is stands beside them.
    void ratiosAreEvenlyApart()
    {
        CurveChart chart(QStringLiteral("F1"), QStringLiteral("labels"), QStringLiteral("F1"), nullptr);
        chart.resize(600, 240);
        chart.setRatios(true);
        chart.setLegend(true);
        chart.setCurves({{QStringLiteral("mean"), Qt::blue, true, false, {{8, .5}, {40, .7}, {200, .9}}}, {QStringLiteral("expected"), Qt::blue, false, true, {{200, .9}, {250, .92}}}});
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const QStringList labels = static_cast<QCategoryAxis *>(chart.chart()->axes(Qt::Horizontal).constFirst())->categoriesLabels();
        QCOMPARE(labels.mid(0, 3), (QStringList{QStringLiteral("8"), QStringLiteral("40"), QStringLiteral("200")}));
        QCOMPARE(chart.chart()->axes(Qt::Vertical).constFirst()->titleText(), QStringLiteral("F1"));
        QVERIFY(chart.chart()->legend()->isVisible());
        QList<double> x;
        for (const double value : {8.0, 40.0, 200.0})
            x << chart.chart()->mapToPosition(QPointF(std::log10(value), .5)).x();
        QVERIFY2(std::abs((x[1] - x[0]) - (x[2] - x[1])) < 1, qPrintable(QStringLiteral("%1 %2 %3").arg(x[0]).arg(x[1]).arg(x[2])));
        const QPoint at = chart.mapFromScene(chart.chart()->mapToScene(chart.chart()->mapToPosition(QPointF(std::log10(40.0), .7))));
        QVERIFY2(chart.tipAt(at).contains(QStringLiteral("labels 40")), qPrintable(chart.tipAt(at)));
        chart.resize(600, 100); // low: the room is for the curves
        QVERIFY(chart.chart()->title().isEmpty());
        chart.setCurves({}); // nothing to tell places by
        chart.grab();
    }

    void theMouseDragsIt()
    {
        Shown shown;
        const auto at = [&](double score) { return QPoint(static_cast<int>(shown.chart.xOf(score)), 80); };
        QTest::mousePress(&shown.chart, Qt::LeftButton, Qt::NoModifier, at(4.5));
        QCOMPARE(shown.flagged(), 1u);
        QTest::mouseMove(&shown.chart, at(1.5));
        QMouseEvent move(QEvent::MouseMove, QPointF(at(1.5)), shown.chart.mapToGlobal(QPointF(at(1.5))), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&shown.chart, &move);
        QCOMPARE(shown.flagged(), 4u);
        QVERIFY(shown.spy.count() >= 2);
        QVERIFY2(shown.chart.tipAt(at(5)).contains("1 anomalous · 0 normal"), qPrintable(shown.chart.tipAt(at(5))));
        for (const double score : {1.0, 2.5, 5.0})
            QVERIFY(std::abs(shown.chart.scoreAt(shown.chart.xOf(score)) - score) < 1e-9);
        shown.chart.grab();
        shown.chart.setCurve(nullptr);
        QTest::keyClick(&shown.chart, Qt::Key_Left); // nothing to move
        shown.chart.grab();
    }

    void scoresOfAnyKindAreDrawn_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<double>("threshold");
        QTest::newRow("all alike") << 1.0 << 1.0 << 1.0;
        QTest::newRow("zero") << 0.0 << 0.0 << 0.0;
        QTest::newRow("negative") << -3.0 << -1.0 << -2.0;
        QTest::newRow("vast") << -1e308 << 1e308 << 1e-300;
    }
    void scoresOfAnyKindAreDrawn()
    {
        QFETCH(const double, low);
        QFETCH(const double, high);
        QFETCH(const double, threshold);
        auto any = std::make_shared<engine::ScoreCurve>();
        any->run.threshold = threshold;
        any->steps = {{high, 1, 0, 0}};
        if (low < high)
            any->steps.push_back({low, 2, 0, 0});
        any->subjects = any->steps.size();
        ScoreChart chart(nullptr);
        chart.resize(400, 160);
        chart.setCurve(any);
        QVERIFY(std::isfinite(chart.xOf(low)) && std::isfinite(chart.xOf(high)) && chart.xOf(low) <= chart.xOf(high));
        QVERIFY(!chart.grab().isNull());
    }

    void aCurveSaysWhatIsUnderTheMouse()
    {
        CurveChart chart(QStringLiteral("ROC"), QStringLiteral("false positives"), QStringLiteral("recall"), nullptr);
        chart.resize(400, 300);
        chart.setShares(true);
        chart.setCurves({{QStringLiteral("one"), Qt::blue, true, false, {{0, 0}, {.5, .5}, {1, 1}}}, {QStringLiteral("other"), Qt::red, false, false, {{0, 1}, {1, 1}}}});
        chart.setMark(QPointF(.5, .5));
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.grab();
        const auto at = [&](QPointF value) { return chart.mapFromScene(chart.chart()->mapToScene(chart.chart()->mapToPosition(value))); };
        QCOMPARE(chart.tipAt(at({.5, .5})), QStringLiteral("one\nfalse positives 50 % · recall 50 %"));
        QVERIFY(chart.tipAt(at({0, 1})).startsWith("other"));
        QVERIFY(chart.tipAt(at({.1, .6})).isEmpty());
        chart.setCurves({});
        chart.grab();
    }

    void aTrainingIsFollowedAndEnded()
    {
        TrainingWatch watch(nullptr);
        QSignalSpy changed(&watch, &TrainingWatch::changed);
        const auto first = watch.begin("deeplog");
        QVERIFY(watch.isRunning() && watch.curve().loss.empty());
        bool goOn = false;
        std::thread([&] { goOn = first(1, 2.5, 3.0) && first(2, 2.0, 2.75); }).join();
        QVERIFY(goOn);
        QTRY_COMPARE(watch.curve().loss.size(), 2u);
        QCOMPARE(watch.curve().heldOut.back(), 2.75);
        watch.stop();
        QVERIFY(!first(3, 1.0, 2.0));
        watch.end("attention"); // another one's end says nothing
        QVERIFY(watch.isRunning());
        watch.end("deeplog");
        QVERIFY(!watch.isRunning());
        QCOMPARE(watch.curve().loss.size(), 3u);
        QVERIFY(changed.count() >= 3);
        // One that is no longer watched goes on for itself.
        const auto second = watch.begin("attention");
        (void)first(4, 1.0, 1.0);
        QCOMPARE(watch.curve().loss.size(), 0u);
        QVERIFY(second(1, 1.0, 1.0));
    }
};

CAUSEWAY_TEST(CurvesPanelTest)
#include "curves_panel_test.moc"
