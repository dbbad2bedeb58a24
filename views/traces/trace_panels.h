#pragma once
// The panels of traces and metrics as a perspective takes them: list, waterfall, flame graph, service map, comparison and metrics
// around one desk, their actions and the inspector's sections. Panels are there while the project has something for them.

#include <QPointer>

#include <memory>
#include <vector>

#include "views/shell/perspective.h"
#include "views/traces/trace_desk.h"

namespace causeway::views {

class FlamePanel;
class Inspector;
class MetricPanel;
class ServiceMapPanel;
class TraceComparisonPanel;
class TraceListPanel;
class WaterfallPanel;

class TracePanels {
public:
    // perspective: id of the one they belong to.
    TracePanels(ViewContext context, QString perspective);
    ~TracePanels();
    TracePanels(const TracePanels &) = delete;
    TracePanels &operator=(const TracePanels &) = delete;

    [[nodiscard]] TraceDesk &desk() { return *m_desk; }
    void addActions();
    void addPanels(std::vector<PanelSpec> &panels);

private:
    void addSections(Inspector &inspector);
    void bringToFront(QWidget *panel, bool focus = true);
    void updateActions();
    void preferTraces();

    ViewContext m_context;
    QString m_perspective;
    std::unique_ptr<TraceDesk> m_desk;
    QPointer<TraceListPanel> m_list;
    QPointer<WaterfallPanel> m_waterfall;
    QPointer<FlamePanel> m_flame;
    QPointer<ServiceMapPanel> m_map;
    QPointer<TraceComparisonPanel> m_comparison;
    QPointer<MetricPanel> m_metrics;
};

} // namespace causeway::views
