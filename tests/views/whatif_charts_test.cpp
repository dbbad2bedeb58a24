// A person looks at the pictures of a what-if: what matters, one field swept, what can be had, over time, and how risky it is.

#include "tests/support/test_registry.h"
#include "tests/views/whatif_fixture.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <QTableView>

#include "app/engine/scenario_risk.h"
#include "views/report/write_whatif.h"
#include "views/shell/elided_label.h"
#include "views/whatif/answer_panel.h"
#include "views/whatif/measure_text.h"
#include "views/whatif/pareto_panel.h"
#include "views/whatif/plot_bulk.h"
#include "views/whatif/risk_panel.h"
#include "views/whatif/sweep_panel.h"
#include "views/whatif/timed_panels.h"
#include "views/whatif/tornado_panel.h"
#include "views/whatif/whatif_text.h"

using namespace causeway;
using namespace causeway::views;
using test::WhatIfWindow;

namespace {

template <typename T>
T *raised(WhatIfWindow &window)
{
    auto *panel = window.window.findChild<T *>();
    for (QWidget *above = panel; above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above)) {
            dock->show();
            dock->raise();
        }
    return panel;
}

void press(QPushButton &button) { QTest::mouseClick(&button, Qt::LeftButton); }

} // namespace

class WhatIfChartsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void emptyStates()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(!raised<TornadoPanel>(window)->showsPlot() && !raised<ParetoPanel>(window)->showsPlot() && !raised<LatencyPanel>(window)->showsPlot());
        QVERIFY(!raised<SweepPanel>(window)->runButton().isEnabled());
        QVERIFY(window.errors.isEmpty());
    }

    void fromWhatMattersToAFork()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("o.causeway")), "overload"));
        window.desk().setReplications(2);
        QVERIFY(window.settle());

        auto *tornado = raised<TornadoPanel>(window);
        const QAbstractItemModelTester tornadoTester(&tornado->model());
        press(tornado->runButton());
        QTRY_VERIFY_WITH_TIMEOUT(tornado->showsPlot() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        const Plot &plot = *tornado->plot();
        QVERIFY(plot.panes.front().y.names.size() >= 3);
        QVERIFY(tornado->model().rowCount() >= 6);
        // Another replica first: 160 a second come to what can do 80, and a fifth less of them is as bad.
        QCOMPARE(plot.panes.front().y.names.front(), QStringLiteral("services.s.replicas"));
        // To another measure without computing again.
        tornado->measure().setCurrentIndex(tornado->measure().findData(static_cast<int>(allocate::Measure::MeanNs)));
        Q_EMIT tornado->measure().activated(tornado->measure().currentIndex());
        QVERIFY(tornado->plot()->x.unit == PlotAxis::Unit::DurationDifference && window.workspace.jobs().isIdle());

        // What is chosen there is swept.
        auto *sweep = raised<SweepPanel>(window);
        tornado->view().setMarked(PlotSpot{0, 0, 0});
        tornado->view().setFocus();
        QTest::keyClick(&tornado->view(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(sweep->showsPlot() && sweep->answer() != nullptr && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QCOMPARE(sweep->field().currentText().toStdString(), sweep->answer()->range.path);
        const PlotSeries &simulated = sweep->plot()->panes.front().series.back();
        QVERIFY(simulated.size() >= 3 && simulated.low.size() == simulated.size());
        QVERIFY(!sweep->plot()->panes.front().rules.empty()); // now, and the SLO

        // A value of it becomes a fork.
        const std::size_t before = window.desk().rows().size();
        sweep->view().setMarked(PlotSpot{0, sweep->plot()->panes.front().series.size() - 1, 0});
        sweep->view().setFocus();
        QTest::keyClick(&sweep->view(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), before + 1, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(window.errors.isEmpty());
    }

    void whatCanBeHadIsApplied()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("p.causeway")), "overload"));
        window.desk().setReplications(2);
        QVERIFY(window.settle());
        auto *pareto = raised<ParetoPanel>(window);
        const QAbstractItemModelTester tester(&pareto->model());
        QVERIFY(!pareto->applyButton().isEnabled());
        pareto->most().setValue(6);
        press(pareto->runButton());
        QTRY_VERIFY_WITH_TIMEOUT(pareto->showsPlot() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QCOMPARE(pareto->answer()->tried.size(), std::size_t{6});
        std::size_t points = 0;
        for (const PlotSeries &series : pareto->plot()->panes.front().series)
            points += series.size();
        QCOMPARE(points, std::size_t{6});
        // One that is not the scenario itself.
        const auto &series = pareto->plot()->panes.front().series;
        for (std::size_t s = 0; s < series.size() && (pareto->marked() == nullptr || pareto->marked()->isNow); ++s)
            Q_EMIT pareto->view().spotMarked((pareto->view().setMarked(PlotSpot{0, s, 0}), PlotSpot{0, s, 0}));
        QVERIFY(pareto->marked() != nullptr && !pareto->marked()->isNow && pareto->applyButton().isEnabled());
        const allocate::Candidate candidate = pareto->marked()->candidate;
        // It stays marked when it is drawn by other measures.
        Q_EMIT pareto->findChildren<QComboBox *>().front()->activated(0);
        QVERIFY(pareto->marked() != nullptr && pareto->marked()->candidate == candidate);
        const auto shown = pareto->answer();
        const ScenarioId first = window.desk().chosen();
        int notices = 0;
        QObject::connect(&window.workspace, &workspace::Workspace::offerReported, &window.window, [&notices] { ++notices; });
        press(pareto->applyButton());
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(window.desk().scenario()->policy == candidate.policy);
        QVERIFY(window.desk().baseline() != nullptr);
        // The picture that it came from stays, and says of which scenario it is.
        QVERIFY(pareto->answer() == shown && pareto->showsPlot());
        const auto page = static_cast<PlotPage *>(pareto);
        QVERIFY2(page->line().text().startsWith(QStringLiteral("Of “overload”")), qPrintable(page->line().text()));
        QCOMPARE(notices, 1);
        // Of those that are brushed the cheapest is applied, below the scenario that the picture is of.
        std::vector<PlotSpot> all;
        for (std::size_t s = 0; s < pareto->plot()->panes.front().series.size(); ++s)
            for (std::size_t i = 0; i < pareto->plot()->panes.front().series[s].size(); ++i)
                all.push_back({0, s, i});
        pareto->view().setChosen(all);
        Q_EMIT pareto->view().brushed();
        QVERIFY(pareto->toApply() != nullptr && !pareto->toApply()->isNow && pareto->applyButton().isEnabled());
        for (const allocate::TriedCandidate &one : pareto->answer()->tried)
            QVERIFY(one.error || one.isNow || of(one.measures, allocate::Measure::Cost).mean >= of(pareto->toApply()->measures, allocate::Measure::Cost).mean);
        press(pareto->applyButton());
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{3}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        for (const engine::ScenarioRow &row : window.desk().rows())
            QVERIFY(row.parent == 0 || row.parent == first);
        // Back at its scenario it is of now.
        window.desk().choose(first);
        QVERIFY(window.settle());
        QVERIFY2(page->line().isEnabled() && !page->line().text().startsWith(QLatin1String("Of ")), qPrintable(page->line().text()));
        QVERIFY(window.errors.isEmpty());
    }

    void picturesStayWithTheirScenarios()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("k.causeway")), "overload"));
        window.desk().setReplications(2);
        QVERIFY(window.settle());
        auto *sweep = raised<SweepPanel>(window);
        sweep->choose("services.s.replicas");
        press(sweep->runButton());
        const ScenarioId first = window.desk().chosen();
        window.desk().fork(); // while it is computed
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().chosen() != first && window.desk().scenario() != nullptr && sweep->answer() != nullptr, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        const auto ofFirst = sweep->answer();
        QVERIFY2(sweep->showsPlot() && sweep->line().text().startsWith(QStringLiteral("Of “overload”")), qPrintable(sweep->line().text()));
        QCOMPARE(ofFirst->points.size(), static_cast<std::size_t>(sweep->steps().value()));
        // The range follows what is turned, until it is set by hand.
        const double usual = sweep->to().value();
        window.desk().turn(0, engine::Knob::Replicas, 8);
        QVERIFY(sweep->to().value() > usual);
        QVERIFY(window.settle());
        sweep->to().setValue(5);
        window.desk().turn(0, engine::Knob::Replicas, 12);
        QCOMPARE(sweep->to().value(), 5.0);
        QVERIFY(window.settle());
        press(sweep->runButton());
        QTRY_VERIFY_WITH_TIMEOUT(sweep->answer() != ofFirst && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        window.desk().choose(first);
        QVERIFY(window.settle());
        QVERIFY(sweep->answer() == ofFirst && sweep->line().isEnabled());
        QVERIFY(window.errors.isEmpty());
    }

    void whereAPolicyActsTheFluidIsSilent()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("f.causeway")), "overload"));
        const QAbstractItemModel &model = window.answer->model();
        QVERIFY(model.index(0, AnswerModel::FluidColumn).data().toString() != QStringLiteral("–"));
        QCOMPARE(model.headerData(AnswerModel::BeforeColumn, Qt::Horizontal).toString(), QStringLiteral("Before, by fluid"));
        simulate::Scenario acts = *window.desk().scenario();
        acts.policy.name = "hpa";
        window.desk().change(acts);
        QVERIFY(window.settle());
        QCOMPARE(model.index(0, AnswerModel::FluidColumn).data().toString(), QStringLiteral("–"));
        QCOMPARE(model.index(0, AnswerModel::BeforeColumn).data().toString(), QStringLiteral("–"));
        QVERIFY(model.index(0, AnswerModel::FluidColumn).data(Qt::ToolTipRole).toString().contains(QLatin1String("no policies")));
        QVERIFY(model.index(0, AnswerModel::SimulatedColumn).data().toString() != QStringLiteral("–"));
        QVERIFY(window.errors.isEmpty());
    }

    void figuresSayWhatTheyCan()
    {
        using engine::Quantity;
        QCOMPARE(differenceText(Quantity::Violations, -0.0133), QStringLiteral("−1.33 pp"));
        QCOMPARE(valueText(Quantity::Violations, 0.0133), QStringLiteral("1.33 %"));
        QCOMPARE(differenceText(Quantity::Cost, -4.547e-14), QStringLiteral("0"));
        QCOMPARE(valueText(Quantity::Cost, -4.547e-14), QStringLiteral("0"));
        QCOMPARE(measureValue(allocate::Measure::SloViolation, 0.02, true), QStringLiteral("+2 pp"));
        QCOMPARE(measureValue(allocate::Measure::Cost, -4.547e-14, true), QStringLiteral("0"));
    }

    void oneReplicaIsARisk()
    {
        simulate::Scenario scenario;
        simulate::Service &service = scenario.services.emplace_back();
        service.name = "s";
        service.replicas = 2;
        engine::ComparedRow row;
        row.of = engine::ComparedRow::Of::Service;
        row.name = service.name;
        row.quantity = engine::Quantity::Replicas;
        row.before = simulate::Estimate{2, 2, 2};
        row.after = simulate::Estimate{1.1, 1, 1.2};
        const std::vector<engine::ComparedRow> rows{row};
        const allocate::Risk risk = engine::riskOf(scenario, engine::ScenarioAnswer(), rows);
        QVERIFY(risk.grade == 1 && risk.reasons.size() == 1);
        QVERIFY(risk.reasons.front().kind == allocate::RiskReason::Kind::OneFailure && risk.reasons.front().text.toEnglish().find("one failure stops it") != std::string::npos);
        row.after = simulate::Estimate{2, 2, 2};
        QCOMPARE(engine::riskOf(scenario, engine::ScenarioAnswer(), std::vector{row}).grade, 0U);
    }

    void whatLiesFarAwayIsAtTheEdge()
    {
        // A fleet that costs ten and one that costs a thousand.
        PlotAxis cost;
        cost.fromZero = true;
        fitAxis(cost, {9, 9.5, 10, 10.5, 11, 10, 1000});
        QVERIFY(cost.scale == PlotAxis::Scale::Linear && cost.to && *cost.to < 12 && cost.from && *cost.from > 8);
        // Decades side by side.
        PlotAxis latency;
        fitAxis(latency, {0.01, 0.05, 0.2, 1, 3, 8});
        QVERIFY(latency.scale == PlotAxis::Scale::Log && *latency.from < 0.01 && *latency.to > 8);
        // Nothing is far from anything.
        PlotAxis even;
        fitAxis(even, {1, 2, 3, 4, 5});
        QVERIFY(!even.to && !even.from && even.scale == PlotAxis::Scale::Linear);
        // What is nearly the same is not looked into, and nothing is far from it.
        PlotAxis same;
        fitAxis(same, {1.766, 1.766, 1.7661, 1.766, 1.7662, 1.766, 1.81});
        QVERIFY(same.from && *same.from < 1.76 && same.to && *same.to > 1.81);
        // It stands at the edge, where it can be pointed at, and tells its own value.
        Plot plot;
        plot.x = cost;
        PlotPane pane;
        PlotSeries series;
        series.kind = PlotSeries::Kind::Points;
        series.mark = PlotSeries::Mark::Dot;
        series.x = {9, 10, 11, 1000};
        series.y = {1, 2, 3, 2};
        pane.series.push_back(series);
        plot.panes.push_back(pane);
        const PlotLayout layout(plot, QRectF(0, 0, 600, 400));
        const QPointF far = layout.pointAt(0, 0, 3);
        QCOMPARE(far.x(), layout.pane(0).right());
        QVERIFY(layout.pointAt(0, 0, 2).x() < far.x() - 10);
        QVERIFY(layout.spotAt(far) == (PlotSpot{0, 0, 3}));
        const QString tip = plotTip(plot, {0, 0, 3});
        QVERIFY2(tip.contains(QLatin1String("1,000")), qPrintable(tip));
    }

    void sharesAreShares()
    {
        QCOMPARE(intervalText(engine::Quantity::Violations, {0.99, 0.97, 1.01}, false), QStringLiteral("97 % … 100 %"));
        QCOMPARE(intervalText(engine::Quantity::Violations, {0.01, -0.01, 0.03}, false), QStringLiteral("0 % … 3 %"));
        QCOMPARE(plottedInterval(allocate::Measure::SloViolation, {0.5, -0.2, 1.2}), std::pair(0.0, 1.0));
        QCOMPARE(measureSize(allocate::Measure::SloViolation, -0.51), QStringLiteral("51 pp"));
    }

    void overTimeAndRisk()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("t.causeway")), "overload"));
        auto *latency = raised<LatencyPanel>(window);
        const QAbstractItemModelTester tester(&latency->model());
        press(latency->runButton());
        QTRY_VERIFY_WITH_TIMEOUT(latency->showsPlot() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        const PlotPane &p99 = latency->plot()->panes.front();
        QVERIFY(!p99.rules.empty() && p99.rules.front().name.contains(QLatin1String("SLO")));
        QCOMPARE(latency->line().text().contains(QLatin1String("10 replications")), true);
        const std::vector<double> &y = p99.series.back().y;
        QVERIFY(y[60] > 10 * y[10]); // from second 100 on more comes than can be done
        latency->what().setCurrentIndex(LatencyPanel::Distribution);
        Q_EMIT latency->what().activated(LatencyPanel::Distribution);
        QVERIFY(latency->plot()->x.scale == PlotAxis::Scale::Log && latency->plot()->panes.front().series.back().y.back() == 1);
        latency->what().setCurrentIndex(LatencyPanel::Services);
        Q_EMIT latency->what().activated(LatencyPanel::Services);
        QCOMPARE(latency->plot()->panes.size(), std::size_t{3});
        QSignalSpy exported(latency, &PlotPage::exported);
        latency->exportTo(m_folder.filePath(QStringLiteral("service.csv")));
        QTRY_COMPARE(exported.size(), 1);
        QVERIFY(QFile::exists(m_folder.filePath(QStringLiteral("service.csv"))));
        // Nothing of it needs power, which is said.
        QVERIFY(!raised<EnergyPanel>(window)->showsPlot());

        // It stays, pale, while another is chosen, and is there again without being computed.
        const ScenarioId first = window.desk().chosen();
        const auto drawn = latency->plot();
        window.desk().fork();
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().chosen() != first && window.desk().scenario() != nullptr, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(latency->showsPlot() && latency->plot() == drawn && latency->view().isDimmed());
        QVERIFY2(latency->line().text().startsWith(QStringLiteral("Of “overload”")), qPrintable(latency->line().text()));
        press(latency->runButton());
        QTRY_VERIFY_WITH_TIMEOUT(latency->plot() != drawn && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(!latency->view().isDimmed());
        window.desk().choose(first);
        QVERIFY(window.settle());
        QVERIFY(latency->showsPlot() && !latency->view().isDimmed() && !latency->line().text().startsWith(QLatin1String("Of ")));

        auto *risk = raised<RiskPanel>(window);
        QVERIFY(risk->heading().text().startsWith(QLatin1String("Risk ")) && risk->reasons().count() >= 1);
        const auto &found = window.desk().risk();
        QVERIFY(found && found->grade >= 2); // it misses its SLO
        QVERIFY(window.errors.isEmpty());

        // The same as a page.
        const auto project = window.workspace.data().project;
        const auto report = engine::whatIfReport(*project, {window.desk().chosen(), 0, 2, 1}, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().toEnglish().c_str());
        QCOMPARE(report->risk.reasons.empty(), false);
        const QString page = m_folder.filePath(QStringLiteral("page.html"));
        const auto written = writeWhatIf(*report, page, {});
        QVERIFY2(written.has_value(), written ? "" : written.error().toEnglish().c_str());
        QFile file(page);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray html = file.readAll();
        QVERIFY(html.contains("Risk ") && html.count("<img") >= 3 && html.contains("what moves it most is services.s.replicas"));
        QVERIFY(writeWhatIf(*report, m_folder.filePath(QStringLiteral("page.pdf")), {}).has_value());
    }
};

CAUSEWAY_TEST(WhatIfChartsTest)
#include "whatif_charts_test.moc"
