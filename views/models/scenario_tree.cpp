#include "views/models/scenario_tree.h"

#include <QFont>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using engine::ScenarioId;

ScenarioTree::ScenarioTree(QObject *parent) : QAbstractItemModel(parent) {}

void ScenarioTree::setRows(std::vector<engine::ScenarioRow> rows, const Changes &changes)
{
    std::vector<Node> nodes;
    std::vector<int> first;
    std::map<ScenarioId, int> places;
    for (engine::ScenarioRow &row : rows) {
        const int number = static_cast<int>(nodes.size());
        Node &node = nodes.emplace_back();
        const auto parent = places.find(row.parent);
        node.parent = parent == places.end() ? -1 : parent->second;
        places[row.stored.id] = number;
        const auto &told = changes(row.stored.id);
        node.count = told.size();
        node.changes = told.empty() ? QString() : text::fromBytes(engine::toText(told));
        node.row = std::move(row);
        std::vector<int> &siblings = node.parent < 0 ? first : nodes[static_cast<std::size_t>(node.parent)].forks;
        nodes.back().place = static_cast<int>(siblings.size());
        siblings.push_back(number);
    }
    const bool same = std::ranges::equal(nodes, m_nodes, [](const Node &a, const Node &b) { return a.row.stored.id == b.row.stored.id && a.parent == b.parent; });
    if (same) {
        m_nodes = std::move(nodes);
        for (const Node &node : m_nodes)
            Q_EMIT dataChanged(indexOf(node.row.stored.id, NameColumn), indexOf(node.row.stored.id, NoteColumn));
        return;
    }
    beginResetModel();
    m_nodes = std::move(nodes);
    m_first = std::move(first);
    endResetModel();
}

void ScenarioTree::setBaseline(ScenarioId id)
{
    for (const ScenarioId one : {std::exchange(m_baseline, id), id})
        if (const QModelIndex index = indexOf(one); index.isValid())
            Q_EMIT dataChanged(index, index);
}

ScenarioId ScenarioTree::idOf(const QModelIndex &index) const { return index.isValid() ? m_nodes[static_cast<std::size_t>(nodeOf(index))].row.stored.id : 0; }

QModelIndex ScenarioTree::indexOf(ScenarioId id, int column) const
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].row.stored.id == id)
            return createIndex(m_nodes[i].place, column, i);
    return {};
}

QModelIndex ScenarioTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, static_cast<quintptr>(forksOf(parent)[static_cast<std::size_t>(row)]));
}

QModelIndex ScenarioTree::parent(const QModelIndex &child) const
{
    const int number = nodeOf(child), above = number < 0 ? -1 : m_nodes[static_cast<std::size_t>(number)].parent;
    return above < 0 ? QModelIndex() : createIndex(m_nodes[static_cast<std::size_t>(above)].place, 0, static_cast<quintptr>(above));
}

int ScenarioTree::rowCount(const QModelIndex &parent) const { return parent.column() > 0 ? 0 : static_cast<int>(forksOf(parent).size()); }

QVariant ScenarioTree::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &node = m_nodes[static_cast<std::size_t>(nodeOf(index))];
    const storage::StoredScenario &stored = node.row.stored;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        if (index.column() == NameColumn) {
            const QString name = text::fromBytes(stored.name);
            return role == Qt::DisplayRole && stored.id == m_baseline ? tr("%1 (before)").arg(name) : name;
        }
        return index.column() == ChangesColumn ? node.changes : text::fromBytes(stored.note);
    case Qt::ToolTipRole: {
        QString tip = tr("Number %1, made %2 by %3").arg(text::number(stored.id), text::time(TimePoint{stored.createdNs / 1'000'000'000 * 1'000'000'000}), text::fromBytes(stored.by));
        if (node.count > 0)
            tip += QLatin1Char('\n') + tr("Fields that are changed: %1").arg(text::number(static_cast<std::int64_t>(node.count))) + QLatin1Char('\n') + node.changes;
        if (!stored.note.empty())
            tip += QLatin1Char('\n') + text::fromBytes(stored.note);
        return text::toolTip(tip);
    }
    case Qt::ForegroundRole: return index.column() == NameColumn ? QVariant() : QVariant(theme::muted());
    default: return {};
    }
}

bool ScenarioTree::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role == Qt::EditRole && index.isValid() && !name.isEmpty() && name != data(index, Qt::EditRole).toString())
        Q_EMIT renamed(idOf(index), name);
    return false;
}

Qt::ItemFlags ScenarioTree::flags(const QModelIndex &index) const
{
    return QAbstractItemModel::flags(index) | (index.isValid() && index.column() == NameColumn ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

QVariant ScenarioTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == ChangesColumn)
        return tr("Of the scenario that it was forked from");
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Scenario");
    case ChangesColumn: return tr("Changes");
    default: return tr("Note");
    }
}

FieldChangeModel::FieldChangeModel(QObject *parent)
    : ArrangedTable({tr("Field"), tr("Before"), tr("After")}, {tr("As a scenario file has it"), tr("– where it is not there"), tr("– where it is not there")}, -1, Qt::AscendingOrder, parent)
{
}

bool FieldChangeModel::setChanges(std::vector<engine::FieldChange> changes)
{
    if (changes == m_changes)
        return false;
    beginItems();
    m_changes = std::move(changes);
    endItems();
    return true;
}

bool FieldChangeModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const engine::FieldChange &x = m_changes[a], &y = m_changes[b];
    return column == FieldColumn ? x.field < y.field : column == BeforeColumn ? x.before < y.before : x.after < y.after;
}

bool FieldChangeModel::matches(std::uint32_t item, const QString &wanted) const { return text::fromBytes(m_changes[item].field).contains(wanted, Qt::CaseInsensitive); }

QVariant FieldChangeModel::cell(std::uint32_t item, int column, int role) const
{
    const engine::FieldChange &one = m_changes[item];
    if (role == Qt::ToolTipRole)
        return text::toolTip(text::fromBytes(engine::toText(one)));
    if (role != Qt::DisplayRole)
        return {};
    const std::string &value = column == FieldColumn ? one.field : column == BeforeColumn ? one.before : one.after;
    return value.empty() ? QStringLiteral("–") : text::fromBytes(value);
}

} // namespace causeway::views
