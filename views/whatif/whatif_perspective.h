#pragma once
// What-if: what if there were more, fewer, elsewhere, later? Scenarios, the graph with its knobs, before and after, policies.

#include <QPointer>

#include "views/shell/perspective.h"

namespace causeway::views {

class AnswerPanel;
class ApprovalsPanel;
class ComparisonPanel;
class PolicyPanel;
class ScenarioGraphPanel;
class ScenarioPanel;
class TrustDesk;
class WhatIfDesk;

class WhatIfPerspective : public Perspective {
public:
    explicit WhatIfPerspective(ViewContext context);
    ~WhatIfPerspective() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;
    [[nodiscard]] WhatIfDesk &desk() { return *m_desk; }

private:
    void addPanelActions();
    void openFile();
    void exportFile();
    void savePage();
    void updateActions();
    void bringToFront(QWidget *panel);

    std::unique_ptr<WhatIfDesk> m_desk;
    TrustDesk *m_trust; // a child of the desk
    QPointer<ScenarioPanel> m_scenarios;
    QPointer<ScenarioGraphPanel> m_graph;
    QPointer<AnswerPanel> m_answer;
    QPointer<ComparisonPanel> m_comparison;
    QPointer<PolicyPanel> m_policies;
    QPointer<ApprovalsPanel> m_approvals;
};

} // namespace causeway::views
