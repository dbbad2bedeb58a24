#pragma once
// Flow: how does it normally run? The graph of steps, its nodes and edges as tables.

#include <QPointer>

#include <memory>

#include "views/shell/perspective.h"

namespace causeway::views {

class FlowEdgePanel;
class FlowMining;
class FlowNodePanel;
class FlowPanel;
class Inspector;

class FlowPerspective : public Perspective {
public:
    explicit FlowPerspective(ViewContext context);
    ~FlowPerspective() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;
    [[nodiscard]] FlowMining &mining() { return *m_mining; }

private:
    void addSection(Inspector &inspector);
    void refreshActions();

    std::unique_ptr<FlowMining> m_mining;
    QPointer<FlowPanel> m_panel;
    QPointer<FlowEdgePanel> m_edges;
    QPointer<FlowNodePanel> m_nodes;
};

} // namespace causeway::views
