#pragma once
// What the chosen scenario asks a person's consent for, and what people decided.

#include <QAbstractTableModel>

#include "views/whatif/whatif_desk.h"

namespace causeway::views {

// What the policy asked for and nobody decided comes first.
class ConsentTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ServiceColumn, ActionColumn, DecisionColumn, AskedColumn, FirstColumn, ByColumn, WhenColumn, ReasonColumn };
    explicit ConsentTable(QObject *parent = nullptr);
    void setConsents(ScenarioData scenario, std::vector<engine::Consent> consents);
    [[nodiscard]] const engine::Consent &consent(int row) const { return m_consents[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const std::string &service(int row) const { return m_scenario->services[consent(row).service].name; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_consents.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ReasonColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ScenarioData m_scenario;
    std::vector<engine::Consent> m_consents;
};

// The newest first.
class DecisionTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { DecisionColumn, ActionColumn, ServiceColumn, ReasonColumn, WhenColumn, ByColumn, ScenarioColumn };
    explicit DecisionTable(const WhatIfDesk &desk, QObject *parent = nullptr); // names of scenarios are the desk's
    void refresh();

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_approvals.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ScenarioColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const WhatIfDesk &m_desk;
    std::vector<engine::Approval> m_approvals;
};

} // namespace causeway::views
