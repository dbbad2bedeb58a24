#include "views/models/difference_model.h"

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

QString differenceKindName(traces::DifferenceKind kind)
{
    switch (kind) {
    case traces::DifferenceKind::Service: return DifferenceModel::tr("service");
    case traces::DifferenceKind::Operation: return DifferenceModel::tr("operation");
    case traces::DifferenceKind::Calls: return DifferenceModel::tr("calls");
    case traces::DifferenceKind::Status: return DifferenceModel::tr("status");
    case traces::DifferenceKind::Trait: return DifferenceModel::tr("attribute");
    case traces::DifferenceKind::Duration: return DifferenceModel::tr("duration");
    case traces::DifferenceKind::SelfTime: return DifferenceModel::tr("self time");
    }
    return {};
}

bool isTime(const traces::Difference &row) { return row.kind == traces::DifferenceKind::Duration || row.kind == traces::DifferenceKind::SelfTime; }

DifferenceModel::DifferenceModel(QObject *parent)
    : ArrangedTable({tr("Where"), tr("What"), tr("Value"), tr("These"), tr("Baseline"), tr("Score")},
                    {tr("The operation whose spans are compared; services and operations are compared by whole traces"), {}, {},
                     tr("How many of the chosen traces, or of the operation's spans in them, have it; of times the median"), tr("The same of the traces that they are compared with"),
                     tr("How much the two differ at least, at 95 %; at most 1")},
                    ScoreColumn, Qt::DescendingOrder, parent)
{
}

void DifferenceModel::setComparison(TraceComparisonData comparison)
{
    beginItems();
    m_comparison = std::move(comparison);
    endItems();
}

QString DifferenceModel::where(const traces::Difference &row) const
{
    if (row.operation == traces::kNone)
        return tr("traces");
    const traces::Operation &operation = m_comparison->table->operations()[row.operation];
    return text::fromBytes(m_comparison->table->services()[operation.service]) + QStringLiteral("  ·  ") + text::fromBytes(operation.name);
}

QString DifferenceModel::value(const traces::Difference &row) const
{
    if (isTime(row))
        return row.share > row.baselineShare ? tr("longer") : tr("shorter");
    return text::fromBytes(row.value);
}

double DifferenceModel::bar(int row, bool baseline) const
{
    const traces::Difference &one = difference(row);
    if (!isTime(one))
        return baseline ? one.baselineShare : one.share;
    const auto most = static_cast<double>(std::max({one.medianNs, one.baselineMedianNs, std::int64_t{1}}));
    return static_cast<double>(baseline ? one.baselineMedianNs : one.medianNs) / most;
}

QString DifferenceModel::sentence(int row) const
{
    const traces::Difference &one = difference(row);
    const QString what = where(one) + QLatin1Char('\n') + text::fromBytes(one.attribute) + QStringLiteral(" = ") + value(one) + QLatin1Char('\n');
    if (isTime(one))
        return what + tr("median %1 of %2 spans; %3 of %4 in the baseline").arg(text::duration(Nanos{one.medianNs}), count(one.of), text::duration(Nanos{one.baselineMedianNs}), count(one.baselineOf)) +
               QLatin1Char('\n') + tr("a span lasts longer than one of the baseline with a chance of %1").arg(text::percent(one.share));
    const QString things = one.kind == traces::DifferenceKind::Service || one.kind == traces::DifferenceKind::Operation ? tr("traces") : tr("spans");
    return what + tr("%1 of %2 %5; %3 of %4 in the baseline").arg(count(one.count), count(one.of), count(one.baselineCount), count(one.baselineOf), things);
}

bool DifferenceModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const traces::Difference &x = m_comparison->difference.rows[a], &y = m_comparison->difference.rows[b];
    switch (column) {
    case WhereColumn: return x.operation + 1 < y.operation + 1; // what is of no operation first
    case AttributeColumn: return x.attribute < y.attribute;
    case ValueColumn: return x.value < y.value;
    case ShareColumn: return x.share < y.share;
    case BaselineColumn: return x.baselineShare < y.baselineShare;
    default: return x.score < y.score;
    }
}

bool DifferenceModel::matches(std::uint32_t item, const QString &wanted) const
{
    const traces::Difference &one = m_comparison->difference.rows[item];
    return where(one).contains(wanted, Qt::CaseInsensitive) || text::fromBytes(one.attribute).contains(wanted, Qt::CaseInsensitive) || value(one).contains(wanted, Qt::CaseInsensitive);
}

QVariant DifferenceModel::cell(std::uint32_t item, int column, int role) const
{
    const traces::Difference &one = m_comparison->difference.rows[item];
    if (role == Qt::ToolTipRole)
        return text::toolTip(sentence(rowOf(item)));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case WhereColumn: return where(one);
    case AttributeColumn: return one.kind == traces::DifferenceKind::Trait ? text::fromBytes(one.attribute) : differenceKindName(one.kind);
    case ValueColumn: return value(one);
    case ShareColumn: return isTime(one) ? text::duration(Nanos{one.medianNs}) : text::percent(one.share);
    case BaselineColumn: return isTime(one) ? text::duration(Nanos{one.baselineMedianNs}) : text::percent(one.baselineShare);
    default: return text::number(one.score, 2);
    }
}

void AlignedTraceModel::setTraces(std::shared_ptr<const traces::SpanTable> table, std::vector<traces::AlignedSpan> spans)
{
    beginResetModel();
    m_table = std::move(table);
    m_spans = std::move(spans);
    m_children.assign(m_spans.size(), {});
    m_place.assign(m_spans.size(), 0);
    m_roots.clear();
    m_longest = 1;
    for (std::uint32_t i = 0; i < m_spans.size(); ++i) {
        const traces::AlignedSpan &one = m_spans[i];
        auto &siblings = one.parent == traces::kNone ? m_roots : m_children[one.parent];
        m_place[i] = static_cast<std::uint32_t>(siblings.size());
        siblings.push_back(i);
        for (const std::uint32_t row : {one.row, one.baselineRow})
            if (row != traces::kNone)
                m_longest = std::max(m_longest, m_table->duration(row));
    }
    endResetModel();
}

int AlignedTraceModel::side(const QModelIndex &index) const
{
    const traces::AlignedSpan &one = aligned(index);
    return one.baselineRow == traces::kNone ? 1 : one.row == traces::kNone ? -1 : 0;
}

const std::vector<std::uint32_t> &AlignedTraceModel::childrenOf(const QModelIndex &parent) const { return parent.isValid() ? m_children[parent.internalId()] : m_roots; }

QModelIndex AlignedTraceModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, static_cast<quintptr>(childrenOf(parent)[static_cast<std::size_t>(row)]));
}

QModelIndex AlignedTraceModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || aligned(index).parent == traces::kNone)
        return {};
    const std::uint32_t above = aligned(index).parent;
    return createIndex(static_cast<int>(m_place[above]), 0, static_cast<quintptr>(above));
}

int AlignedTraceModel::rowCount(const QModelIndex &parent) const { return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size()); }
int AlignedTraceModel::columnCount(const QModelIndex &) const { return ColumnCount; }

QVariant AlignedTraceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const traces::AlignedSpan &one = aligned(index);
    const std::uint32_t known = one.row != traces::kNone ? one.row : one.baselineRow;
    const QString name = text::fromBytes(m_table->serviceName(known)) + QStringLiteral("  ·  ") + text::fromBytes(m_table->operationName(known));
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() == SpanColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ToolTipRole)
        return text::toolTip(side(index) == 0 ? name : name + QLatin1Char('\n') + (side(index) > 0 ? tr("only the first trace has it") : tr("only the baseline has it")));
    if (role == Qt::ForegroundRole && side(index) != 0)
        return theme::color(side(index) > 0 ? theme::Tone::Accent : theme::Tone::Unsure);
    if (role != Qt::DisplayRole)
        return {};
    const auto took = [&](std::uint32_t row) { return row == traces::kNone ? QStringLiteral("–") : text::duration(Nanos{m_table->duration(row)}); };
    switch (index.column()) {
    case SpanColumn: return name;
    case DurationColumn: return took(one.row);
    case BaselineColumn: return took(one.baselineRow);
    default: break;
    }
    if (side(index) != 0)
        return side(index) > 0 ? tr("only here") : tr("only baseline");
    const std::int64_t change = m_table->duration(one.row) - m_table->duration(one.baselineRow);
    return change == 0 ? tr("same") : (change > 0 ? QStringLiteral("+") : QStringLiteral("−")) + text::duration(Nanos{std::abs(change)});
}

QVariant AlignedTraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == SpanColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SpanColumn: return tr("Span");
    case DurationColumn: return tr("This trace");
    case BaselineColumn: return tr("Baseline");
    default: return tr("Change");
    }
}

} // namespace causeway::views
