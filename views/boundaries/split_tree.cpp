#include "views/boundaries/split_tree.h"

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using Mark = engine::ComparedRow::Mark;

void SplitTree::setRows(const std::vector<engine::SplitRow> &rows)
{
    std::vector<Node> nodes;
    std::vector<int> first;
    std::map<SplitId, int> places;
    for (const engine::SplitRow &row : rows) {
        const int number = static_cast<int>(nodes.size());
        Node &node = nodes.emplace_back();
        const auto parent = places.find(row.parent);
        node.parent = parent == places.end() ? -1 : parent->second;
        places[row.stored.id] = number;
        node.id = row.stored.id;
        node.name = text::fromBytes(row.stored.name);
        node.tip = node.name + QLatin1Char('\n') + tr("Number %1, made %2 by %3").arg(text::number(row.stored.id), text::time(TimePoint{row.stored.createdNs / 1'000'000'000 * 1'000'000'000}), text::fromBytes(row.stored.by));
        if (!row.stored.note.empty())
            node.tip += QLatin1Char('\n') + text::fromBytes(row.stored.note);
        std::vector<int> &siblings = node.parent < 0 ? first : nodes[static_cast<std::size_t>(node.parent)].forks;
        nodes.back().place = static_cast<int>(siblings.size());
        siblings.push_back(number);
    }
    const bool same = std::ranges::equal(nodes, m_nodes, [](const Node &a, const Node &b) { return a.id == b.id && a.parent == b.parent; });
    if (same) {
        m_nodes = std::move(nodes);
        tellAll();
        return;
    }
    beginResetModel();
    m_nodes = std::move(nodes);
    m_first = std::move(first);
    endResetModel();
}

void SplitTree::tellAll()
{
    for (const Node &node : m_nodes)
        Q_EMIT dataChanged(indexOf(node.id), indexOf(node.id, columnCount({}) - 1));
}

void SplitTree::setMeasures(MeasuresOf measures)
{
    m_measures = std::move(measures);
    tellAll();
}

void SplitTree::setCompared(SplitId id)
{
    m_compared = id;
    tellAll();
}

SplitId SplitTree::idOf(const QModelIndex &index) const { return index.isValid() ? m_nodes[static_cast<std::size_t>(nodeOf(index))].id : 0; }

QModelIndex SplitTree::indexOf(SplitId id, int column) const
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].id == id)
            return createIndex(m_nodes[i].place, column, i);
    return {};
}

QModelIndex SplitTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, static_cast<quintptr>(forksOf(parent)[static_cast<std::size_t>(row)]));
}

QModelIndex SplitTree::parent(const QModelIndex &child) const
{
    const int number = nodeOf(child), above = number < 0 ? -1 : m_nodes[static_cast<std::size_t>(number)].parent;
    return above < 0 ? QModelIndex() : createIndex(m_nodes[static_cast<std::size_t>(above)].place, 0, static_cast<quintptr>(above));
}

int SplitTree::rowCount(const QModelIndex &parent) const { return parent.column() > 0 ? 0 : static_cast<int>(forksOf(parent).size()); }

QVariant SplitTree::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &node = m_nodes[static_cast<std::size_t>(nodeOf(index))];
    if (index.column() == NameColumn) {
        if (role == Qt::DisplayRole && node.id == m_compared)
            return tr("%1 (before)").arg(node.name);
        return role == Qt::DisplayRole || role == Qt::EditRole ? QVariant(node.name) : role == Qt::ToolTipRole ? QVariant(text::toolTip(node.tip)) : QVariant();
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    const auto known = m_measures.find(node.id);
    if (known == m_measures.end())
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("–")) : QVariant();
    const MeasureRow &row = measureRows()[static_cast<std::size_t>(index.column() - FirstMeasure)];
    const auto compared = m_measures.find(m_compared);
    const Mark mark = compared == m_measures.end() || node.id == m_compared ? Mark::None : row.mark(compared->second, known->second);
    switch (role) {
    case Qt::DisplayRole: return mark == Mark::Better ? QStringLiteral("✓ ") + row.text(known->second) : mark == Mark::Worse ? QStringLiteral("✕ ") + row.text(known->second) : row.text(known->second);
    case Qt::ToolTipRole: return text::toolTip(row.meaning + (mark == Mark::None ? QString() : QLatin1Char('\n') + tr("%1; before: %2").arg(mark == Mark::Better ? tr("better") : mark == Mark::Worse ? tr("worse") : tr("another"), row.text(compared->second))));
    case Qt::ForegroundRole: return mark == Mark::Better ? QVariant(theme::color(theme::Tone::Better)) : mark == Mark::Worse ? QVariant(theme::color(theme::Tone::Worse)) : QVariant();
    default: return {};
    }
}

bool SplitTree::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role == Qt::EditRole && index.isValid() && !name.isEmpty() && name != data(index, Qt::EditRole).toString())
        Q_EMIT renamed(idOf(index), name);
    return false;
}

Qt::ItemFlags SplitTree::flags(const QModelIndex &index) const { return QAbstractItemModel::flags(index) | (index.isValid() && index.column() == NameColumn ? Qt::ItemIsEditable : Qt::NoItemFlags); }

QVariant SplitTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount({}))
        return {};
    if (section == NameColumn)
        return role == Qt::DisplayRole ? QVariant(tr("Split")) : QVariant();
    const MeasureRow &row = measureRows()[static_cast<std::size_t>(section - FirstMeasure)];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    return role == Qt::DisplayRole ? QVariant(row.name) : role == Qt::ToolTipRole ? QVariant(text::toolTip(row.meaning)) : QVariant();
}

} // namespace causeway::views
