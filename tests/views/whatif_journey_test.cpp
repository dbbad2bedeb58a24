// A person asks what if: a model is learned, forked and turned, before and after are looked at, and it is taken back, also after a restart.

#include "tests/support/test_registry.h"
#include "tests/views/whatif_fixture.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QSlider>
#include <QTableView>
#include <QTreeView>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "tests/views/shop_signals.h"
#include "views/graph/graph_view.h"
#include "views/shell/elided_label.h"
#include "views/whatif/knob_panel.h"

using namespace causeway;
using namespace causeway::views;
using engine::ComparedRow;
using engine::Knob;
using engine::Quantity;
using test::WhatIfWindow;

namespace {

const ComparedRow *find(WhatIfDesk &desk, ComparedRow::Of of, const char *name, Quantity quantity)
{
    for (const ComparedRow &row : desk.comparison())
        if (row.of == of && row.name == name && row.quantity == quantity)
            return &row;
    return nullptr;
}

QStringList names(WhatIfDesk &desk)
{
    QStringList out;
    for (const engine::ScenarioRow &row : desk.rows())
        out << QString(row.depth, QLatin1Char('>')) + QString::fromStdString(row.stored.name);
    return out;
}

void clickNode(GraphView &view, std::uint32_t node)
{
    const QPointF at = view.toWidget(view.picture()->nodeRect(node).center());
    QTest::mouseClick(&view, Qt::LeftButton, {}, at.toPoint());
}

} // namespace

class WhatIfJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void emptyStates()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.scenarios->isEmpty() && !window.graph->showsGraph() && !window.comparison->showsTable());
        for (const char *id : {"whatif.learn", "whatif.open", "whatif.fork", "whatif.remove", "whatif.usePolicy", "whatif.exportComparison"})
            QVERIFY2(!window.action(id)->isEnabled(), id);
        // Without traces a file is the way to a first one.
        window.workspace.create(folder.filePath("e.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().isRead(), WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(!window.action("whatif.learn")->isEnabled() && window.action("whatif.open")->isEnabled());
        QVERIFY(window.errors.isEmpty());
    }

    void learnForkTurnCompareUndo()
    {
        QVERIFY(test::write(m_folder.filePath("spans.json"), test::spans()));
        const QString project = m_folder.filePath("shop.causeway");
        {
            WhatIfWindow window(m_folder);
            const QAbstractItemModelTester tree(&window.scenarios->model()), table(&window.comparison->model()), answer(&window.answer->model());
            engine::ImportRequest request;
            request.paths = {m_folder.filePath("spans.json").toStdString()};
            window.workspace.importLogs(request, project);
            QTRY_VERIFY_WITH_TIMEOUT(window.action("whatif.learn")->isEnabled(), WhatIfWindow::kWait);
            QVERIFY(window.workspace.jobs().waitForIdle(WhatIfWindow::kWait));

            window.action("whatif.learn")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(window.graph->showsGraph() && window.desk().answer() != nullptr, WhatIfWindow::kWait);
            QCOMPARE(names(window.desk()), QStringList{"As traced"});
            QVERIFY(window.desk().baselineId() == 0 && window.desk().baseline() == nullptr);

            window.action("whatif.fork")->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
            QVERIFY(window.settle());
            QVERIFY(window.desk().baselineId() == 1 && window.desk().chosen() == 2);
            for (const ComparedRow &row : window.desk().comparison())
                QVERIFY(row.mark == ComparedRow::Mark::None);

            // The bank is chosen in the graph and made four times as slow.
            const auto &services = window.desk().scenario()->services;
            const auto bank = static_cast<std::uint32_t>(std::ranges::find(services, "bank", &simulate::Service::name) - services.begin());
            QVERIFY(bank < services.size());
            QTRY_VERIFY(window.graph->showsGraph());
            clickNode(window.graph->view(), bank);
            QTRY_VERIFY(window.desk().service() == bank && window.graph->knobs().showsKnobs());
            QDoubleSpinBox &speed = window.graph->knobs().number(Knob::Speed);
            speed.setFocus();
            speed.selectAll();
            QTest::keyClicks(&speed, QLocale().toString(0.25));
            QTest::keyClick(&speed, Qt::Key_Return);
            QCOMPARE(window.desk().scenario()->services[bank].speeds, std::vector<double>{0.25});
            QVERIFY(!window.desk().isSaved());
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().fluid() != nullptr && window.desk().fluid()->scenario == window.desk().scenario(), WhatIfWindow::kWait); // before anything is saved
            QVERIFY(window.desk().fluid()->milliseconds < 50);
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().isAnswerOfNow(), WhatIfWindow::kWait);
            const ComparedRow *slower = find(window.desk(), ComparedRow::Of::Service, "bank", Quantity::P95);
            QVERIFY(slower != nullptr && slower->mark == ComparedRow::Mark::Worse && slower->delta->low > 0);
            QVERIFY(window.settle());
            QVERIFY(window.comparison->showsTable() && window.comparison->model().rowCount() > 5);
            QVERIFY(window.comparison->headline().text().contains("p99"));
            QCOMPARE(window.scenarios->changes().model()->rowCount(), 1);
            QCOMPARE(window.scenarios->changes().model()->index(0, 2).data().toString(), QString("0.25"));

            // A slider as well, by the keyboard; what was turned in one go is one edit.
            const int edits = window.workspace.undo().stack()->count();
            QSlider &replicas = window.graph->knobs().slider(Knob::Replicas);
            replicas.setFocus();
            QTest::keyClick(&replicas, Qt::Key_Right);
            QTest::keyClick(&replicas, Qt::Key_Right);
            QCOMPARE(window.desk().scenario()->services[bank].replicas, 3u);
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().isSaved(), WhatIfWindow::kWait);
            QVERIFY(window.settle());
            QTRY_COMPARE(window.workspace.undo().stack()->count(), edits + 1);
            QVERIFY(window.errors.isEmpty());
        }
        WhatIfWindow window(m_folder);
        QVERIFY(window.open(project));
        QCOMPARE(window.desk().chosen(), ScenarioId{2});
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().answer() != nullptr, WhatIfWindow::kWait);
        QVERIFY(window.desk().answer()->wasKept); // simulated before the restart
        const auto bank = [&] { return *std::ranges::find(window.desk().scenario()->services, "bank", &simulate::Service::name); };
        QCOMPARE(bank().replicas, 3u);
        QTRY_VERIFY(window.workspace.undo().stack()->canUndo());
        window.action("whatif.undo")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(bank().replicas, 1u, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QCOMPARE(bank().speeds, std::vector<double>{0.25});
        window.workspace.undo().stack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(bank().speeds.empty(), WhatIfWindow::kWait);
        window.workspace.undo().stack()->redo();
        QTRY_VERIFY_WITH_TIMEOUT(!bank().speeds.empty(), WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    void namesNotesAndRemoval()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.openScenario(folder.filePath("o.causeway"), "overload"));
        QTreeView &tree = window.scenarios->tree();
        tree.setFocus();
        window.action("whatif.fork")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        window.action("whatif.rename")->trigger();
        auto *editor = tree.findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        editor->setText("more servers");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(names(window.desk()), (QStringList{"overload", ">more servers"}), WhatIfWindow::kWait);
        window.scenarios->note().setFocus();
        QTest::keyClicks(&window.scenarios->note(), "for Monday");
        QTest::keyClick(&window.scenarios->note(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().row(2)->stored.note, std::string("for Monday"), WhatIfWindow::kWait);
        QVERIFY(window.settle());
        // Up and down choose.
        tree.setFocus();
        QTest::keyClick(&tree, Qt::Key_Up);
        QTRY_COMPARE(window.desk().chosen(), ScenarioId{1});
        QVERIFY(window.settle());
        window.action("whatif.remove")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(names(window.desk()), QStringList{"more servers"}, WhatIfWindow::kWait);
        QTRY_COMPARE(window.desk().chosen(), ScenarioId{2});
        QVERIFY(window.settle());
        window.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(names(window.desk()), (QStringList{"overload", ">more servers"}), WhatIfWindow::kWait);
        QVERIFY(window.settle());
        // Another one stands before.
        window.desk().setBaseline(0);
        QCOMPARE(window.desk().baselineId(), ScenarioId{1});
        QComboBox &before = window.comparison->before();
        QVERIFY(before.findData(qint64{1}) > 0);
        QVERIFY(window.errors.isEmpty());
    }

    void aBadFileIsToldAndWhatIsThereStays()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.openScenario(folder.filePath("o.causeway"), "overload"));
        const AnswerData answer = window.desk().answer();
        QVERIFY(test::write(folder.filePath("bad.json"), "{\"causeway_scenario\": 1, \"duration_s\": 1,\n \"services\": {\"a\": {\"replicas\": -2}}, \"operations\": {}, \"arrivals\": []}"));
        window.desk().openFile(folder.filePath("bad.json"));
        QTRY_COMPARE_WITH_TIMEOUT(window.errors.size(), 1, WhatIfWindow::kWait);
        QVERIFY2(window.errors.front().contains("services.a.replicas") && window.errors.front().contains("bad.json:2"), qPrintable(window.errors.front()));
        QVERIFY(window.desk().answer() == answer && window.desk().rows().size() == 1 && window.graph->showsGraph());
        // A change that cannot be is refused at its field, and the scenario is as it was.
        simulate::Scenario scenario = *window.desk().scenario();
        scenario.arrivals[0].operation = "nobody";
        window.desk().change(scenario);
        QTRY_COMPARE_WITH_TIMEOUT(window.errors.size(), 2, WhatIfWindow::kWait);
        QVERIFY2(window.errors.back().contains("arrivals[0]"), qPrintable(window.errors.back()));
        QVERIFY(window.settle());
        QCOMPARE(window.desk().scenario()->arrivals[0].operation, std::string("o"));
        QVERIFY(window.desk().answer() == answer && window.desk().isAnswerOfNow());
    }

    void policiesAndTheirGuard()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        const QAbstractItemModelTester all(&window.policies->policies()), settings(&window.policies->settings()), outcomes(&window.policies->outcomes()), floors(&window.policies->floors()), audit(&window.policies->audit());
        QVERIFY(window.openScenario(folder.filePath("o.causeway"), "overload"));
        window.desk().setReplications(2);
        QVERIFY(window.settle());
        window.action("whatif.fork")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());

        PolicyTable &table = window.policies->policies();
        const int row = PolicyTable::rowOf("static_limit") >= 0 ? PolicyTable::rowOf("static_limit") : PolicyTable::rowOf("gradient2");
        QVERIFY(row >= 0);
        const std::string name(PolicyTable::policy(row).name);
        window.policies->choosePolicy(row);
        QVERIFY(table.setData(table.index(row, 0), Qt::Checked, Qt::CheckStateRole));
        window.action("whatif.comparePolicies")->trigger();
        QVERIFY(window.settle());
        QCOMPARE(window.policies->outcomes().rowCount(), 2);
        QVERIFY(!window.policies->outcomes().index(1, PolicyOutcomeTable::ViolationColumn).data().toString().isEmpty());

        window.action("whatif.usePolicy")->trigger();
        QVERIFY(window.settle());
        QCOMPARE(window.desk().scenario()->policy.name, name);
        QVERIFY(table.index(row, 0).data().toString().contains(QString::fromStdString(name)));
        QVERIFY(find(window.desk(), ComparedRow::Of::Whole, "", Quantity::Refused) != nullptr);
        QCOMPARE(window.policies->audit().rowCount(), 0);

        // No more than a tenth may be refused: the policy is kept from it, and that is told.
        FloorTable &guard = window.policies->floors();
        QVERIFY(!guard.setData(guard.index(0, FloorTable::ShedColumn), "many", Qt::EditRole));
        QVERIFY(guard.setData(guard.index(0, FloorTable::ShedColumn), "10 %", Qt::EditRole));
        QVERIFY(window.settle());
        QCOMPARE(window.desk().scenario()->services[0].floor->mostShed, 0.1);
        QVERIFY(window.policies->audit().rowCount() > 0);
        window.workspace.undo().stack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(!window.desk().scenario()->services[0].floor, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }
};

CAUSEWAY_TEST(WhatIfJourneyTest)
#include "whatif_journey_test.moc"
