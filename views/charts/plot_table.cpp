#include "views/charts/plot_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "views/theme/theme.h"

namespace causeway::views {

void PlotTable::setPlot(std::shared_ptr<const Plot> plot)
{
    beginResetModel();
    m_plot = std::move(plot);
    m_rows.clear();
    for (std::size_t p = 0; m_plot != nullptr && p < m_plot->panes.size(); ++p)
        for (std::size_t s = 0; s < m_plot->panes[p].series.size(); ++s)
            for (std::size_t i = 0; i < m_plot->panes[p].series[s].size(); ++i)
                m_rows.push_back({p, s, i});
    endResetModel();
}

void PlotTable::setDimmed(bool dimmed)
{
    if (dimmed != std::exchange(m_dimmed, dimmed) && rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, HighColumn), {Qt::ForegroundRole});
}

int PlotTable::rowOf(const PlotSpot &spot) const
{
    const auto found = std::ranges::find(m_rows, spot);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QVariant PlotTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PlotSpot &at = spot(index.row());
    const PlotPane &pane = m_plot->panes[at.pane];
    const PlotSeries &series = pane.series[at.series];
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (index.column() <= WhatColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ForegroundRole)
        return m_dimmed ? QVariant(theme::muted()) : QVariant();
    if (role == Qt::ToolTipRole)
        return plotTip(*m_plot, at);
    if (role != Qt::DisplayRole)
        return {};
    const bool bars = series.kind == PlotSeries::Kind::Bars;
    const auto end = [&](const std::vector<double> &ends) { return at.point < ends.size() && std::isfinite(ends[at.point]) ? (bars ? m_plot->x : pane.y).text(ends[at.point]) : QString(); };
    switch (index.column()) {
    case OfColumn: return m_plot->panes.size() > 1 ? pane.y.title : series.name;
    case WhatColumn: return at.point < static_cast<std::size_t>(series.labels.size()) ? series.labels[static_cast<qsizetype>(at.point)] : series.name;
    case XColumn: return m_plot->x.text(series.x[at.point]);
    case YColumn: return pane.y.text(series.y[at.point]);
    case LowColumn: return end(series.low);
    case HighColumn: return end(series.high);
    default: return {};
    }
}

QVariant PlotTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const bool one = m_plot != nullptr && m_plot->panes.size() == 1;
    switch (section) {
    case OfColumn: return one ? tr("Series") : tr("Picture");
    case WhatColumn: return tr("What");
    case XColumn: return m_plot != nullptr ? m_plot->x.title : QString();
    case YColumn: return one && !m_plot->panes.front().y.title.isEmpty() ? m_plot->panes.front().y.title : tr("Value");
    case LowColumn: return tr("From (95 %)");
    case HighColumn: return tr("To (95 %)");
    default: return {};
    }
}

} // namespace causeway::views
