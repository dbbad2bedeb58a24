// What stands before, what runs for a scenario that goes, and lists that say the same in less room.

#include "tests/support/test_registry.h"
#include "tests/views/whatif_fixture.h"

#include <QAbstractItemDelegate>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "views/charts/plot.h"
#include "views/shell/elided_label.h"
#include "views/whatif/common_beginning.h"
#include "views/whatif/training_panel.h"
#include "views/whatif/trust_table.h"

using namespace causeway;
using namespace causeway::views;
using test::WhatIfWindow;

class WhatIfBeforeTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void whatRunsForAForkGoesWithIt()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("u.causeway")), "burst"));
        window.desk().fork(QStringLiteral("other"));
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        const ScenarioId fork = window.desk().chosen();
        auto *training = window.window.findChild<TrainingPanel *>();
        QVERIFY(training != nullptr);
        training->settings().setText(QStringLiteral("windows=60, updates=40, judging_runs=2, epochs=2"));
        training->rounds().setValue(10'000);
        QTest::mouseClick(&training->runButton(), Qt::LeftButton);
        QVERIFY(!window.workspace.jobs().isIdle());
        // Of the other one it is told whose training it is.
        window.desk().choose(window.desk().baselineId());
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().scenario() != nullptr, WhatIfWindow::kWait);
        QVERIFY2(training->line().text().contains(QStringLiteral("“other”")), qPrintable(training->line().text()));
        QVERIFY(training->runButton().toolTip().contains(QStringLiteral("“other”")));
        window.workspace.undo().stack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().isGone(fork) && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(training->method().isEnabled() && training->runButton().text() != QLatin1String("Stop"));
        QVERIFY(window.errors.isEmpty());
    }

    void theListFollowsWhatStandsBefore()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("b.causeway")), "overload"));
        window.desk().setReplications(2);
        QVERIFY(window.settle());
        // A first one has nothing before it.
        QCOMPARE(window.comparison->before().itemText(0), QStringLiteral("Before: nothing, a first one"));
        QVERIFY(window.comparison->model().isAlone() && window.comparison->table().isColumnHidden(ComparisonTable::BeforeColumn));
        QCOMPARE(window.comparison->model().headerData(ComparisonTable::AfterColumn, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("As it is"));
        const ScenarioId first = window.desk().chosen();
        window.desk().fork(QStringLiteral("more"));
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        const ScenarioId more = window.desk().chosen();
        simulate::Scenario scenario = *window.desk().scenario();
        scenario.services[0].replicas += 1;
        window.desk().change(scenario);
        QVERIFY(window.settle());
        window.desk().fork(QStringLiteral("and policy"));
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{3}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        scenario.policy.name = "hpa";
        window.desk().change(scenario);
        QVERIFY(window.settle());
        const QAbstractItemModel &changes = *window.scenarios->changes().model();
        // Against the first one it is both, against its parent the policy alone.
        QCOMPARE(window.desk().baselineId(), first);
        const int both = changes.rowCount();
        window.desk().setBaseline(more);
        QVERIFY(window.settle());
        QTRY_COMPARE(changes.rowCount(), both - 1);
        QVERIFY(!window.comparison->model().isAlone() && !window.comparison->table().isColumnHidden(ComparisonTable::BeforeColumn));
        QVERIFY(window.errors.isEmpty());
    }

    void whatNeedsConsentIsChecked()
    {
        WhatIfWindow window(m_folder);
        QVERIFY(window.openScenario(m_folder.filePath(QStringLiteral("g.causeway")), "overload"));
        FloorTable &guard = window.policies->floors();
        const QModelIndex cell = guard.index(0, FloorTable::ConsentColumn);
        QCOMPARE(cell.data(FloorTable::KindsRole).toStringList().size(), static_cast<qsizetype>(simulate::kActionKinds.size()));
        window.policies->tabs().setCurrentIndex(2);
        QVERIFY(!window.policies->table().isVisible());
        auto *table = window.policies->tabs().currentWidget()->findChild<QTableView *>();
        QVERIFY(table->itemDelegate()->createEditor(table->viewport(), QStyleOptionViewItem(), cell) == nullptr); // a menu instead
        auto *menu = window.window.findChild<QMenu *>(QStringLiteral("whatif.kinds"));
        QVERIFY(menu != nullptr);
        for (const int kind : {0, 2})
            menu->actions()[kind]->trigger();
        menu->close();
        QVERIFY(window.settle());
        QCOMPARE(window.desk().scenario()->services[0].approve, static_cast<simulate::ActionKinds>(0b101));
        QVERIFY(window.errors.isEmpty());
    }

    void namesThatBeginAlike()
    {
        QCOMPARE(commonBeginning({QStringLiteral("shop.Frontend/Recv. /cart"), QStringLiteral("shop.Frontend/Recv. /cart/checkout")}), qsizetype{20});
        QCOMPARE(withoutBeginning(QStringLiteral("shop.Frontend/Recv. /cart"), 20), QStringLiteral("…/cart"));
        QCOMPARE(commonBeginning({QStringLiteral("checkout"), QStringLiteral("checkin")}), qsizetype{0});
        QCOMPARE(commonBeginning({QStringLiteral("shop.Frontend/a")}), qsizetype{0});
    }

    void theTailByNines()
    {
        Plot plot;
        PlotPane pane;
        pane.y.scale = PlotAxis::Scale::Nines;
        pane.y.from = 0;
        pane.y.to = 0.9999;
        PlotSeries series;
        series.x = {0, 1, 2, 3};
        series.y = {0.9, 0.99, 0.999, 1};
        pane.series.push_back(series);
        plot.panes.push_back(pane);
        const PlotLayout layout(plot, QRectF(0, 0, 400, 300));
        const double ninety = layout.at(0, 0, 0.9).y(), two = layout.at(0, 0, 0.99).y(), three = layout.at(0, 0, 0.999).y();
        QVERIFY(std::abs((ninety - two) - (two - three)) < 1e-6 && ninety - two > 20);
        QVERIFY(std::abs(layout.yOf(0, two) - 0.99) < 1e-9);
    }

    // What is off is said to be, whatever the reason.
    void whatIsOffIsNamed()
    {
        engine::ModelTrust trust;
        for (const auto verdict : {simulate::ServiceError::Verdict::Within, simulate::ServiceError::Verdict::Changed}) {
            engine::ModelTrust::HeldOutService &one = trust.heldOut.emplace_back();
            one.name = verdict == simulate::ServiceError::Verdict::Within ? "cart" : "frontend";
            one.error.verdict = verdict;
            one.error.error = verdict == simulate::ServiceError::Verdict::Within ? simulate::Quantiles{0.01, 0.02, 0.03} : simulate::Quantiles{0.05, 2.79, 0.8};
        }
        trust.within = 1;
        bool named = false;
        for (const TrustRow &row : trustRows(trust))
            if (row.service == "frontend") {
                named = row.verdict == TrustRow::Verdict::Bad && row.said.startsWith(QLatin1String("off: do not rely on p95 and p99 of frontend"));
                QVERIFY2(named, qPrintable(row.said));
            }
        QVERIFY(named);
        QVERIFY2(trustText(trust).contains(QLatin1String("1 of 2 services within 10/15/25 % at p50/p95/p99, good from 2 on")), qPrintable(trustText(trust)));
    }
};

CAUSEWAY_TEST(WhatIfBeforeTest)
#include "whatif_before_test.moc"
