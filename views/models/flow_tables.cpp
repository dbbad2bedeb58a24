#include "views/models/flow_tables.h"

#include <algorithm>
#include <numeric>

#include "views/models/visible_flow.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

QVariant aligned(bool left) { return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight))); }

template <typename Less>
void sortBy(std::vector<std::uint32_t> &order, std::size_t size, Qt::SortOrder direction, Less less)
{
    order.resize(size);
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return direction == Qt::AscendingOrder ? less(a, b) : less(b, a); });
}

int placeOf(const std::vector<std::uint32_t> &order, std::uint32_t wanted)
{
    const auto it = std::ranges::find(order, wanted);
    return it == order.end() ? -1 : static_cast<int>(it - order.begin());
}

} // namespace

int FlowEdgeModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_order.size()); }
int FlowEdgeModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant FlowEdgeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const flow::Edge &edge = m_mined->graph.edges[this->edge(index.row())];
    const auto name = [&](std::uint32_t node) { return text::fromBytes(m_mined->texts[node]); };
    if (role == Qt::TextAlignmentRole)
        return aligned(index.column() <= ToColumn || index.column() == SourceColumn);
    if (role == Qt::ToolTipRole)
        return index.column() <= ToColumn ? text::toolTip(name(index.column() == FromColumn ? edge.from : edge.to)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case FromColumn: return name(edge.from);
    case ToColumn: return name(edge.to);
    case CountColumn: return count(edge.count);
    case ShareColumn: return text::number(edge.probability, 3);
    case MedianColumn: return text::duration(Nanos{edge.p50Ns});
    case P95Column: return text::duration(Nanos{edge.p95Ns});
    case P99Column: return text::duration(Nanos{edge.p99Ns});
    default: return edge.inferred ? tr("inferred") : tr("confirmed");
    }
}

QVariant FlowEdgeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return aligned(section <= ToColumn || section == SourceColumn);
    if (role == Qt::ToolTipRole)
        return section == ShareColumn    ? tr("How many a parent has on average: below 1 a branch, above 1 a repetition")
               : section == SourceColumn ? tr("Confirmed by ids that both events share, or inferred from times")
                                         : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("From"), tr("To"), tr("Count"), tr("Per parent"), tr("Median time"), tr("95 % within"), tr("99 % within"), tr("Source")}.at(section);
}

void FlowEdgeModel::setMined(Mined mined)
{
    beginResetModel();
    m_mined = std::move(mined);
    arrange();
    endResetModel();
}

void FlowEdgeModel::arrange()
{
    if (m_mined == nullptr) {
        m_order.clear();
        return;
    }
    const std::vector<flow::Edge> &edges = m_mined->graph.edges;
    sortBy(m_order, edges.size(), m_sort, [&](std::uint32_t a, std::uint32_t b) {
        const flow::Edge &x = edges[a], &y = edges[b];
        const auto &texts = m_mined->texts;
        switch (m_column) {
        case FromColumn: return texts[x.from] < texts[y.from];
        case ToColumn: return texts[x.to] < texts[y.to];
        case ShareColumn: return x.probability < y.probability;
        case MedianColumn: return x.p50Ns < y.p50Ns;
        case P95Column: return x.p95Ns < y.p95Ns;
        case P99Column: return x.p99Ns < y.p99Ns;
        case SourceColumn: return x.inferred < y.inferred;
        default: return x.count < y.count;
        }
    });
}

void FlowEdgeModel::sort(int column, Qt::SortOrder order)
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

int FlowEdgeModel::rowOf(std::uint32_t edge) const { return placeOf(m_order, edge); }

int FlowNodeModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_order.size()); }
int FlowNodeModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant FlowNodeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const flow::Node &node = m_mined->graph.nodes[this->node(index.row())];
    if (role == Qt::TextAlignmentRole)
        return aligned(index.column() <= KindColumn);
    const QString name = text::fromBytes(m_mined->texts[this->node(index.row())]);
    if (role == Qt::ToolTipRole)
        return index.column() == PatternColumn ? text::toolTip(name) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case PatternColumn: return name;
    case KindColumn: return node.joins && node.kind != flow::NodeKind::Join ? tr("%1, join").arg(flowKindName(node.kind)) : flowKindName(node.kind);
    case CountColumn: return count(node.count);
    case BeginsColumn: return text::percent(node.begins);
    default: return text::percent(node.ends);
    }
}

QVariant FlowNodeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return aligned(section <= KindColumn);
    if (role == Qt::ToolTipRole)
        return section == BeginsColumn ? tr("Share of its events that follow from none") : section == EndsColumn ? tr("Share of its events that nothing follows from") : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Pattern"), tr("Kind"), tr("Events"), tr("Begins"), tr("Ends")}.at(section);
}

void FlowNodeModel::setMined(Mined mined)
{
    beginResetModel();
    m_mined = std::move(mined);
    arrange();
    endResetModel();
}

void FlowNodeModel::arrange()
{
    if (m_mined == nullptr) {
        m_order.clear();
        return;
    }
    const std::vector<flow::Node> &nodes = m_mined->graph.nodes;
    sortBy(m_order, nodes.size(), m_sort, [&](std::uint32_t a, std::uint32_t b) {
        const flow::Node &x = nodes[a], &y = nodes[b];
        switch (m_column) {
        case PatternColumn: return m_mined->texts[a] < m_mined->texts[b];
        case KindColumn: return x.kind < y.kind;
        case BeginsColumn: return x.begins < y.begins;
        case EndsColumn: return x.ends < y.ends;
        default: return x.count < y.count;
        }
    });
}

void FlowNodeModel::sort(int column, Qt::SortOrder order)
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

int FlowNodeModel::rowOf(std::uint32_t node) const { return placeOf(m_order, node); }

} // namespace causeway::views
