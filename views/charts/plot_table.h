#pragma once
// The figures of a plot as a table: a row a point, in the order in which they are drawn. Read-only.

#include <QAbstractTableModel>

#include <memory>

#include "views/charts/plot.h"

namespace causeway::views {

class PlotTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { OfColumn, WhatColumn, XColumn, YColumn, LowColumn, HighColumn };

    explicit PlotTable(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    void setPlot(std::shared_ptr<const Plot> plot);
    void setDimmed(bool dimmed); // grey: of what is no longer so
    [[nodiscard]] const PlotSpot &spot(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(const PlotSpot &spot) const; // −1: none

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : HighColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const Plot> m_plot;
    std::vector<PlotSpot> m_rows;
    bool m_dimmed = false;
};

} // namespace causeway::views
