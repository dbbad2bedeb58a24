#include "views/models/flow_tables.h"

#include <QColor>

#include <algorithm>

#include "views/models/visible_flow.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }
QString delay(std::int64_t ns) { return text::duration(Nanos{ns}); }
QString delayOr(bool known, std::int64_t ns) { return known ? delay(ns) : QStringLiteral("–"); }
QString perParent() { return FlowEdgeModel::tr("How many a parent has on average: below 1 a branch, above 1 a repetition"); }

} // namespace

QString flowChangeName(flow::Change change)
{
    switch (change) {
    case flow::Change::None: break;
    case flow::Change::New: return FlowDifferenceModel::tr("new");
    case flow::Change::Gone: return FlowDifferenceModel::tr("gone");
    case flow::Change::Slower: return FlowDifferenceModel::tr("slower");
    case flow::Change::Faster: return FlowDifferenceModel::tr("faster");
    case flow::Change::Likelier: return FlowDifferenceModel::tr("likelier");
    case flow::Change::Rarer: return FlowDifferenceModel::tr("rarer");
    }
    return {};
}

void FlowGraphTable::setMined(Mined mined)
{
    beginItems();
    m_mined = std::move(mined);
    m_hasTimes = m_mined != nullptr && std::ranges::any_of(m_mined->graph.edges, [](const flow::Edge &edge) { return edge.p99Ns > 0; });
    endItems();
}

QString FlowGraphTable::name(std::uint32_t node) const { return text::fromBytes(m_mined->texts[node]); }

FlowEdgeModel::FlowEdgeModel(QObject *parent)
    : FlowGraphTable({tr("From"), tr("To"), tr("Count"), tr("Per parent"), tr("Median time"), tr("95 % within"), tr("99 % within"), tr("Source")},
                     {{}, {}, {}, perParent(), {}, {}, {}, tr("Confirmed by ids that both events share, or inferred from times")}, CountColumn, Qt::DescendingOrder, parent)
{
}

std::size_t FlowEdgeModel::items() const { return m_mined == nullptr ? 0 : m_mined->graph.edges.size(); }
bool FlowEdgeModel::isText(int column) const { return column <= ToColumn || column == SourceColumn; }

bool FlowEdgeModel::matches(std::uint32_t item, const QString &text) const
{
    const flow::Edge &edge = m_mined->graph.edges[item];
    return nameHas(edge.from, text) || nameHas(edge.to, text);
}

bool FlowEdgeModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const flow::Edge &x = m_mined->graph.edges[a], &y = m_mined->graph.edges[b];
    const auto &texts = m_mined->texts;
    switch (column) {
    case FromColumn: return texts[x.from] < texts[y.from];
    case ToColumn: return texts[x.to] < texts[y.to];
    case ShareColumn: return x.probability < y.probability;
    case MedianColumn: return x.p50Ns < y.p50Ns;
    case P95Column: return x.p95Ns < y.p95Ns;
    case P99Column: return x.p99Ns < y.p99Ns;
    case SourceColumn: return x.inferred < y.inferred;
    default: return x.count < y.count;
    }
}

QVariant FlowEdgeModel::cell(std::uint32_t item, int column, int role) const
{
    const flow::Edge &edge = m_mined->graph.edges[item];
    if (role == Qt::ToolTipRole)
        return column <= ToColumn ? text::toolTip(name(column == FromColumn ? edge.from : edge.to)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case FromColumn: return name(edge.from);
    case ToColumn: return name(edge.to);
    case CountColumn: return count(edge.count);
    case ShareColumn: return text::number(edge.probability, 3);
    case MedianColumn: return delayOr(m_hasTimes, edge.p50Ns);
    case P95Column: return delayOr(m_hasTimes, edge.p95Ns);
    case P99Column: return delayOr(m_hasTimes, edge.p99Ns);
    default: return edge.inferred ? tr("inferred") : tr("confirmed");
    }
}

FlowNodeModel::FlowNodeModel(QObject *parent)
    : FlowGraphTable({tr("Pattern"), tr("Kind"), tr("Events"), tr("Begins"), tr("Ends")},
                     {{}, {}, {}, tr("Share of its events that follow from none"), tr("Share of its events that nothing follows from")}, CountColumn, Qt::DescendingOrder, parent)
{
}

std::size_t FlowNodeModel::items() const { return m_mined == nullptr ? 0 : m_mined->graph.nodes.size(); }
bool FlowNodeModel::isText(int column) const { return column <= KindColumn; }
bool FlowNodeModel::matches(std::uint32_t item, const QString &text) const { return nameHas(item, text); }

bool FlowNodeModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const flow::Node &x = m_mined->graph.nodes[a], &y = m_mined->graph.nodes[b];
    switch (column) {
    case PatternColumn: return m_mined->texts[a] < m_mined->texts[b];
    case KindColumn: return x.kind < y.kind;
    case BeginsColumn: return x.begins < y.begins;
    case EndsColumn: return x.ends < y.ends;
    default: return x.count < y.count;
    }
}

QVariant FlowNodeModel::cell(std::uint32_t item, int column, int role) const
{
    const flow::Node &node = m_mined->graph.nodes[item];
    if (role == Qt::ToolTipRole)
        return column == PatternColumn ? text::toolTip(name(item)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case PatternColumn: return name(item);
    case KindColumn: return node.joins && node.kind != flow::NodeKind::Join ? tr("%1, join").arg(flowKindName(node.kind)) : flowKindName(node.kind);
    case CountColumn: return count(node.count);
    case BeginsColumn: return text::percent(node.begins);
    default: return text::percent(node.ends);
    }
}

FlowDifferenceModel::FlowDifferenceModel(QObject *parent)
    : FlowGraphTable({tr("Change"), tr("From"), tr("To"), tr("Count"), tr("Per parent"), tr("Median time"), tr("By chance")},
                     {{}, {}, {}, tr("Before → now"), perParent(), tr("Before → now"), tr("How likely chance alone makes such a difference somewhere in the graph (Bonferroni); changes are told up to 1 %")}, PColumn,
                     Qt::AscendingOrder, parent)
{
}

std::size_t FlowDifferenceModel::items() const { return m_mined == nullptr ? 0 : m_mined->differences.size(); }
bool FlowDifferenceModel::isText(int column) const { return column <= ToColumn; }

bool FlowDifferenceModel::matches(std::uint32_t item, const QString &text) const
{
    const flow::Edge &edge = m_mined->graph.edges[item];
    return nameHas(edge.from, text) || nameHas(edge.to, text) || flowChangeName(m_mined->differences[item].change).contains(text, Qt::CaseInsensitive);
}

bool FlowDifferenceModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const flow::EdgeDifference &x = m_mined->differences[a], &y = m_mined->differences[b];
    const flow::Edge &p = m_mined->graph.edges[a], &q = m_mined->graph.edges[b];
    switch (column) {
    case ChangeColumn: return x.change < y.change;
    case FromColumn: return m_mined->texts[p.from] < m_mined->texts[q.from];
    case ToColumn: return m_mined->texts[p.to] < m_mined->texts[q.to];
    case CountColumn: return x.count < y.count;
    case ShareColumn: return x.probability < y.probability;
    case MedianColumn: return x.p50Ns < y.p50Ns;
    default: return x.pValue < y.pValue;
    }
}

QVariant FlowDifferenceModel::cell(std::uint32_t item, int column, int role) const
{
    const flow::EdgeDifference &one = m_mined->differences[item];
    const flow::Edge &edge = m_mined->graph.edges[item];
    const QString none = QStringLiteral("–");
    const auto change = [](const QString &before, const QString &now) { return before + QStringLiteral(" → ") + now; };
    if (role == Qt::ToolTipRole)
        return column == FromColumn || column == ToColumn ? text::toolTip(name(column == FromColumn ? edge.from : edge.to)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case ChangeColumn: return flowChangeName(one.change);
    case FromColumn: return name(edge.from);
    case ToColumn: return name(edge.to);
    case CountColumn: return change(count(one.countBefore), count(one.count));
    case ShareColumn: return change(text::number(one.probabilityBefore, 3), text::number(one.probability, 3));
    case MedianColumn: return change(one.countBefore == 0 ? none : delay(one.p50BeforeNs), one.count == 0 ? none : delay(one.p50Ns));
    default: return one.pValue < 1e-4 ? QStringLiteral("< 0.0001") : text::number(one.pValue, 2);
    }
}

} // namespace causeway::views
