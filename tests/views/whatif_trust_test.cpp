// A person asks how far a model can be trusted, and has a policy learned on it.

#include "tests/support/test_registry.h"
#include "tests/views/whatif_fixture.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

#include <cmath>

#include "analysis/simulate/scenario_path.h"
#include "tests/views/shop_signals.h"
#include "views/shell/elided_label.h"
#include "views/whatif/standing_badges.h"
#include "views/whatif/training_panel.h"
#include "views/whatif/trust_panel.h"

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

Badge *badge(WhatIfWindow &window, const char *begin)
{
    for (Badge *one : window.comparison->findChildren<Badge *>())
        if (one->text().contains(QString::fromUtf8(begin)))
            return one;
    return nullptr;
}

bool says(TrustTable &table, TrustRow::Part part, TrustRow::Verdict verdict)
{
    for (int row = 0; row < table.rowCount(); ++row)
        if (table.row(row).part == part && table.row(row).verdict == verdict)
            return true;
    return false;
}

// One server that is 60 % busy: M/M/1.
QByteArray queue() { return R"({"causeway_scenario": 1, "duration_s": 4000, "services": {"s": {}}, "operations": {"o": {"service": "s", "self_s": {"exponential": 0.1}}}, "arrivals": [{"operation": "o", "poisson": {"rate_per_s": 6}}]})"; }

} // namespace

class WhatIfTrustTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void aLearnedModel()
    {
        QVERIFY(test::write(m_folder.filePath("spans.json"), test::spans()));
        WhatIfWindow window(m_folder);
        engine::ImportRequest request;
        request.paths = {m_folder.filePath("spans.json").toStdString()};
        window.workspace.importLogs(request, m_folder.filePath("shop.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(window.action("whatif.learn")->isEnabled(), WhatIfWindow::kWait);
        QVERIFY(window.workspace.jobs().waitForIdle(WhatIfWindow::kWait));
        auto *trust = raised<TrustPanel>(window);
        const QAbstractItemModelTester tester(&trust->model());
        QVERIFY(!trust->showsTable());
        window.action("whatif.learn")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().answer() != nullptr, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        const auto extrapolates = [&] { return window.desk().risk() && std::ranges::any_of(window.desk().risk()->reasons, [](const allocate::RiskReason &reason) { return reason.kind == allocate::RiskReason::Kind::Extrapolation; }); };
        QVERIFY(!extrapolates());
        QVERIFY(badge(window, "not checked") != nullptr);

        QVERIFY(trust->checkButton().isEnabled());
        QTest::mouseClick(&trust->checkButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(trust->showsTable() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(says(trust->model(), TrustRow::Part::Beyond, TrustRow::Verdict::Good));
        QVERIFY(!says(trust->model(), TrustRow::Part::Beyond, TrustRow::Verdict::Care));
        bool held = false;
        for (int row = 0; row < trust->model().rowCount(); ++row)
            held |= trust->model().row(row).part == TrustRow::Part::HeldOut;
        QVERIFY(held);

        // A fork with another replica and twice the load asks for what was never seen, which is told at once.
        window.action("whatif.fork")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(badge(window, "before the change") != nullptr);
        simulate::Scenario asked = *window.desk().scenario();
        ++asked.services[0].replicas;
        for (simulate::Arrivals &arrivals : asked.arrivals)
            simulate::scaleLoad(arrivals, 2);
        window.desk().change(asked);
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().isAnswerOfNow(), WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(extrapolates() && window.desk().risk()->grade >= 1);
        QVERIFY(badge(window, "Risk") != nullptr && badge(window, "Risk")->toolTip().contains(QString::fromStdString(asked.services[0].name)));
        QTest::mouseClick(&trust->checkButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(says(trust->model(), TrustRow::Part::Beyond, TrustRow::Verdict::Care) && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(trust->heading().text().contains(QLatin1String("extrapolates")));
        QVERIFY(window.errors.isEmpty());
    }

    void theory()
    {
        QVERIFY(test::write(m_folder.filePath("queue.json"), queue()));
        WhatIfWindow window(m_folder);
        window.workspace.create(m_folder.filePath("queue.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().isRead(), WhatIfWindow::kWait);
        window.desk().openFile(m_folder.filePath("queue.json"));
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().answer() != nullptr, WhatIfWindow::kWait);
        auto *trust = raised<TrustPanel>(window);
        QTest::mouseClick(&trust->checkButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(trust->showsTable() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        const TrustRow *row = nullptr;
        for (int i = 0; i < trust->model().rowCount(); ++i)
            if (trust->model().row(i).what.contains(QLatin1String("M/M/c")))
                row = &trust->model().row(i);
        QVERIFY(row != nullptr && row->verdict == TrustRow::Verdict::Good && row->expected == QLatin1String("250 ms")); // 1 / (10 − 6)
        // There are no traces, and nothing is said of what was observed.
        QVERIFY(says(trust->model(), TrustRow::Part::HeldOut, TrustRow::Verdict::Unknown) && says(trust->model(), TrustRow::Part::Beyond, TrustRow::Verdict::Unknown));
        // The badge goes to the panel.
        window.comparison->show();
        QVERIFY(badge(window, "Trust: theory ✓") != nullptr);
        QVERIFY(window.errors.isEmpty());
    }

    void trainStopGoOn()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("b.causeway")), "burst"));
        auto *training = raised<TrainingPanel>(window);
        const QAbstractItemModelTester tester(&training->model());
        QVERIFY(!training->showsPlot() && !training->goOnButton().isEnabled());
        training->settings().setText(QStringLiteral("windows=60, updates=40, judging_runs=2, epochs=2"));
        training->rounds().setValue(2);
        training->seeds().setValue(2);
        QTest::mouseClick(&training->runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(training->curves().curves.size() == 2 && training->curves().curves[0].complete && training->curves().curves[1].complete && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(training->showsPlot() && training->baselines());
        const PlotSeries &curve = training->plot()->panes[0].series[0];
        QVERIFY(curve.size() == 2 && curve.low.size() == 2 && curve.low[1] <= curve.y[1] && curve.y[1] <= curve.high[1] && curve.low[1] < curve.high[1]);
        QCOMPARE(training->plot()->panes.size(), std::size_t{2}); // and the errors of its model
        const engine::TrainingBaselines &baselines = *training->baselines();
        QCOMPARE(baselines.policies.front().choice.name, std::string("static"));
        QVERIFY(baselines.policies.size() >= 4 && baselines.worked > 0);
        for (const engine::TrainingBaselines::Policy &one : baselines.policies)
            QVERIFY2(one.work.mean >= baselines.worked, one.choice.name.c_str());
        QVERIFY(training->line().text().contains(QLatin1String("no policy comes below")));

        // Further rounds of the same two.
        QVERIFY(!training->goOnButton().isEnabled());
        training->rounds().setValue(3);
        QVERIFY(training->goOnButton().isEnabled());
        const auto first = training->curves().curves[1].rounds;
        QTest::mouseClick(&training->goOnButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(training->curves().curves.size() == 2 && training->curves().curves[0].rounds.size() == 3 && training->curves().curves[1].rounds.size() == 3 && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(std::ranges::equal(first, std::span(training->curves().curves[1].rounds).first(2)));

        // One that is stopped has what it got to, and another scenario has none of them.
        training->method().setCurrentIndex(1);
        training->rounds().setValue(1000);
        training->seeds().setValue(1);
        QTest::mouseClick(&training->runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(training->curves().curves.size() == 3 && !training->curves().curves[0].rounds.empty(), WhatIfWindow::kWait);
        QTest::mouseClick(&training->runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace.jobs().isIdle() && training->goOnButton().isEnabled(), WhatIfWindow::kWait);
        QVERIFY(!training->curves().curves[0].complete && training->curves().curves[0].method == "model_free");
        simulate::Scenario other = *window.desk().scenario();
        ++other.services[0].replicas;
        window.desk().fork(QStringLiteral("more"), std::make_shared<const simulate::Scenario>(other));
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QTRY_VERIFY(!training->showsPlot());
        QCOMPARE(training->curves().others, std::size_t{3});
        QVERIFY(window.errors.isEmpty());
    }

    // Where the optimum is known nothing is above it.
    void referenceProblem()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("r.causeway")), "overload"));
        auto *training = raised<TrainingPanel>(window);
        training->method().setCurrentIndex(2);
        Q_EMIT training->method().activated(2);
        QVERIFY(!training->showsPlot() && !training->settings().isVisible());
        training->rounds().setValue(2);
        QTest::mouseClick(&training->runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(training->showsPlot() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        const PlotPane &pane = training->plot()->panes.front();
        QCOMPARE(pane.series.front().size(), std::size_t{3}); // and untrained
        QVERIFY(std::abs(pane.rules.front().at + 215.474) < 5e-4 && std::abs(pane.rules.back().at + 270.555) < 5e-4);
        for (const double value : pane.series.front().y)
            QVERIFY(value <= pane.rules.front().at + 1e-6);
        QVERIFY(pane.series.front().y[2] > pane.series.front().y[0]);
        QVERIFY(training->line().text().contains(QLatin1String("from the optimum")));
        QVERIFY(window.errors.isEmpty());
    }
};

CAUSEWAY_TEST(WhatIfTrustTest)
#include "whatif_trust_test.moc"
