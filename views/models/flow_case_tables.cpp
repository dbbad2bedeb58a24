// Tables of single cases: findings of a check, passages of an edge, steps of a session.

#include <algorithm>

#include "views/models/flow_tables.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString timeOf(TimePoint time) { return time == TimePoint::none() ? QString() : text::timeOfDay(time); }
QVariant timeTip(TimePoint time) { return time == TimePoint::none() ? QVariant() : QVariant(text::toolTip(text::time(time) + QLatin1Char('\n') + text::timeUtc(time))); }

// What comes behind GROUPING=.
QString keyOf(const std::string &session)
{
    const std::size_t equals = session.find('=');
    return text::fromBytes(equals == std::string::npos ? session : session.substr(equals + 1));
}

} // namespace

QString flowFindingName(engine::FlowFindingKind kind)
{
    using Kind = engine::FlowFindingKind;
    switch (kind) {
    case Kind::Shift: return FlowFindingModel::tr("lasting shift");
    case Kind::Branch: return FlowFindingModel::tr("other branches");
    case Kind::UnknownEdge: return FlowFindingModel::tr("new transition");
    case Kind::UnknownNode: return FlowFindingModel::tr("new pattern");
    case Kind::Sequence: return FlowFindingModel::tr("out of order");
    case Kind::Missing: return FlowFindingModel::tr("missing step");
    case Kind::Redundancy: return FlowFindingModel::tr("repeated step");
    case Kind::Loop: return FlowFindingModel::tr("too many rounds");
    case Kind::Latency: return FlowFindingModel::tr("late");
    case Kind::Transient: return FlowFindingModel::tr("passing shift");
    }
    return {};
}

FlowFindingModel::FlowFindingModel(QObject *parent) : ArrangedTable({tr("Finding"), tr("Time"), tr("Events"), tr("What"), tr("Session")}, {}, KindColumn, Qt::AscendingOrder, parent) {}

void FlowFindingModel::setChecked(Checked checked)
{
    beginItems();
    m_checked = std::move(checked);
    endItems();
}

std::size_t FlowFindingModel::items() const { return m_checked == nullptr ? 0 : m_checked->findings.size(); }
bool FlowFindingModel::isText(int column) const { return column != CountColumn; }

bool FlowFindingModel::matches(std::uint32_t item, const QString &text) const
{
    const engine::FlowFinding &one = m_checked->findings[item];
    return flowFindingName(one.kind).contains(text, Qt::CaseInsensitive) || text::render(one.message).contains(text, Qt::CaseInsensitive) || keyOf(one.session).contains(text, Qt::CaseInsensitive);
}

bool FlowFindingModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const engine::FlowFinding &x = m_checked->findings[a], &y = m_checked->findings[b];
    switch (column) {
    case TimeColumn: return x.time < y.time;
    case CountColumn: return x.count < y.count;
    case MessageColumn: return text::render(x.message) < text::render(y.message);
    case SessionColumn: return x.session < y.session;
    default: return x.kind < y.kind;
    }
}

QVariant FlowFindingModel::cell(std::uint32_t item, int column, int role) const
{
    const engine::FlowFinding &one = m_checked->findings[item];
    if (role == Qt::ToolTipRole)
        return column == TimeColumn ? timeTip(one.time) : column == MessageColumn ? QVariant(text::toolTip(text::render(one.message))) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case KindColumn: return flowFindingName(one.kind);
    case TimeColumn: return timeOf(one.time);
    case CountColumn: return text::number(static_cast<std::int64_t>(one.count));
    case MessageColumn: return text::render(one.message);
    default: return keyOf(one.session);
    }
}

EdgePassageModel::EdgePassageModel(QObject *parent) : ArrangedTable({tr("Took"), tr("From"), tr("Session")}, {}, DelayColumn, Qt::DescendingOrder, parent) {}

void EdgePassageModel::setTimes(Times times)
{
    beginItems();
    m_times = std::move(times);
    endItems();
}

std::size_t EdgePassageModel::items() const { return m_times == nullptr ? 0 : m_times->slowest.size(); }
bool EdgePassageModel::isText(int column) const { return column != DelayColumn; }
bool EdgePassageModel::matches(std::uint32_t item, const QString &text) const { return keyOf(m_times->slowest[item].session).contains(text, Qt::CaseInsensitive); }

bool EdgePassageModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const auto &x = m_times->slowest[a], &y = m_times->slowest[b];
    return column == TimeColumn ? x.time < y.time : column == SessionColumn ? x.session < y.session : x.delayNs < y.delayNs;
}

QVariant EdgePassageModel::cell(std::uint32_t item, int column, int role) const
{
    const auto &one = m_times->slowest[item];
    if (role == Qt::ToolTipRole)
        return column == TimeColumn ? timeTip(one.time) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    return column == DelayColumn ? text::duration(Nanos{one.delayNs}) : column == TimeColumn ? timeOf(one.time) : keyOf(one.session);
}

FlowPathModel::FlowPathModel(QObject *parent)
    : ArrangedTable({tr("Step"), tr("Time"), tr("After"), tr("Pattern"), tr("In the graph")}, {{}, {}, tr("Time since the event that it follows from; of a join the last one")}, NumberColumn, Qt::AscendingOrder, parent)
{
}

void FlowPathModel::setPath(Path path, FlowGraphTable::Mined mined, QStringList texts)
{
    beginItems();
    m_path = std::move(path);
    m_mined = std::move(mined);
    m_texts = std::move(texts);
    endItems();
}

std::size_t FlowPathModel::items() const { return m_path == nullptr ? 0 : m_path->steps.size(); }
bool FlowPathModel::isText(int column) const { return column == TimeColumn || column >= PatternColumn; }

QString FlowPathModel::nameOf(std::size_t step) const
{
    const std::uint32_t node = m_path->steps[step].path.node;
    return node != flow::kNoNode ? text::fromBytes(m_mined->texts[node]) : m_texts.value(static_cast<qsizetype>(step));
}

QString FlowPathModel::stateOf(std::size_t step) const
{
    const auto &one = m_path->steps[step];
    if (!one.isOdd())
        return {};
    QStringList expected;
    for (const std::uint32_t node : one.expected)
        expected << QStringLiteral("“%1”").arg(text::fromBytes(m_mined->texts[node]));
    const QString instead = expected.isEmpty() ? QString() : tr(" Expected: %1").arg(expected.join(tr(" or ")));
    if (one.path.leaves)
        return (one.path.node == flow::kNoNode ? tr("Leaves the graph: no such step there.") : tr("Leaves the graph: no transition leads here.")) + instead;
    QStringList parts;
    if (one.path.rare)
        parts << tr("Rare: %1 of the %2 times it comes so.").arg(text::number(static_cast<std::int64_t>(m_mined->graph.edges[one.path.edges.front()].count)),
                                                             text::number(static_cast<std::int64_t>(m_mined->graph.nodes[one.path.node].count)));
    if (one.path.open)
        parts << tr("Nothing follows, where something mostly does.");
    if (one.boundNs > 0)
        parts << tr("Late: %1, where %2 is the most.").arg(text::duration(Nanos{*std::ranges::min_element(one.delaysNs)}), text::duration(Nanos{one.boundNs}));
    if (one.repeats > 0)
        parts << tr("Repeated: %1 times in this session, which few have.").arg(text::number(static_cast<std::int64_t>(one.repeats)));
    return parts.join(QLatin1Char(' ')) + instead;
}

bool FlowPathModel::matches(std::uint32_t item, const QString &text) const { return nameOf(item).contains(text, Qt::CaseInsensitive); }

bool FlowPathModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const auto delayOf = [&](std::uint32_t step) { return m_path->steps[step].delaysNs.empty() ? -1 : *std::ranges::min_element(m_path->steps[step].delaysNs); };
    switch (column) {
    case DelayColumn: return delayOf(a) < delayOf(b);
    case PatternColumn: return nameOf(a) < nameOf(b);
    case StateColumn: return stateOf(a) < stateOf(b);
    default: return a < b; // in order of time
    }
}

QVariant FlowPathModel::cell(std::uint32_t item, int column, int role) const
{
    const auto &one = m_path->steps[item];
    if (role == Qt::ToolTipRole)
        return column == TimeColumn ? timeTip(one.time) : column == PatternColumn ? QVariant(text::toolTip(nameOf(item))) : column == StateColumn ? QVariant(text::toolTip(stateOf(item))) : QVariant();
    if (role == Qt::ForegroundRole)
        return column == StateColumn ? QVariant(theme::color(theme::Tone::Anomalous)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NumberColumn: return text::number(static_cast<std::int64_t>(item) + 1);
    case TimeColumn: return timeOf(one.time);
    case DelayColumn: return one.delaysNs.empty() ? QString() : text::duration(Nanos{*std::ranges::min_element(one.delaysNs)});
    case PatternColumn: return nameOf(item);
    default: return stateOf(item);
    }
}

} // namespace causeway::views
