#include "views/models/cell_table.h"

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QStringList parts(const std::vector<CellTable::Column> &columns, QString CellTable::Column::*part)
{
    QStringList out;
    for (const CellTable::Column &column : columns)
        out << column.*part;
    return out;
}

} // namespace

CellTable::CellTable(std::vector<Column> columns, QObject *parent) : ArrangedTable(parts(columns, &Column::title), parts(columns, &Column::tip), -1, Qt::AscendingOrder, parent), m_columns(std::move(columns)) {}

void CellTable::setLines(std::vector<Line> lines)
{
    beginItems();
    m_lines = std::move(lines);
    endItems();
}

bool CellTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const Cell &x = m_lines[a][static_cast<std::size_t>(column)], &y = m_lines[b][static_cast<std::size_t>(column)];
    if (std::isnan(x.key) || std::isnan(y.key))
        return std::isnan(x.key) && std::isnan(y.key) ? x.text.compare(y.text, Qt::CaseInsensitive) < 0 : std::isnan(x.key);
    return x.key < y.key;
}

bool CellTable::matches(std::uint32_t item, const QString &wanted) const
{
    return std::ranges::any_of(m_lines[item], [&](const Cell &cell) { return cell.text.contains(wanted, Qt::CaseInsensitive); });
}

QVariant CellTable::cell(std::uint32_t item, int column, int role) const
{
    const Cell &cell = m_lines[item][static_cast<std::size_t>(column)];
    if (role == Qt::DisplayRole)
        return cell.text;
    if (role == Qt::ToolTipRole && !cell.tip.isEmpty())
        return text::toolTip(cell.tip);
    if (role == Qt::ForegroundRole && (cell.mark == Mark::Better || cell.mark == Mark::Worse))
        return theme::color(cell.mark == Mark::Better ? theme::Tone::Better : theme::Tone::Worse);
    return {};
}

} // namespace causeway::views
