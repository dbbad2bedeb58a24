// A person looks at traces and metrics: the list, the waterfall, the map, charts over the time line's axis, what is different, and
// from there to the lines.

#include "tests/support/test_registry.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include "app/workspace/workspace.h"
#include "tests/views/shop_signals.h"
#include "views/explore/explore_perspective.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"
#include "views/traces/flame_panel.h"
#include "views/traces/metric_panel.h"
#include "views/traces/service_map_panel.h"
#include "views/traces/trace_comparison_panel.h"
#include "views/traces/trace_list_panel.h"
#include "views/traces/waterfall_panel.h"
#include "views/traces/waterfall_view.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;
using namespace causeway::test;

namespace {

constexpr int kWait = 30'000;

struct Desk {
    explicit Desk(const QTemporaryDir &folder) : settings(folder.filePath("settings.ini")), perspective({workspace, actions, settings})
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        for (const char *id : {"file.import", "file.importFolder", "view.allTimes"})
            actions.add({.id = QLatin1String(id), .text = QLatin1String(id), .group = "File", .icon = {}}, [] {});
        auto *side = new QDockWidget("Inspector", &window);
        inspector = new Inspector({workspace, actions, settings}, side);
        side->setWidget(inspector);
        window.addDockWidget(Qt::RightDockWidgetArea, side);
        perspective.addActions();
        area = new PerspectiveArea(perspective, {workspace, actions, settings}, &window);
        window.setCentralWidget(area);
        window.resize(1300, 1000);
        window.show();
        active = QTest::qWaitForWindowActive(&window);
        map = window.findChild<ServiceMapPanel *>();
        metrics = window.findChild<MetricPanel *>();
        comparison = window.findChild<TraceComparisonPanel *>();
        list = window.findChild<TraceListPanel *>();
        waterfall = window.findChild<WaterfallPanel *>();
        flame = window.findChild<FlamePanel *>();
    }
    void import(const QTemporaryDir &folder, const QStringList &names)
    {
        engine::ImportRequest request;
        for (const QString &name : names)
            request.paths.push_back(folder.filePath(name).toStdString());
        workspace.importLogs(request, folder.filePath("p.causeway"));
    }
    [[nodiscard]] QDockWidget *dock(const QString &id) const { return area->findChild<QDockWidget *>(id); }
    // The action that shows a panel.
    void show(const char *id) { actions.action(QLatin1String(id))->trigger(); }

    Settings settings;
    Workspace workspace;
    ActionRegistry actions;
    ExplorePerspective perspective;
    QMainWindow window;
    PerspectiveArea *area = nullptr;
    Inspector *inspector = nullptr;
    ServiceMapPanel *map = nullptr;
    MetricPanel *metrics = nullptr;
    TraceComparisonPanel *comparison = nullptr;
    TraceListPanel *list = nullptr;
    WaterfallPanel *waterfall = nullptr;
    FlamePanel *flame = nullptr;
    QStringList errors;
    bool active = false;
};

const QStringList kTracePanels{"explore.traces", "explore.waterfall", "explore.flame", "explore.map", "explore.comparison"};

} // namespace

class TracesJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(write(m_folder.filePath("spans.json"), spans()));
        QVERIFY(write(m_folder.filePath("metrics.json"), metrics()));
        QVERIFY(write(m_folder.filePath("lines.jsonl"), lines()));
    }

    void lineProjectsLookAsBefore()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath("lines.jsonl"), lines()));
        Desk desk(folder);
        desk.import(folder, {"lines.jsonl"});
        QTRY_VERIFY_WITH_TIMEOUT(desk.workspace.snapshot() && desk.workspace.snapshot()->events == 2, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        for (const QString &id : kTracePanels + QStringList{"explore.metrics"}) {
            QVERIFY2(desk.dock(id)->isHidden(), qPrintable(id));
            QVERIFY(!desk.dock(id)->toggleViewAction()->isEnabled());
        }
        desk.area->resetLayout();
        for (const QString &id : kTracePanels)
            QVERIFY2(desk.dock(id)->isHidden(), qPrintable(id));
        QVERIFY(desk.errors.isEmpty());
    }

    // Traces alone: they are in front, and the time line counts them.
    void tracesAloneComeFirst()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath("spans.json"), spans()));
        {
            Desk desk(folder);
            desk.import(folder, {"spans.json"});
            QTRY_VERIFY_WITH_TIMEOUT(desk.list->isVisible() && !desk.list->visibleRegion().isEmpty(), kWait);
            QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        }
        // Opened before the window is there.
        Settings settings(folder.filePath("settings.ini"));
        Workspace workspace;
        ActionRegistry actions;
        for (const char *id : {"file.import", "view.allTimes"})
            actions.add({.id = QLatin1String(id), .text = QLatin1String(id), .group = "File", .icon = {}}, [] {});
        ExplorePerspective perspective({workspace, actions, settings});
        perspective.addActions();
        QMainWindow window;
        auto *area = new PerspectiveArea(perspective, {workspace, actions, settings}, &window);
        window.setCentralWidget(area);
        workspace.open(folder.filePath("p.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(workspace.snapshot() != nullptr && workspace.jobs().isIdle(), kWait);
        window.resize(1300, 900);
        window.show();
        auto *list = window.findChild<TraceListPanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(list->isVisible() && !list->visibleRegion().isEmpty(), kWait);
        QVERIFY(workspace.jobs().waitForIdle(kWait));
    }

    // Two traces that are chosen in the list are laid side by side.
    void twoChosenTraces()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath("spans.json"), spans()));
        Desk desk(folder);
        desk.import(folder, {"spans.json"});
        QTRY_COMPARE_WITH_TIMEOUT(desk.list->model().rowCount(), 120, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(!desk.actions.action("traces.compareChosen")->isEnabled());
        QItemSelectionModel &chosen = *desk.list->table().selectionModel();
        for (const int row : {3, 70})
            chosen.select(desk.list->model().index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QVERIFY(desk.actions.action("traces.compareChosen")->isEnabled());
        desk.show("traces.compareChosen");
        QTRY_COMPARE_WITH_TIMEOUT(desk.comparison->aligned().spanCount(), std::size_t{2}, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QCOMPARE(desk.comparison->tabs().currentIndex(), 1);
        const std::vector<std::uint32_t> both{desk.comparison->first().currentData().toUInt(), desk.comparison->second().currentData().toUInt()};
        QCOMPARE(both, (std::vector{desk.list->model().trace(3), desk.list->model().trace(70)}));
    }

    // What a person closed stays closed, whatever projects without traces are open meanwhile.
    void closedPanelsStayClosed()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath("spans.json"), spans()));
        QVERIFY(write(folder.filePath("lines.jsonl"), lines()));
        {
            Desk desk(folder);
            desk.import(folder, {"spans.json"});
            QTRY_VERIFY_WITH_TIMEOUT(!desk.dock("explore.map")->isHidden(), kWait);
            QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
            desk.dock("explore.flame")->close();
            desk.area->saveLayout();
        }
        {
            Desk desk(folder);
            engine::ImportRequest request;
            request.paths = {folder.filePath("lines.jsonl").toStdString()};
            desk.workspace.importLogs(request, folder.filePath("lines.causeway"));
            QTRY_VERIFY_WITH_TIMEOUT(desk.workspace.snapshot() && desk.workspace.snapshot()->events == 2, kWait);
            QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
            desk.area->saveLayout();
        }
        Desk desk(folder);
        desk.workspace.open(folder.filePath("p.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.dock("explore.map")->isHidden(), kWait);
        QVERIFY(desk.dock("explore.flame")->isHidden());
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
    }

    void fromTheMapToTheMetrics()
    {
        Desk desk(m_folder);
        QVERIFY(desk.active);
        desk.import(m_folder, {"spans.json", "metrics.json", "lines.jsonl"});
        QTRY_VERIFY_WITH_TIMEOUT(!desk.dock("explore.map")->isHidden(), kWait);
        desk.show("traces.map");
        QTRY_VERIFY_WITH_TIMEOUT(desk.map->isVisible() && desk.map->showsMap() && desk.map->picture() != nullptr, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));

        // The map: two services, a click chooses one here, in the table and for the window.
        QCOMPARE(desk.map->picture()->nodeCount(), std::size_t{2});
        QCOMPARE(desk.map->picture()->edgeCount(), std::size_t{1});
        GraphView &view = desk.map->view();
        QVERIFY(desk.map->picture()->nodeText(0) == "bank");
        const QPoint bank = view.toWidget(desk.map->picture()->nodeRect(0).center()).toPoint();
        QVERIFY(view.tipAt(bank).contains("120 calls"));
        QTest::mouseClick(&view, Qt::LeftButton, {}, bank);
        QCOMPARE(desk.workspace.selection().component, std::optional<std::string>("bank"));
        QCOMPARE(desk.map->services().currentIndex().siblingAtColumn(0).data().toString(), QString("bank"));
        desk.map->color().setCurrentIndex(1);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(desk.map->picture()->legendText().contains("95 %"));
        const QString picture = m_folder.filePath("map.svg");
        desk.map->exportTo(picture);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(QFile(picture).size() > 1000);

        // Its metrics: one axis for what has one unit, or one name where there is none; gaps are gaps.
        desk.actions.action("traces.serviceMetrics")->trigger();
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTRY_COMPARE_WITH_TIMEOUT(desk.metrics->charts().size(), std::size_t{2}, kWait);
        QCOMPARE(desk.metrics->model().rowCount(), 2);
        QCOMPARE(desk.metrics->charts()[0]->lines().front().runs.size(), std::size_t{2});
        desk.metrics->filter().setText("cpu");
        desk.metrics->table().selectAll();
        QTRY_VERIFY_WITH_TIMEOUT(desk.metrics->charts().size() == 1 && desk.metrics->charts()[0]->lines().size() == 2, kWait);
        MetricChart &chart = *desk.metrics->charts()[0];
        const int at = static_cast<int>(chart.xOf({(kBegin + 20) * 1'000'000'000}));
        QTest::mouseMove(chart.viewport(), QPoint(at, chart.height() / 2));
        QTRY_VERIFY(chart.cursorTime());
        QVERIFY2(chart.readOut().contains("bank: 14"), qPrintable(chart.readOut()));

        // A drag in the chart is the window's time range; the map follows it.
        const int to = static_cast<int>(chart.xOf({(kBegin + 60) * 1'000'000'000}));
        QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(chart.xOf({kBegin * 1'000'000'000})) + 1, chart.height() / 2));
        QTest::mouseMove(chart.viewport(), QPoint(to, chart.height() / 2));
        QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, QPoint(to, chart.height() / 2));
        QVERIFY(!desk.workspace.filter().range.isAll());
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTRY_VERIFY_WITH_TIMEOUT(chart.range() == desk.workspace.filter().range, kWait);
        desk.show("traces.map");
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(desk.map->picture()->map().map.services[0].calls < 70);
        desk.workspace.setTimeRange({});
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
    }

    // A trace is found by conditions, looked at, and its lines are read; a line goes back to its span.
    void fromTheListToTheLinesAndBack()
    {
        Desk desk(m_folder);
        desk.workspace.open(m_folder.filePath("p.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.dock("explore.traces")->isHidden(), kWait);
        desk.show("traces.list");
        QTRY_COMPARE_WITH_TIMEOUT(desk.list->model().rowCount(), 120, kWait);
        QVERIFY(!desk.actions.action("traces.clear")->isEnabled());
        const auto enter = [&](const char *condition, int rows) {
            QLineEdit &field = desk.list->field();
            field.setFocus();
            field.clear();
            QTest::keyClicks(&field, condition);
            QTest::keyClick(&field, Qt::Key_Return);
            QTRY_COMPARE_WITH_TIMEOUT(desk.list->model().rowCount(), rows, kWait);
            QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        };
        enter("duration>350ms", 60);
        enter("error", 20);
        enter("region:west", 20);
        QCOMPARE(desk.perspective.traces().desk().conditions().size(), std::size_t{3});
        QVERIFY(desk.list->summary().text().contains("20"));
        desk.show("traces.clear");
        QTRY_COMPARE_WITH_TIMEOUT(desk.list->model().rowCount(), 120, kWait);

        // A row shows its trace, Return goes there.
        desk.list->table().setFocus();
        desk.list->table().setCurrentIndex(desk.list->model().index(30, 0));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTest::keyClick(&desk.list->table(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(desk.waterfall->isVisible() && desk.waterfall->view().tree() != nullptr, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        WaterfallView &view = desk.waterfall->view();
        QCOMPARE(view.tree()->size(), 2U);
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Home);
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(view.sentence(view.current()).contains("bank"), qPrintable(view.sentence(view.current())));
        QVERIFY(desk.workspace.selection().range);
        QStringList told;
        for (const QLabel *label : desk.inspector->findChildren<QLabel *>())
            told << label->text();
        QVERIFY2(told.join('\n').contains("east"), qPrintable(told.join('\n')));
        QTest::keyClick(&view, Qt::Key_Return);
        QVERIFY(desk.workspace.filter().events && desk.workspace.filter().events->size() == 1);
        const EventId line = desk.workspace.filter().events->front();

        // Back: another trace is shown, the line shows its own.
        desk.workspace.setFilter({});
        desk.show("traces.list");
        QTableView &table = desk.list->table();
        table.scrollTo(desk.list->model().index(0, 0));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(desk.list->model().index(0, 0)).center());
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        const std::uint32_t other = view.tree()->trace();
        workspace::Selection selection;
        selection.event = line;
        desk.workspace.setSelection(selection);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTRY_VERIFY_WITH_TIMEOUT(view.tree()->trace() != other, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(view.sentence(view.current()).contains("bank"), kWait);
        QCOMPARE(desk.workspace.selection().event, std::optional(line));

        // The id of a trace opens it.
        desk.list->field().setText(QStringLiteral("0000000000000005"));
        desk.show("traces.list");
        QTest::keyClick(&desk.list->field(), Qt::Key_Return);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(desk.waterfall->isVisible());
        QCOMPARE(desk.list->model().trace(4), view.tree()->trace());

        // The flame graph is of the listed traces.
        desk.show("traces.flame");
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void whatIsDifferent()
    {
        Desk desk(m_folder);
        desk.workspace.open(m_folder.filePath("p.causeway"));
        TraceComparisonPanel &panel = *desk.comparison;
        QTRY_VERIFY_WITH_TIMEOUT(!desk.dock("explore.comparison")->isHidden(), kWait);
        desk.show("traces.compare");
        QTRY_VERIFY_WITH_TIMEOUT(panel.isVisible() && panel.showsComparison(), kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        // Traces with errors against the others: 20 against 100.
        QCOMPARE(panel.differences().comparison()->traces.size(), std::size_t{20});
        QCOMPARE(panel.differences().comparison()->baseline.size(), std::size_t{100});
        const auto has = [&](const QString &value) {
            for (int row = 0; row < panel.differences().rowCount(); ++row)
                if (panel.differences().index(row, DifferenceModel::ValueColumn).data().toString() == value)
                    return row;
            return -1;
        };
        QVERIFY(has("west") >= 0);

        // The second minute against the first: the slow operation is told.
        desk.workspace.setTimeRange({{(kBegin + 60) * 1'000'000'000}, {(kBegin + 120) * 1'000'000'000}});
        panel.what().setCurrentIndex(panel.what().findText("All traces of the time range"));
        Q_EMIT panel.what().activated(panel.what().currentIndex());
        panel.against().setCurrentIndex(1);
        Q_EMIT panel.against().activated(1);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QCOMPARE(panel.differences().comparison()->traces.size(), std::size_t{60});
        QCOMPARE(panel.differences().comparison()->baseline.size(), std::size_t{60});
        QVERIFY(has("longer") >= 0);

        // One against one.
        panel.tabs().setCurrentIndex(1);
        QTRY_COMPARE_WITH_TIMEOUT(panel.aligned().spanCount(), std::size_t{2}, kWait);
        QVERIFY(panel.tree().isExpanded(panel.aligned().index(0, 0)));
        QVERIFY(panel.aligned().index(0, AlignedTraceModel::ChangeColumn).data().toString().startsWith("+300 ms"));

        // Return on a row: the lines that were logged in such traces.
        panel.tabs().setCurrentIndex(0);
        panel.table().setFocus();
        panel.table().setCurrentIndex(panel.differences().index(has("west"), 0));
        QTest::keyClick(&panel.table(), Qt::Key_Return);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(desk.workspace.filter().events && desk.workspace.filter().events->size() == 1);
        QCOMPARE(desk.workspace.view().eventsName, std::string("traces with region=west"));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void everythingIsNamed()
    {
        Desk desk(m_folder);
        desk.workspace.open(m_folder.filePath("p.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.dock("explore.metrics")->isHidden(), kWait);
        for (const char *id : {"traces.map", "traces.compare", "traces.list", "traces.waterfall", "traces.flame", "traces.metrics"}) {
            desk.show(id);
            QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        }
        QTRY_VERIFY_WITH_TIMEOUT(desk.metrics->isVisible() && desk.metrics->showsMetrics(), kWait);
        for (QWidget *panel : std::initializer_list<QWidget *>{desk.map, desk.metrics, desk.comparison, desk.list, desk.waterfall, desk.flame})
            for (const QWidget *widget : panel->findChildren<QWidget *>())
                if (widget->window() == &desk.window && (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->inherits("QAbstractItemView"))
                    QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
};

CAUSEWAY_TEST(TracesJourneyTest)
#include "traces_journey_test.moc"
