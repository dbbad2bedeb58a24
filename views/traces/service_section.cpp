// What the inspector tells of a service.

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"
#include "views/traces/service_map_panel.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

void ServiceMapPanel::addSection(Inspector &inspector)
{
    connect(this, &ServiceMapPanel::mapChanged, &inspector, &Inspector::refresh);
    inspector.addSection(tr("Service"), [this](InspectorSection &section) {
        const auto &chosen = m_context.workspace.selection().component;
        if (!chosen || m_map == nullptr)
            return;
        const auto &services = m_map->map.services;
        const auto found = std::ranges::find_if(services, [&](const traces::ServiceFigures &one) { return m_map->name(one.service) == *chosen; });
        if (found == services.end())
            return;
        const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
        section.addFact(tr("Name"), text::fromBytes(*chosen), {}, true);
        section.addFact(tr("Calls"), tr("%1, %2").arg(n(found->calls), rateText(found->perSecond)));
        section.addFact(tr("Errors"), tr("%1 (%2)").arg(n(found->errors), text::percent(errorShare(*found))));
        section.addFact(tr("Median"), text::duration(Nanos{found->p50Ns}));
        section.addFact(tr("p95"), text::duration(Nanos{found->p95Ns}), tr("95 % of the calls take no longer"));
        section.addFact(tr("p99"), text::duration(Nanos{found->p99Ns}), tr("99 % of the calls take no longer"));
        QStringList from, to;
        for (const traces::ServiceCall &call : m_map->map.calls) {
            if (call.to == found->service)
                from << text::fromBytes(m_map->name(call.from));
            if (call.from == found->service)
                to << text::fromBytes(m_map->name(call.to));
        }
        if (!from.isEmpty())
            section.addFact(tr("Called by"), from.join(QStringLiteral(", ")));
        if (!to.isEmpty())
            section.addFact(tr("Calls to"), to.join(QStringLiteral(", ")));
        section.addLink(tr("Show only lines of this service"), [this, service = *chosen] { filterTo(service); });
        if (QAction *metrics = m_context.actions.action(QStringLiteral("traces.serviceMetrics")); metrics != nullptr && hasSignals(m_context.workspace, Signal::Metrics))
            section.addLink(metrics->text(), [metrics] { metrics->trigger(); });
    });
}

} // namespace causeway::views
