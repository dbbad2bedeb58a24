#pragma once
// Root cause: what broke, how does it show, whom does it hurt? Causes with their evidence; families side by side, example traces,
// metrics, propagation, impact.

#include <QPointer>

#include "views/shell/perspective.h"

namespace causeway::views {

class CauseDesk;
class CausePanel;
class IncidentPanel;
class Inspector;

class CausePerspective : public Perspective {
public:
    explicit CausePerspective(ViewContext context);
    ~CausePerspective() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;
    [[nodiscard]] CauseDesk &desk() { return *m_desk; }

private:
    void addSection(Inspector &inspector);
    void bringToFront(QWidget *panel);
    void moveInCauses(int rows);
    void savePage();
    void updateActions();

    std::unique_ptr<CauseDesk> m_desk;
    QPointer<CausePanel> m_causes;
    QPointer<IncidentPanel> m_incidents;
    QPointer<QWidget> m_traces, m_metrics, m_map, m_sources, m_impact;
};

} // namespace causeway::views
