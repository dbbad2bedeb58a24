#pragma once
// Policies that can act on a scenario, what can be set of one, and several held against each other.

#include <QAbstractTableModel>

#include <map>
#include <set>

#include "analysis/allocate/policy.h"
#include "app/engine/policy_standing.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

[[nodiscard]] QString policyKindText(allocate::PolicyKind kind); // "Scaling"

// Those that are to be compared are checked.
class PolicyTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, KindColumn, TitleColumn, PaperColumn, FidelityColumn };
    explicit PolicyTable(QObject *parent = nullptr);
    void setUsed(const std::string &name); // by the scenario: is marked
    [[nodiscard]] const std::set<std::string> &checked() const { return m_checked; }
    [[nodiscard]] static const allocate::Policy &policy(int row) { return allocate::policies()[static_cast<std::size_t>(row)]; }
    [[nodiscard]] static int rowOf(const std::string &name); // −1: there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : FidelityColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void checkedChanged();

private:
    std::string m_used;
    std::set<std::string> m_checked;
};

// The settings of one policy; values are edited.
class SettingTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, UsualColumn, BoundsColumn, WhatColumn };
    explicit SettingTable(QObject *parent = nullptr);
    void setPolicy(const allocate::Policy *policy, std::map<std::string, double> given);
    [[nodiscard]] const std::map<std::string, double> &given() const { return m_given; } // those that are not as usual

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : WhatColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // false: no number, out of bounds or not whole
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void givenChanged();

private:
    const allocate::Policy *m_policy = nullptr;
    std::map<std::string, double> m_given;
};

// The scenario's own first, then the others; what is not beaten in SLO violations, cost and carbon at once is marked, and what is so by chance
// alone.
class PolicyOutcomeTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ParetoColumn, RiskColumn, ViolationColumn, ViolationDeltaColumn, P99Column, P99DeltaColumn, CostColumn, CostDeltaColumn, CarbonColumn, CarbonDeltaColumn, ReplicasColumn };
    explicit PolicyOutcomeTable(QObject *parent = nullptr);
    bool setComparison(PolicyComparison comparison); // whether it is another one
    // Whole; Means: differences without their intervals, which tips have; Signs: verdict and risk by their signs as well.
    enum class Room : std::uint8_t { Whole, Means, Signs };
    void setRoom(Room room);
    void setDimmed(bool dimmed); // grey: of a scenario that is another now
    [[nodiscard]] const engine::PolicyOutcome &outcome(int row) const { return row == 0 ? m_comparison->baseline : m_comparison->policies[static_cast<std::size_t>(row) - 1]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ReplicasColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString standingTip(int row) const;
    PolicyComparison m_comparison;
    std::vector<engine::PolicyStanding> m_standings;
    bool m_dimmed = false;
    Room m_room = Room::Whole;
};

} // namespace causeway::views
