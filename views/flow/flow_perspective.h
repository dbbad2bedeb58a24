#pragma once
// Flow: how does it normally run, and what differs? The graph of steps, its nodes, edges and differences as tables, what is behind
// an edge, a session replayed.

#include <QPointer>

#include <functional>
#include <memory>
#include <string>

#include "views/shell/perspective.h"

class QAction;

namespace causeway::views {

class EdgeTimesPanel;
class FlowCheckPanel;
class FlowDifferencePanel;
class FlowEdgePanel;
class FlowMining;
class FlowNodePanel;
class FlowPanel;
class FlowReplay;
class FlowReplayPanel;
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
    [[nodiscard]] FlowReplay &replay() { return *m_replay; }

private:
    void addSection(Inspector &inspector);
    void refreshActions();
    void addGraphActions();
    void addReplayActions();
    void showPanel(QWidget *panel, bool focus = true);
    void replaySession(const std::string &session);
    QAction *add(const char *id, const QString &text, const char *icon, const char *shortcut, const QString &help, std::function<void()> run, bool checkable = false);

    std::unique_ptr<FlowMining> m_mining;
    std::unique_ptr<FlowReplay> m_replay;
    QPointer<FlowPanel> m_panel;
    QPointer<FlowEdgePanel> m_edges;
    QPointer<FlowNodePanel> m_nodes;
    QPointer<EdgeTimesPanel> m_times;
    QPointer<FlowDifferencePanel> m_differences;
    QPointer<FlowCheckPanel> m_check;
    QPointer<FlowReplayPanel> m_steps;
};

} // namespace causeway::views
