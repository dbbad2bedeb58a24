#pragma once
// Explore: what happened? The log table with patterns, sessions and sources around it; traces where there are any.

#include <QPointer>

#include "views/shell/perspective.h"
#include "views/traces/trace_panels.h"

namespace causeway::views {

class LogPanel;
class PatternPanel;
class SessionPanel;

class ExplorePerspective : public Perspective {
public:
    explicit ExplorePerspective(ViewContext context) : Perspective(context), m_traces(context, QStringLiteral("explore")) {}

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;
    [[nodiscard]] TracePanels &traces() { return m_traces; }

private:
    QPointer<LogPanel> m_log;
    QPointer<PatternPanel> m_patterns;
    QPointer<SessionPanel> m_sessions;
    TracePanels m_traces;
};

} // namespace causeway::views
