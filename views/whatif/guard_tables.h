#pragma once
// What no policy may take from a service (importance, floors, what needs consent; edited here), and what policies wanted and did not get (the audit of a simulation).

#include <QAbstractTableModel>

#include "views/whatif/whatif_desk.h"

namespace causeway::views {

class FloorTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ServiceColumn, ImportanceColumn, ReplicasColumn, ShedColumn, DimmedColumn, ConsentColumn };
    static constexpr int ChoicesRole = Qt::UserRole; // QStringList: what a cell may be; its EditRole is the number of one
    // Of a cell that may have several: QStringList of all there are; uint bits of those that it has, which can be set; and of those that it has anyhow.
    static constexpr int KindsRole = Qt::UserRole + 1, BitsRole = Qt::UserRole + 2, HeldRole = Qt::UserRole + 3;
    explicit FloorTable(QObject *parent = nullptr);
    void setScenario(ScenarioData scenario); // nullptr: none

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() || m_scenario == nullptr ? 0 : static_cast<int>(m_scenario->services.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ConsentColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // asks for it by floorChanged(); false: no such value
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void floorChanged(int service, const causeway::simulate::Floor &floor);
    void importanceChanged(int service, causeway::simulate::Importance importance);
    void consentChanged(int service, causeway::simulate::ActionKinds kinds);

private:
    [[nodiscard]] simulate::Floor floor(int row) const { return m_scenario->services[static_cast<std::size_t>(row)].floor.value_or(simulate::Floor()); }
    ScenarioData m_scenario;
    std::vector<simulate::Importance> m_importance; // with what others cannot do without
};

class AuditTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ServiceColumn, WantedColumn, WhyColumn, AskedColumn, KeptColumn, TimesColumn, FromColumn, ToColumn };
    explicit AuditTable(QObject *parent = nullptr);
    void setAnswer(AnswerData answer); // nullptr: none

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() || m_answer == nullptr ? 0 : static_cast<int>(m_answer->audit.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ToColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    AnswerData m_answer;
};

} // namespace causeway::views
