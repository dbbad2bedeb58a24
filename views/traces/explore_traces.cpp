#include "views/traces/explore_traces.h"

#include <QCoreApplication>
#include <QDockWidget>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/traces/metric_panel.h"
#include "views/traces/service_map_panel.h"
#include "views/traces/signal_presence.h"
#include "views/traces/trace_comparison_panel.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("explore", text); }

} // namespace

ExploreTraces::ExploreTraces(ViewContext context) : m_context(context), m_presence(std::make_unique<SignalPanels>(context, nullptr)) {}
ExploreTraces::~ExploreTraces() = default;

void ExploreTraces::show(QWidget *panel)
{
    if (panel == nullptr)
        return;
    m_context.workspace.setPerspective(QStringLiteral("explore"));
    for (QWidget *above = panel->parentWidget(); above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above)) {
            dock->show();
            dock->raise();
            break;
        }
    panel->setFocus(Qt::ShortcutFocusReason);
}

void ExploreTraces::addActions(const QString &group, const QString &scope)
{
    ActionRegistry &actions = m_context.actions;
    const auto add = [&](const char *id, const QString &text, const char *icon, const QString &help, std::function<void()> run) {
        actions.add({.id = QLatin1String(id), .text = text, .group = group, .icon = QLatin1String(icon), .help = help, .scope = scope}, std::move(run));
    };
    add("explore.map", tr("Show the service map"), "flow", tr("Which services call which: rate, errors, times."), [this] { show(m_map); });
    add("explore.fitMap", tr("Show all of the service map"), "maximise", {}, [this] {
        if (m_map != nullptr)
            m_map->fit();
    });
    add("explore.exportMap", tr("Export the service map…"), "export", tr("As SVG or PNG."), [this] {
        if (m_map != nullptr)
            m_map->exportMap();
    });
    add("explore.metrics", tr("Show metrics"), "analyse", tr("Series of measurements under the time axis of the events."), [this] { show(m_metrics); });
    add("explore.serviceMetrics", tr("Metrics of the chosen service"), "analyse", tr("The service that is chosen in the map."), [this] {
        const auto &service = m_context.workspace.selection().component;
        if (m_metrics == nullptr)
            return;
        show(m_metrics);
        if (service)
            m_metrics->showService(*service);
    });
    add("explore.compareTraces", tr("What is different about these traces?"), "findings", tr("Compares failing, slow or chosen traces with others."), [this] { show(m_comparison); });
}

void ExploreTraces::addPanels(std::vector<PanelSpec> &panels)
{
    using Place = PanelSpec::Place;
    panels.push_back({QStringLiteral("explore.map"), tr("Service map"), QStringLiteral("flow"), Place::Bottom, 420, [this](QWidget *parent) {
                          m_map = new ServiceMapPanel(m_context, parent);
                          if (auto *inspector = parent->window()->findChild<Inspector *>())
                              m_map->addSection(*inspector);
                          m_presence->add(m_map, Signal::Traces);
                          return m_map;
                      }});
    panels.push_back({QStringLiteral("explore.comparison"), tr("Comparison"), QStringLiteral("findings"), Place::Bottom, 360, [this](QWidget *parent) {
                          m_comparison = new TraceComparisonPanel(m_context, parent);
                          m_presence->add(m_comparison, Signal::Traces);
                          return m_comparison;
                      }});
    panels.push_back({QStringLiteral("explore.metrics"), tr("Metrics"), QStringLiteral("analyse"), Place::Bottom, 420, [this](QWidget *parent) {
                          m_metrics = new MetricPanel(m_context, parent);
                          m_presence->add(m_metrics, Signal::Metrics);
                          return m_metrics;
                      }});
}

} // namespace causeway::views
