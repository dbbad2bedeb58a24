#pragma once
// Policies that act on the scenario: chosen, set, compared; what none of them may do, and what was kept from them.

#include <QWidget>

#include "views/whatif/guard_tables.h"
#include "views/whatif/policy_tables.h"
#include "views/whatif/whatif_desk.h"

class QStackedLayout;
class QTableView;
class QTabWidget;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class PolicyPanel : public QWidget {
    Q_OBJECT
public:
    PolicyPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] PolicyTable &policies() { return *m_policyModel; }
    [[nodiscard]] SettingTable &settings() { return *m_settingModel; }
    [[nodiscard]] PolicyOutcomeTable &outcomes() { return *m_outcomeModel; }
    [[nodiscard]] FloorTable &floors() { return *m_floorModel; }
    [[nodiscard]] AuditTable &audit() { return *m_auditModel; }
    [[nodiscard]] QTableView &table() { return *m_policies; }
    [[nodiscard]] QTabWidget &tabs() { return *m_tabs; }
    void choosePolicy(int row); // shows its settings
    void use();                 // the chosen policy with the settings that are shown, for the scenario
    void compare();             // the checked ones; where none is, the chosen one

Q_SIGNALS:
    void choiceChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void fitTables();
    void refresh();
    void showSettings();
    [[nodiscard]] simulate::PolicyChoice choice(const std::string &name) const; // with what was set here

    WhatIfDesk &m_desk;
    PolicyTable *m_policyModel;
    SettingTable *m_settingModel;
    PolicyOutcomeTable *m_outcomeModel;
    FloorTable *m_floorModel;
    AuditTable *m_auditModel;
    QTableView *m_policies, *m_settings, *m_outcomes, *m_floors, *m_audit;
    QTabWidget *m_tabs;
    ElidedLabel *m_about, *m_compared, *m_audited;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    std::map<std::string, std::map<std::string, double>> m_given; // what was set here, by policy
    std::string m_chosen;
    ScenarioData m_shown;
};

} // namespace causeway::views
