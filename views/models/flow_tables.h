#pragma once
// Edges and nodes of a control-flow graph as tables, all of them, in any order.

#include <QAbstractTableModel>

#include <memory>
#include <vector>

#include "app/engine/mine_flow.h"

namespace causeway::views {

class FlowEdgeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FromColumn, ToColumn, CountColumn, ShareColumn, MedianColumn, P95Column, P99Column, SourceColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    using Mined = std::shared_ptr<const engine::MineFlowResponse>;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    void setMined(Mined mined); // nullptr: none
    [[nodiscard]] const Mined &mined() const { return m_mined; }
    [[nodiscard]] std::uint32_t edge(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::uint32_t edge) const; // −1

private:
    void arrange();
    Mined m_mined;
    std::vector<std::uint32_t> m_order;
    int m_column = CountColumn;
    Qt::SortOrder m_sort = Qt::DescendingOrder;
};

// The nodes.
class FlowNodeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { PatternColumn, KindColumn, CountColumn, BeginsColumn, EndsColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    using Mined = std::shared_ptr<const engine::MineFlowResponse>;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    void setMined(Mined mined);
    [[nodiscard]] const Mined &mined() const { return m_mined; }
    [[nodiscard]] std::uint32_t node(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::uint32_t node) const;

private:
    void arrange();
    Mined m_mined;
    std::vector<std::uint32_t> m_order;
    int m_column = CountColumn;
    Qt::SortOrder m_sort = Qt::DescendingOrder;
};

} // namespace causeway::views
