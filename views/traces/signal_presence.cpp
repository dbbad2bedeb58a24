#include "views/traces/signal_presence.h"

#include <QDockWidget>

#include <algorithm>

#include "app/workspace/workspace.h"

namespace causeway::views {

using workspace::Workspace;

bool hasSignals(const Workspace &workspace, Signal signal)
{
    const auto snapshot = workspace.snapshot();
    return snapshot != nullptr && std::ranges::any_of(snapshot->sources, [&](const storage::SourceInfo &source) { return (signal == Signal::Traces ? source.spans : source.metricPoints) > 0; });
}

SignalPanels::SignalPanels(ViewContext context, QObject *parent) : QObject(parent), m_context(context)
{
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged})
        connect(&context.workspace, signal, this, &SignalPanels::follow);
}

void SignalPanels::add(QWidget *panel, Signal signal)
{
    m_entries.push_back({panel, signal});
    // Once the docks have their places.
    QMetaObject::invokeMethod(this, &SignalPanels::follow, Qt::QueuedConnection);
}

void SignalPanels::follow()
{
    for (Entry &entry : m_entries) {
        const bool wanted = hasSignals(m_context.workspace, entry.signal);
        if (entry.panel == nullptr || wanted == entry.shown)
            continue;
        QDockWidget *dock = nullptr;
        for (QWidget *above = entry.panel->parentWidget(); above != nullptr && dock == nullptr; above = above->parentWidget())
            dock = qobject_cast<QDockWidget *>(above);
        if (dock == nullptr)
            continue;
        entry.shown = wanted;
        dock->setVisible(wanted);
    }
}

} // namespace causeway::views
