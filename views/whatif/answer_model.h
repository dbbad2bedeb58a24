#pragma once
// The answer in a few lines: by fluid before and now, by simulation before and now with its interval, and how far the two are apart.

#include <QAbstractTableModel>
#include <QSet>

#include "views/whatif/whatif_desk.h"

namespace causeway::views {

class AnswerModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { OfColumn, WhatColumn, BeforeColumn, FluidColumn, BeforeSimulatedColumn, SimulatedColumn, IntervalColumn, GapColumn };
    static constexpr std::size_t kMostOperations = 6; // that come from outside or have an objective, those with most requests first

    explicit AnswerModel(QObject *parent = nullptr);
    void setAnswer(const WhatIfDesk &desk); // as it is now

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : GapColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString of; // name of the operation or service; of all
        engine::Quantity quantity = engine::Quantity::P99;
        std::optional<double> before, fluid, simulatedBefore;
        std::optional<simulate::Estimate> simulated;
    };
    std::vector<Row> m_rows;
    std::size_t m_replications = 0;
    QSet<QString> m_names;     // of operations
    qsizetype m_beginning = 0; // of them: all begin alike
    bool m_policyActs = false;
    bool m_isOfNow = false; // the simulation is of what the fluid is of
};

} // namespace causeway::views
