#include "views/traces/trace_panels.h"

#include <QCoreApplication>
#include <QDockWidget>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/traces/flame_panel.h"
#include "views/traces/flame_view.h"
#include "views/traces/metric_panel.h"
#include "views/traces/service_map_panel.h"
#include "views/traces/has_signals.h"
#include "views/traces/span_section.h"
#include "views/traces/trace_comparison_panel.h"
#include "views/traces/trace_list_panel.h"
#include "views/traces/waterfall_panel.h"
#include "views/traces/waterfall_view.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("traces", text); }

QDockWidget *dockOf(QWidget *panel)
{
    for (QWidget *above = panel; above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above))
            return dock;
    return nullptr;
}

void raiseDock(QWidget *panel)
{
    if (QDockWidget *dock = dockOf(panel)) {
        dock->show();
        dock->raise();
    }
}

// Docks have no order before their perspective is shown.
class RaiseOnShow : public QObject {
public:
    RaiseOnShow(QWidget *area, QWidget *panel) : QObject(panel), m_panel(panel) { area->installEventFilter(this); }

protected:
    bool eventFilter(QObject *area, QEvent *event) override
    {
        if (event->type() == QEvent::Show) {
            area->removeEventFilter(this);
            QMetaObject::invokeMethod(m_panel, [panel = m_panel] { raiseDock(panel); }, Qt::QueuedConnection);
            deleteLater();
        }
        return false;
    }

private:
    QWidget *m_panel;
};

// Of the window that the panel will be in; nullptr: none.
Inspector *inspectorBeside(const QWidget *parent) { return parent == nullptr ? nullptr : parent->window()->findChild<Inspector *>(); }

} // namespace

TracePanels::TracePanels(ViewContext context, QString perspective)
    : m_context(context), m_perspective(std::move(perspective)), m_desk(std::make_unique<TraceDesk>(context, nullptr))
{
}

TracePanels::~TracePanels() = default;

void TracePanels::bringToFront(QWidget *panel, bool focus)
{
    if (panel == nullptr)
        return;
    m_context.workspace.setPerspective(m_perspective);
    raiseDock(panel);
    if (focus)
        panel->setFocus(Qt::ShortcutFocusReason);
}

void TracePanels::addPanels(std::vector<PanelSpec> &panels)
{
    const auto add = [&](const char *id, const QString &title, const char *icon, int height, Signal signal, std::function<QWidget *(QWidget *)> create) {
        panels.push_back({m_perspective + QLatin1Char('.') + QLatin1String(id), title, QLatin1String(icon), PanelSpec::Place::Bottom, height, std::move(create), [this, signal] { return hasSignals(m_context.workspace, signal); }});
    };
    add("traces", tr("Traces"), "traces", 420, Signal::Traces, [this](QWidget *parent) {
        m_list = new TraceListPanel(*m_desk, parent);
        if (Inspector *inspector = inspectorBeside(parent))
            addSections(*inspector);
        preferTraces();
        return m_list;
    });
    add("waterfall", tr("Waterfall"), "waterfall", 480, Signal::Traces, [this](QWidget *parent) {
        m_waterfall = new WaterfallPanel(*m_desk, parent);
        QObject::connect(m_desk.get(), &TraceDesk::waterfallAsked, m_waterfall, [this] { bringToFront(m_waterfall); });
        return m_waterfall;
    });
    add("flame", tr("Flame graph"), "flame", 420, Signal::Traces, [this](QWidget *parent) { return m_flame = new FlamePanel(*m_desk, parent); });
    add("map", tr("Service map"), "flow", 420, Signal::Traces, [this](QWidget *parent) {
        m_map = new ServiceMapPanel(m_context, parent);
        if (Inspector *inspector = inspectorBeside(parent))
            m_map->addSection(*inspector);
        return m_map;
    });
    add("comparison", tr("Comparison"), "findings", 420, Signal::Traces, [this](QWidget *parent) { return m_comparison = new TraceComparisonPanel(*m_desk, parent); });
    add("metrics", tr("Metrics"), "analyse", 420, Signal::Metrics, [this](QWidget *parent) { return m_metrics = new MetricPanel(m_context, parent); });
}

void TracePanels::addActions()
{
    ActionRegistry &actions = m_context.actions;
    const auto add = [&](const char *id, const QString &text, const char *icon, const QString &help, std::function<void()> run) {
        actions.add({.id = QLatin1String(id), .text = text, .group = tr("Traces"), .icon = QLatin1String(icon), .shortcuts = {}, .help = help, .scope = m_perspective}, std::move(run));
    };
    const auto front = [this](const auto &panel) { return [this, &panel] { bringToFront(panel); }; };
    add("traces.list", tr("Traces"), "traces", tr("The list of traces with a histogram of their durations."), front(m_list));
    add("traces.waterfall", tr("Waterfall of the trace"), "waterfall", tr("The spans of the chosen trace under one axis of time."), front(m_waterfall));
    add("traces.flame", tr("Flame graph of the traces"), "flame", tr("Where the time of the listed traces goes."), front(m_flame));
    add("traces.map", tr("Service map"), "flow", tr("Which services call which: rate, errors, times."), front(m_map));
    add("traces.compare", tr("What is different about these traces?"), "findings", tr("Compares failing, slow or chosen traces with others."), front(m_comparison));
    add("traces.compareChosen", tr("Compare the chosen traces with the others"), "findings", tr("Two chosen traces are compared span by span."), [this] {
        bringToFront(m_comparison);
        Q_EMIT m_desk->comparisonAsked();
    });
    add("traces.metrics", tr("Metrics"), "analyse", tr("Series of measurements under the time axis of the events."), front(m_metrics));
    add("traces.clear", tr("Clear the conditions on traces"), "filter", tr("Lists all traces of the time range again."), [this] { m_desk->setConditions({}); });
    add("traces.find", tr("Find spans"), "search", tr("In the waterfall: by operation, service or id."), [this] {
        bringToFront(m_waterfall, false);
        if (m_waterfall != nullptr)
            m_waterfall->focusSearch();
    });
    add("traces.collapse", tr("Collapse all spans"), "collapse", tr("In the waterfall the key / does the same."), [this] {
        if (m_waterfall != nullptr)
            m_waterfall->view().collapseAll();
    });
    add("traces.expand", tr("Expand all spans"), "expand", tr("In the waterfall the key * does the same."), [this] {
        if (m_waterfall != nullptr)
            m_waterfall->view().expandAll();
    });
    add("traces.lines", tr("Lines of the span"), "table", tr("Those that name it; where none does, those that were written while it ran. In the waterfall Return does the same."),
        [this] { m_desk->showLines(m_desk->span()); });
    add("traces.traceLines", tr("Lines of the trace"), "table", tr("All that name the trace."), [this] { m_desk->showTraceLines(); });
    add("traces.fitMap", tr("Show all of the service map"), "maximise", {}, [this] {
        if (m_map != nullptr)
            m_map->fit();
    });
    add("traces.exportMap", tr("Export the service map…"), "export", tr("As SVG or PNG."), [this] {
        if (m_map != nullptr)
            m_map->exportMap();
    });
    add("traces.serviceMetrics", tr("Metrics of the chosen service"), "analyse", tr("The service that is chosen in the map."), [this] {
        const auto &service = m_context.workspace.selection().component;
        if (m_metrics == nullptr)
            return;
        bringToFront(m_metrics);
        if (service)
            m_metrics->showService(*service);
    });
    for (const auto signal : {&TraceDesk::spansChanged, &TraceDesk::treeChanged, &TraceDesk::spanChanged, &TraceDesk::linesChanged, &TraceDesk::chosenChanged})
        QObject::connect(m_desk.get(), signal, m_desk.get(), [this] { updateActions(); });
    for (const auto signal : {&workspace::Workspace::projectChanged, &workspace::Workspace::dataChanged, &workspace::Workspace::selectionChanged})
        QObject::connect(&m_context.workspace, signal, m_desk.get(), [this] { updateActions(); });
    QObject::connect(m_desk.get(), &TraceDesk::spansChanged, m_desk.get(), [this] { preferTraces(); });
    updateActions();
}

// What there is to look at comes to the front where there are no lines.
void TracePanels::preferTraces()
{
    const auto snapshot = m_context.workspace.snapshot();
    if (m_list == nullptr || !m_desk->hasSpans() || snapshot == nullptr || snapshot->events > 0)
        return;
    QMetaObject::invokeMethod(
        m_list,
        [this] {
            const QDockWidget *dock = dockOf(m_list);
            if (dock != nullptr && !dock->parentWidget()->isVisible())
                new RaiseOnShow(dock->parentWidget(), m_list);
            else
                raiseDock(m_list);
        },
        Qt::QueuedConnection);
}

void TracePanels::updateActions()
{
    const bool open = m_context.workspace.isOpen(), spans = m_desk->hasSpans(), tree = m_desk->tree() != nullptr;
    const QString none = open ? tr("the project has no traces") : tr("no project is open");
    for (const char *id : {"traces.list", "traces.waterfall", "traces.flame", "traces.map", "traces.compare", "traces.fitMap", "traces.exportMap"})
        m_context.actions.setEnabled(QLatin1String(id), spans, none);
    for (const char *id : {"traces.find", "traces.collapse", "traces.expand"})
        m_context.actions.setEnabled(QLatin1String(id), tree, spans ? tr("choose a trace in the list") : none);
    m_context.actions.setEnabled(QStringLiteral("traces.lines"), m_desk->span() != traces::kNone, spans ? tr("choose a span in the waterfall") : none);
    m_context.actions.setEnabled(QStringLiteral("traces.traceLines"), tree && !m_desk->lines().empty(), tree ? tr("no line names this trace") : spans ? tr("choose a trace in the list") : none);
    m_context.actions.setEnabled(QStringLiteral("traces.compareChosen"), !m_desk->chosen().empty(), spans ? tr("choose traces in the list") : none);
    const bool metrics = hasSignals(m_context.workspace, Signal::Metrics), service = m_context.workspace.selection().component.has_value();
    const QString noMetrics = open ? tr("the project has no metrics") : none;
    m_context.actions.setEnabled(QStringLiteral("traces.metrics"), metrics, noMetrics);
    m_context.actions.setEnabled(QStringLiteral("traces.serviceMetrics"), metrics && service, metrics ? tr("choose a service in the map") : noMetrics);
    m_context.actions.setEnabled(QStringLiteral("traces.clear"), !m_desk->conditions().empty(), tr("no condition is set"));
}

void TracePanels::addSections(Inspector &inspector)
{
    const auto add = [&](const QString &title, void (*fill)(InspectorSection &, TraceDesk &)) {
        inspector.addSection(title, [this, fill](InspectorSection &section) {
            if (m_context.workspace.perspective() == m_perspective)
                fill(section, *m_desk);
        });
    };
    add(tr("Span"), fillSpanSection);
    add(tr("Lines of the span"), fillSpanLines);
    add(tr("Attributes of the span"), fillSpanAttributes);
    add(tr("Events and links of the span"), fillSpanEvents);
    for (const auto signal : {&TraceDesk::treeChanged, &TraceDesk::spanChanged, &TraceDesk::detailsChanged, &TraceDesk::linesChanged})
        QObject::connect(m_desk.get(), signal, &inspector, &Inspector::refresh);
}

} // namespace causeway::views
