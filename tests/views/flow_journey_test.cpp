// A person looks at how the shop runs: the graph comes by itself, a node, an edge, other miners, a missing program, an export.

#include "tests/support/test_registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "app/workspace/workspace.h"
#include "tests/views/flow_desk.h"
#include "tests/views/order_log.h"
#include "views/flow/flow_mining.h"
#include "views/flow/flow_notes.h"
#include "views/flow/flow_panel.h"
#include "views/flow/flow_perspective.h"
#include "views/flow/flow_table_panel.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/settings.h"

using namespace causeway;
using namespace causeway::views;
using causeway::test::FlowDesk;
using causeway::test::kWait;
using workspace::Workspace;

class FlowJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    bool open(FlowDesk &desk)
    {
        desk.workspace.open(m_project);
        return desk.active && QTest::qWaitFor([&] { return desk.workspace.isOpen(); }, kWait) && desk.hasGraph();
    }

private Q_SLOTS:
    void initTestCase() { m_project = m_folder.filePath(QStringLiteral("shop.causeway")); }

    void emptyStates()
    {
        FlowDesk desk(m_folder);
        QVERIFY(desk.active);
        QVERIFY(desk.said().contains("No project is open"));
        QVERIFY(desk.actions.action("flow.mine")->toolTip().contains("no project is open"));
        QVERIFY(!desk.actions.action("flow.export")->isEnabled());
        QVERIFY(!desk.edges->table().isVisible());
        desk.workspace.create(m_folder.filePath(QStringLiteral("empty.causeway")));
        QTRY_VERIFY_WITH_TIMEOUT(desk.said().contains("Nothing is imported yet"), kWait);
    }

    void theGraphComesByItself()
    {
        QFile log(m_folder.filePath(QStringLiteral("shop.log")));
        const QByteArray text = test::orders(200, 1, 1000, false);
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
        log.close();
        FlowDesk desk(m_folder);
        engine::ImportRequest request;
        request.paths = {log.fileName().toStdString()};
        desk.workspace.importLogs(request, m_project);
        QVERIFY(QTest::qWaitFor([&] { return desk.workspace.data().lastRun.value != 0; }, kWait));
        QVERIFY(desk.hasGraph());
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
        // received → paid → handed over: one chain, whose nodes the tables have.
        QTRY_COMPARE_WITH_TIMEOUT(desk.nodes->model().rowCount(), 3, kWait);
        QCOMPARE(desk.edges->model().rowCount(), 2);
        QCOMPARE(desk.picture()->visible().nodes.size(), std::size_t{1});
        QVERIFY(desk.panel->notes().isHidden());
        for (int row = 0; row < 2; ++row) {
            QCOMPARE(desk.edges->model().index(row, FlowEdgeModel::CountColumn).data().toString(), QStringLiteral("200"));
            QCOMPARE(desk.edges->model().index(row, FlowEdgeModel::SourceColumn).data().toString(), QStringLiteral("confirmed"));
        }
    }

    void chainNodeEdge()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        desk.click(0);
        QTRY_COMPARE_WITH_TIMEOUT(desk.picture()->visible().nodes.size(), std::size_t{3}, kWait);
        QVERIFY(desk.hasGraph());
        desk.view().fit();
        const std::uint32_t paid = desk.nodeWith(QStringLiteral("payment"));
        QVERIFY(paid < 3);
        desk.click(paid);
        const auto selected = desk.workspace.selection().templateId;
        QVERIFY(selected.has_value());
        QCOMPARE(selected->value, desk.perspective.mining().mined()->graph.nodes[desk.picture()->visible().nodes[paid].members.front()].templateId);
        QVERIFY(desk.view().marks().chosen[paid]);
        QVERIFY(desk.view().tipAt(desk.view().toWidget(desk.picture()->nodeRect(paid).center()).toPoint()).contains("200 events"));
        // The edge between it and what stands before: half way between them.
        const std::uint32_t received = desk.nodeWith(QStringLiteral("received"));
        const QRectF above = desk.picture()->nodeRect(received), below = desk.picture()->nodeRect(paid);
        const QPoint middle = desk.view().toWidget({above.center().x(), (above.bottom() + below.top()) / 2}).toPoint();
        QVERIFY(desk.view().tipAt(middle).contains("median"));
        QTest::mouseClick(&desk.view(), Qt::LeftButton, {}, middle);
        QVERIFY(desk.perspective.mining().edge().has_value());
        QCOMPARE(desk.edges->table().currentIndex().row(), desk.edges->model().rowOf(*desk.perspective.mining().edge()));
        QTest::keyClick(&desk.view(), Qt::Key_Escape);
        QVERIFY(!desk.perspective.mining().edge().has_value());
        // The keyboard goes down and into Explore.
        desk.view().goTo(received);
        QTest::keyClick(&desk.view(), Qt::Key_Down);
        QCOMPARE(desk.view().marks().current, std::optional(paid));
        QTest::keyClick(&desk.view(), Qt::Key_Return);
        QCOMPARE(desk.workspace.perspective(), QStringLiteral("explore"));
        QCOMPARE(desk.workspace.filter().templates.size(), std::size_t{1});
        desk.workspace.goBack();
        desk.actions.action("flow.collapse")->toggle(); // off …
        QVERIFY(desk.hasGraph());
        desk.actions.action("flow.collapse")->toggle(); // … and all collapsed again
        QTRY_COMPARE_WITH_TIMEOUT(desk.picture()->visible().nodes.size(), std::size_t{1}, kWait);
    }

    void zoomPanSearch()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        desk.actions.action("flow.collapse")->toggle();
        QTRY_COMPARE_WITH_TIMEOUT(desk.picture()->visible().nodes.size(), std::size_t{3}, kWait);
        desk.view().fit();
        const double zoom = desk.view().zoom();
        const QPointF spot(300, 200);
        QWheelEvent wheel(spot, desk.view().mapToGlobal(spot), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&desk.view(), &wheel);
        QVERIFY(desk.view().zoom() > zoom);
        QTest::keyClick(&desk.view(), Qt::Key_0);
        QCOMPARE(desk.view().zoom(), zoom);
        for (int i = 0; i < 12; ++i)
            QTest::keyClick(&desk.view(), Qt::Key_Plus);
        QVERIFY(!desk.view().mapRect().isEmpty() || desk.view().height() < 300);
        desk.panel->search().setText(QStringLiteral("PARCEL"));
        QCOMPARE(desk.view().hitCount(), 1);
        QTest::keyClick(&desk.panel->search(), Qt::Key_Return);
        QCOMPARE(desk.view().marks().current, std::optional(desk.nodeWith(QStringLiteral("parcel"))));
        desk.panel->search().setText(QStringLiteral("nothing like it"));
        QCOMPARE(desk.view().hitCount(), 0);
        QVERIFY(!desk.view().goToHit(true));
    }

    void minersIdsComponents()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        for (int miner = 1; miner < 3; ++miner) {
            const auto before = desk.perspective.mining().mined();
            desk.panel->miner().setCurrentIndex(miner);
            Q_EMIT desk.panel->miner().activated(miner);
            QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.mining().mined() != before && !desk.perspective.mining().isRunning(), kWait);
            QVERIFY(desk.hasGraph());
            QCOMPARE(desk.nodes->model().rowCount(), 3);
        }
        QVERIFY(!desk.panel->ids().isEnabled()); // an automaton
        desk.panel->miner().setCurrentIndex(0);
        Q_EMIT desk.panel->miner().activated(0);
        desk.panel->ids().click();
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.mining().mined() && desk.perspective.mining().mined()->graph.sessions == 0 && !desk.perspective.mining().isRunning(), kWait);
        for (int row = 0; row < desk.edges->model().rowCount(); ++row)
            QCOMPARE(desk.edges->model().index(row, FlowEdgeModel::SourceColumn).data().toString(), QStringLiteral("inferred"));
        QCOMPARE(desk.panel->notes().isHidden(), desk.perspective.mining().mined()->graph.warnings.empty());
        desk.panel->component().setEditText(QStringLiteral("none such"));
        Q_EMIT desk.panel->component().lineEdit()->editingFinished();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.panel->showsGraph() && desk.said().contains("none such"), kWait);
        QVERIFY(!desk.actions.action("flow.export")->isEnabled());
    }

    void anotherRangeIsTold()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        TimeRange half = desk.workspace.visibleRange();
        half.to = TimePoint{half.from.ns + (half.to.ns - half.from.ns) / 2};
        desk.workspace.setTimeRange(half);
        QVERIFY(desk.panel->notes().isVisible());
        QVERIFY(desk.panel->notes().text().contains("time range"));
        const std::uint64_t events = desk.perspective.mining().mined()->graph.events;
        desk.actions.action("flow.mine")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.mining().mined() && desk.perspective.mining().mined()->graph.events < events, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(desk.panel->notes().isHidden(), kWait);
    }

    void missingProgramIsTold()
    {
        FlowDesk desk(m_folder);
        desk.panel->layouts().setProgram(m_folder.filePath(QStringLiteral("nowhere")));
        desk.workspace.open(m_project);
        QTRY_COMPARE_WITH_TIMEOUT(desk.edges->model().rowCount(), 2, kWait);
        desk.actions.action("flow.collapse")->toggle();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.panel->showsGraph() && desk.said().contains("does not start"), kWait);
        QVERIFY(desk.said().contains("Install") || desk.said().contains("install"));
        QCOMPARE(desk.edges->model().rowCount(), 2); // the table is there
        QVERIFY(desk.errors.isEmpty());
    }

    void exportsWhatIsShown()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        QVERIFY(desk.actions.action("flow.export")->isEnabled());
        const QString path = m_folder.filePath(QStringLiteral("flow.svg"));
        desk.panel->exportTo(path);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(QFileInfo(path).size() > 500);
    }
};

CAUSEWAY_TEST(FlowJourneyTest)
#include "flow_journey_test.moc"
