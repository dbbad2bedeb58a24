// What a policy wants and may not: a floor that it would break is told in the window; what needs consent waits for a person, who grants it
// with a reason, and it is done; undone, it is not.

#include "tests/views/whatif_fixture.h"

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "views/whatif/approvals_panel.h"
#include "views/whatif/sweep_panel.h"

using namespace causeway;
using namespace causeway::views;
using test::WhatIfWindow;

namespace {

QString cell(const QAbstractItemModel &model, int row, int column) { return model.index(row, column).data().toString(); }

} // namespace

class ApprovalsJourneyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void askedForAndGranted()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        auto *panel = window.window.findChild<ApprovalsPanel *>();
        QVERIFY(panel != nullptr);
        const QAbstractItemModelTester consents(&panel->consents()), decisions(&panel->decisions());
        QVERIFY(window.openScenario(folder.filePath("o.causeway"), "overload"));
        window.desk().setReplications(2);
        simulate::Scenario scenario = *window.desk().scenario();
        scenario.policy = {"static_limit", {}};
        window.desk().change(scenario);
        QVERIFY(window.settle());
        const std::string name = scenario.services[0].name;
        QCOMPARE(panel->consents().rowCount(), 0);

        // From the table of the guard.
        FloorTable &guard = window.policies->floors();
        QVERIFY(!guard.setData(guard.index(0, FloorTable::ConsentColumn), "limits", Qt::EditRole));
        QVERIFY(guard.setData(guard.index(0, FloorTable::ConsentColumn), "limit, dim", Qt::EditRole));
        QVERIFY(window.settle());
        QCOMPARE(cell(guard, 0, FloorTable::ConsentColumn), "dim, limit");
        QCOMPARE(panel->consents().rowCount(), 2);
        QTRY_COMPARE(cell(panel->consents(), 0, ConsentTable::DecisionColumn), "asked for"); // what waits comes first
        QCOMPARE(cell(panel->consents(), 1, ConsentTable::DecisionColumn), "nobody decided");
        QVERIFY(!cell(panel->consents(), 0, ConsentTable::AskedColumn).isEmpty());
        QCOMPARE(cell(window.policies->audit(), 0, AuditTable::WhyColumn), "no consent");
        QCOMPARE(cell(window.policies->audit(), 0, AuditTable::ServiceColumn).toStdString(), name);

        // What was compared and drawn knows what may not be done yet.
        window.desk().comparePolicies({{"static", {}}});
        auto *sweep = window.window.findChild<SweepPanel *>();
        sweep->choose("services." + name + ".replicas");
        sweep->steps().setValue(2);
        sweep->run();
        QVERIFY(window.settle());
        QTRY_VERIFY_WITH_TIMEOUT(sweep->answer() != nullptr && sweep->answer()->points.size() == 2 && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        const auto refused = [](const allocate::MeasureEstimates &measures) { return measures[static_cast<std::size_t>(allocate::Measure::Refused)].mean; };
        QVERIFY(window.desk().arePoliciesOfNow() && !sweep->view().isDimmed());
        QCOMPARE(refused(sweep->answer()->base), 0.0);

        QVERIFY(!window.action("whatif.grant")->isEnabled());
        panel->table().selectRow(0);
        panel->reason().setText("it must stay up");
        QVERIFY(window.action("whatif.grant")->isEnabled());
        window.action("whatif.grant")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(cell(panel->consents(), 1, ConsentTable::DecisionColumn), "granted", WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QCOMPARE(cell(panel->consents(), 1, ConsentTable::ReasonColumn), "it must stay up");
        QVERIFY(!cell(panel->consents(), 1, ConsentTable::ByColumn).isEmpty() && panel->reason().text().isEmpty());
        QCOMPARE(panel->decisions().rowCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(window.policies->audit().rowCount(), 0, WhatIfWindow::kWait);
        QVERIFY(window.desk().answer()->runs[0].services[0].dropped > 0);
        // After the decision they are of before, and computed again they do what was granted.
        QVERIFY(!window.desk().arePoliciesOfNow() && sweep->view().isDimmed());
        sweep->run();
        QTRY_VERIFY_WITH_TIMEOUT(!sweep->view().isDimmed() && window.workspace.jobs().isIdle(), WhatIfWindow::kWait);
        QVERIFY(refused(sweep->answer()->base) > 0);

        window.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(cell(panel->consents(), 0, ConsentTable::DecisionColumn), "asked for", WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(panel->decisions().rowCount() == 0 && window.policies->audit().rowCount() > 0);
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }
    // As a table: what is wanted, what it is kept from.
    void aFloorIsNotBroken_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("why");
        QTest::newRow("a share that may be refused") << int(FloorTable::ShedColumn) << "5 %" << "static_limit" << "more requests refused" << "its floor";
        QTest::newRow("replicas") << int(FloorTable::ReplicasColumn) << "2" << "proportional" << "fewer replicas" << "its floor";
        QTest::newRow("consent to a limit") << int(FloorTable::ConsentColumn) << "limit" << "static_limit" << "a limit of requests" << "no consent";
        QTest::newRow("consent to fewer replicas") << int(FloorTable::ConsentColumn) << "remove_replicas" << "proportional" << "fewer replicas" << "no consent";
    }
    void aFloorIsNotBroken()
    {
        QFETCH(int, column);
        QFETCH(QString, value);
        QFETCH(QString, policy);
        QFETCH(QString, wanted);
        QFETCH(QString, why);
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.openScenario(folder.filePath("o.causeway"), "overload"));
        window.desk().setReplications(1);
        simulate::Scenario scenario = *window.desk().scenario();
        scenario.policy = {policy.toStdString(), {}};
        if (policy == QLatin1String("proportional")) { // which wants to have one of three
            scenario.policy.settings["budget"] = 1;
            scenario.services[0].replicas = 3;
            scenario.durationS = 100;
        }
        window.desk().change(scenario);
        QVERIFY(window.settle());
        QCOMPARE(window.policies->audit().rowCount(), 0);
        FloorTable &guard = window.policies->floors();
        QVERIFY(guard.setData(guard.index(0, column), value, Qt::EditRole));
        QVERIFY(window.settle());
        AuditTable &audit = window.policies->audit();
        QVERIFY(audit.rowCount() > 0);
        QCOMPARE(cell(audit, 0, AuditTable::WantedColumn), wanted);
        QCOMPARE(cell(audit, 0, AuditTable::WhyColumn), why);
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }
    void importanceIsChosen()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.openScenario(folder.filePath("c.causeway"), "cascade"));
        FloorTable &guard = window.policies->floors();
        const QModelIndex first = guard.index(0, FloorTable::ImportanceColumn);
        QCOMPARE(first.data(FloorTable::ChoicesRole).toStringList().size(), 3);
        QVERIFY(!guard.setData(first, 3, Qt::EditRole));
        QVERIFY(guard.setData(first, static_cast<int>(simulate::Importance::Vital), Qt::EditRole));
        QVERIFY(window.settle());
        QVERIFY(window.desk().scenario()->services[0].importance == simulate::Importance::Vital);
        QCOMPARE(first.data().toString(), "vital");
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }
};

CAUSEWAY_TEST(ApprovalsJourneyTest)
#include "approvals_journey_test.moc"
