#pragma once
// Explore: what happened? The log table with patterns, sessions and sources around it.

#include <QPointer>

#include "views/shell/perspective.h"

namespace causeway::views {

class ExploreTraces;
class LogPanel;
class PatternPanel;
class SessionPanel;

class ExplorePerspective : public Perspective {
public:
    explicit ExplorePerspective(ViewContext context);
    ~ExplorePerspective() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;

private:
    std::unique_ptr<ExploreTraces> m_traces;
    QPointer<LogPanel> m_log;
    QPointer<PatternPanel> m_patterns;
    QPointer<SessionPanel> m_sessions;
};

} // namespace causeway::views
