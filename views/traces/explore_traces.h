#pragma once
// The panels of Explore that are about traces and metrics: service map, metrics, comparison; their actions.

#include <QPointer>

#include <memory>
#include <vector>

#include "views/shell/perspective.h"

namespace causeway::views {

class MetricPanel;
class ServiceMapPanel;
class SignalPanels;
class TraceComparisonPanel;

class ExploreTraces {
public:
    explicit ExploreTraces(ViewContext context);
    ~ExploreTraces();
    ExploreTraces(const ExploreTraces &) = delete;
    ExploreTraces &operator=(const ExploreTraces &) = delete;

    void addActions(const QString &group, const QString &scope); // before the panels
    void addPanels(std::vector<PanelSpec> &panels);              // lives as long as they do
    [[nodiscard]] SignalPanels &presence() { return *m_presence; }

private:
    void show(QWidget *panel);
    ViewContext m_context;
    std::unique_ptr<SignalPanels> m_presence;
    QPointer<ServiceMapPanel> m_map;
    QPointer<MetricPanel> m_metrics;
    QPointer<TraceComparisonPanel> m_comparison;
};

} // namespace causeway::views
