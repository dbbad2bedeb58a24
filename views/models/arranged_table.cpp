#include "views/models/arranged_table.h"

#include <algorithm>

namespace causeway::views {

ArrangedTable::ArrangedTable(QStringList headers, QStringList headerTips, int sortColumn, Qt::SortOrder order, QObject *parent)
    : QAbstractTableModel(parent), m_headers(std::move(headers)), m_tips(std::move(headerTips)), m_column(sortColumn), m_sort(order)
{
}

int ArrangedTable::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_order.size()); }
int ArrangedTable::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_headers.size()); }

QVariant ArrangedTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight)));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::ForegroundRole && role != Qt::FontRole)
        return {};
    return cell(item(index.row()), index.column(), role);
}

QVariant ArrangedTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_headers.size())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (isText(section) ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ToolTipRole && section < m_tips.size() && !m_tips[section].isEmpty())
        return m_tips[section];
    return role == Qt::DisplayRole ? QVariant(m_headers[section]) : QVariant();
}

void ArrangedTable::arrange()
{
    m_order.clear();
    for (std::uint32_t i = 0; i < items(); ++i)
        if (m_filter.isEmpty() || matches(i, m_filter))
            m_order.push_back(i);
    if (m_column >= 0)
        std::ranges::stable_sort(m_order, [&](std::uint32_t a, std::uint32_t b) { return m_sort == Qt::AscendingOrder ? less(a, b, m_column) : less(b, a, m_column); });
}

void ArrangedTable::endItems()
{
    arrange();
    endResetModel();
}

void ArrangedTable::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    beginResetModel();
    m_filter = text;
    arrange();
    endResetModel();
}

void ArrangedTable::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_sort = order;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const std::vector<std::uint32_t> before = m_order;
    arrange();
    const QModelIndexList indexes = persistentIndexList();
    for (const QModelIndex &index : indexes)
        changePersistentIndex(index, this->index(rowOf(before[static_cast<std::size_t>(index.row())]), index.column()));
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

int ArrangedTable::rowOf(std::uint32_t wanted) const
{
    const auto it = std::ranges::find(m_order, wanted);
    return it == m_order.end() ? -1 : static_cast<int>(it - m_order.begin());
}

} // namespace causeway::views
