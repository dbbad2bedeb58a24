#include "views/models/trace_list_model.h"

#include <algorithm>
#include <numeric>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

QString entryText(const traces::SpanTable &table, const traces::TraceSummary &trace)
{
    constexpr std::uint32_t kLookedAt = 512; // spans
    const QString name = text::fromBytes(table.operationName(trace.root));
    if (std::ranges::any_of(name, [](QChar c) { return c.isLetterOrNumber(); }))
        return name;
    const std::uint32_t whole = table.trace(trace.root), from = table.firstRow(whole), to = std::min(table.endRow(whole), from + kLookedAt);
    std::uint32_t first = traces::kNone;
    for (std::uint32_t row = from; row < to; ++row)
        if (table.service(row) != table.service(trace.root) && (first == traces::kNone || table.start(row) < table.start(first)))
            first = row;
    return first == traces::kNone ? name : name + QStringLiteral(" → ") + text::fromBytes(table.operationName(first));
}

int TraceListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_listing == nullptr ? 0 : static_cast<int>(std::min<std::size_t>(m_listing->traces.size(), INT_MAX));
}

int TraceListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant TraceListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const traces::TraceSummary &one = m_listing->summaries[trace(index.row())];
    const traces::SpanTable &table = *m_listing->table;
    const bool text = index.column() == RootColumn || index.column() == ServiceColumn;
    switch (role) {
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (text ? Qt::AlignLeft : Qt::AlignRight)));
    case ShareRole:
        if (index.column() == DurationColumn)
            return m_listing->longestNs > 0 ? static_cast<double>(one.durationNs) / static_cast<double>(m_listing->longestNs) : 0.0;
        return {};
    case FailedRole: return one.errors > 0;
    case Qt::DecorationRole: return index.column() == ServiceColumn ? QVariant(theme::serviceColor(text::fromBytes(table.serviceName(one.root)))) : QVariant();
    case Qt::ForegroundRole: return index.column() == ErrorsColumn && one.errors > 0 ? QVariant(theme::color(theme::Tone::Error)) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == StartColumn)
            return text::toolTip(text::timeUtc(TimePoint{one.startNs}));
        if (index.column() == RootColumn)
            return text::toolTip(text::fromBytes(table.operationName(one.root)) + QLatin1Char('\n') + tr("Trace %1").arg(QString::fromStdString(traces::toHex(table.traceKey(trace(index.row()))))));
        return {};
    case Qt::DisplayRole: break;
    default: return {};
    }
    switch (index.column()) {
    case RootColumn: return entryText(table, one);
    case ServiceColumn: return text::fromBytes(table.serviceName(one.root));
    case StartColumn: return text::time(TimePoint{one.startNs - one.startNs % 1'000'000});
    case DurationColumn: return text::duration(Nanos{one.durationNs});
    case SpansColumn: return text::number(static_cast<std::int64_t>(one.spans));
    case ErrorsColumn: return one.errors == 0 ? QStringLiteral("–") : text::number(static_cast<std::int64_t>(one.errors));
    default: return text::number(static_cast<std::int64_t>(one.services));
    }
}

QVariant TraceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section <= ServiceColumn ? Qt::AlignLeft : Qt::AlignRight)));
    const std::pair<QString, QString> columns[ColumnCount] = {{tr("Root operation"), tr("Operation of the trace's first span")},
                                                              {tr("Service"), tr("Service of the trace's first span")},
                                                              {tr("Start"), tr("When the first span began")},
                                                              {tr("Duration"), tr("From the first start to the last end; the bar is in proportion to the longest of the list")},
                                                              {tr("Spans"), {}},
                                                              {tr("Errors"), tr("Spans that failed")},
                                                              {tr("Services"), tr("Different services in the trace")}};
    if (role == Qt::DisplayRole)
        return columns[section].first;
    return role == Qt::ToolTipRole && !columns[section].second.isEmpty() ? QVariant(columns[section].second) : QVariant();
}

void TraceListModel::setListing(std::shared_ptr<const TraceListing> listing)
{
    beginResetModel();
    m_listing = std::move(listing);
    endResetModel();
}

void TraceListModel::zoneChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, StartColumn), index(rowCount() - 1, StartColumn));
}

int TraceListModel::rowOf(std::uint32_t trace) const
{
    if (m_listing == nullptr)
        return -1;
    const auto found = std::ranges::find(m_listing->traces, trace);
    return found == m_listing->traces.end() ? -1 : static_cast<int>(found - m_listing->traces.begin());
}

void TraceListModel::orderByName(const traces::SpanTable &table, const std::vector<traces::TraceSummary> &summaries, std::vector<std::uint32_t> &traces, Column column, bool descending)
{
    // Operations by name, whatever their service; services are numbered in order already.
    std::vector<std::uint32_t> byName(table.operations().size()), rank(byName.size());
    std::iota(byName.begin(), byName.end(), 0U);
    std::ranges::stable_sort(byName, {}, [&](std::uint32_t operation) -> const std::string & { return table.operations()[operation].name; });
    for (std::uint32_t i = 0; i < byName.size(); ++i)
        rank[byName[i]] = i > 0 && table.operations()[byName[i]].name == table.operations()[byName[i - 1]].name ? rank[byName[i - 1]] : i;
    const auto key = [&](std::uint32_t trace) {
        const std::uint32_t root = summaries[trace].root;
        return column == RootColumn ? rank[table.operation(root)] : table.service(root);
    };
    if (descending)
        std::ranges::stable_sort(traces, std::ranges::greater{}, key);
    else
        std::ranges::stable_sort(traces, std::ranges::less{}, key);
}

void TraceListModel::sum(TraceListing &listing)
{
    for (const std::uint32_t trace : listing.traces) {
        const traces::TraceSummary &one = listing.summaries[trace];
        listing.longestNs = std::max(listing.longestNs, one.durationNs);
        listing.spans += one.spans;
        listing.failed += one.errors > 0 ? 1 : 0;
    }
}

} // namespace causeway::views
