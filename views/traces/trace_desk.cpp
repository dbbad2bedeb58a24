#include "views/traces/trace_desk.h"

#include <algorithm>

#include "app/engine/list_traces.h"
#include "app/workspace/workspace.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::size_t kBuckets = 80;

// The order is made here for columns that the engine does not know.
Result<std::shared_ptr<const TraceListing>> makeListing(storage::Project &project, const engine::ListTracesRequest &request, TraceListModel::Column column, const Job &job)
{
    CAUSEWAY_ASSIGN(engine::ListTracesResponse response, engine::listTraces(project, request, job));
    auto made = std::make_shared<TraceListing>();
    made->table = std::move(response.table);
    made->summaries = std::move(response.summaries);
    made->traces = std::move(response.traces);
    made->histogram = std::move(response.histogram);
    if (column == TraceListModel::RootColumn || column == TraceListModel::ServiceColumn)
        TraceListModel::orderByName(*made->table, made->summaries, made->traces, column, request.descending);
    TraceListModel::sum(*made);
    return std::shared_ptr<const TraceListing>(std::move(made));
}

engine::ListTracesRequest requestOf(const std::vector<TraceCondition> &conditions, const TimeRange &range, TraceListModel::Column column, bool descending)
{
    using Kind = TraceCondition::Kind;
    engine::ListTracesRequest request;
    request.time = range;
    request.buckets = kBuckets;
    request.descending = descending;
    for (const TraceCondition &condition : conditions)
        switch (condition.kind) {
        case Kind::Service: request.services.push_back(condition.value.toStdString()); break;
        case Kind::Operation: request.operations.push_back(condition.value.toStdString()); break;
        case Kind::LongerThan: request.minDurationNs = condition.ns; break;
        case Kind::ShorterThan: request.maxDurationNs = condition.ns; break;
        case Kind::Errors: request.errors = true; break;
        case Kind::Attribute: request.attributes.emplace_back(condition.key.toStdString(), condition.value.toStdString()); break;
        }
    switch (column) {
    case TraceListModel::DurationColumn: request.order = traces::TraceOrder::Duration; break;
    case TraceListModel::SpansColumn: request.order = traces::TraceOrder::Spans; break;
    case TraceListModel::ErrorsColumn: request.order = traces::TraceOrder::Errors; break;
    case TraceListModel::ServicesColumn: request.order = traces::TraceOrder::Services; break;
    default: request.order = traces::TraceOrder::Start; break;
    }
    return request;
}

} // namespace

TraceDesk::TraceDesk(ViewContext context, QObject *parent) : QObject(parent), m_context(context)
{
    using workspace::Workspace;
    Workspace &workspace = context.workspace;
    connect(&workspace, &Workspace::projectChanged, this, &TraceDesk::follow);
    connect(&workspace, &Workspace::dataChanged, this, &TraceDesk::follow);
    connect(&workspace, &Workspace::filterChanged, this, [this] {
        if (m_context.workspace.filter().range != m_range)
            list();
    });
    connect(&workspace, &Workspace::selectionChanged, this, &TraceDesk::followSelection);
    follow();
}

void TraceDesk::follow()
{
    const workspace::ProjectData &open = m_context.workspace.data();
    std::uint64_t spans = 0;
    if (open.snapshot != nullptr)
        for (const storage::SourceInfo &source : open.snapshot->sources)
            spans += source.spans;
    if (open.project == m_project && spans == m_spans)
        return;
    const bool other = open.project != m_project;
    m_project = open.project;
    m_spans = spans;
    // Rows and traces are numbered anew.
    forgetTrace();
    setChosen({});
    m_listing.reset();
    m_error.reset();
    m_isListing = false;
    if (other && !m_conditions.empty()) {
        m_conditions.clear();
        Q_EMIT conditionsChanged();
    }
    Q_EMIT spansChanged();
    if (m_spans > 0)
        list();
    else {
        m_context.workspace.jobs().cancelKey("traces.list");
        Q_EMIT listingChanged();
    }
}

void TraceDesk::setConditions(std::vector<TraceCondition> conditions)
{
    if (conditions == m_conditions)
        return;
    m_conditions = std::move(conditions);
    Q_EMIT conditionsChanged();
    list();
}

void TraceDesk::addCondition(const TraceCondition &condition)
{
    std::vector<TraceCondition> conditions = m_conditions;
    views::addCondition(conditions, condition);
    setConditions(std::move(conditions));
}

void TraceDesk::setOrder(TraceListModel::Column column, bool descending)
{
    if (column == m_column && descending == m_descending)
        return;
    m_column = column;
    m_descending = descending;
    list();
}

void TraceDesk::setChosen(std::vector<std::uint32_t> traces)
{
    std::ranges::sort(traces);
    if (traces == m_chosen)
        return;
    m_chosen = std::move(traces);
    Q_EMIT chosenChanged();
}

void TraceDesk::list()
{
    m_range = m_context.workspace.filter().range;
    if (m_project == nullptr || m_spans == 0)
        return;
    m_isListing = true;
    using Listing = std::shared_ptr<const TraceListing>;
    m_context.workspace.jobs().start<Listing>(
        {.key = "traces.list", .title = Message(CAUSEWAY_TEXT("List traces")), .quiet = m_listing != nullptr},
        [project = m_project, request = requestOf(m_conditions, m_range, m_column, m_descending), column = m_column](const Job &job) { return makeListing(*project, request, column, job); }, this,
        [this](Listing listing) {
            m_isListing = false;
            m_error.reset();
            if (m_tree != nullptr && m_tree->tablePointer() != listing->table)
                forgetTrace();
            m_listing = std::move(listing);
            Q_EMIT listingChanged();
        },
        [this](const Error &error) {
            m_isListing = false;
            if (error.code == ErrorCode::Cancelled)
                return;
            m_error = error;
            m_listing.reset();
            Q_EMIT listingChanged();
        });
    Q_EMIT listingChanged();
}

void TraceDesk::forgetTrace()
{
    m_opening = traces::kNone;
    for (const char *key : {"traces.open", "traces.span", "traces.lines", "traces.marks", "traces.ofEvent"})
        m_context.workspace.jobs().cancelKey(key);
    m_span = traces::kNone;
    m_details.reset();
    m_lines.clear();
    m_linesRead = false;
    m_followed.reset();
    if (std::exchange(m_tree, nullptr) == nullptr)
        return;
    Q_EMIT treeChanged();
    Q_EMIT spanChanged();
}

void TraceDesk::openTrace(traces::TraceKey key)
{
    if (m_listing == nullptr)
        return;
    if (const std::uint32_t trace = m_listing->table->findTrace(key); trace != traces::kNone)
        openTrace(trace);
}

void TraceDesk::openTrace(std::uint32_t trace, std::uint32_t row, bool keepSelection)
{
    if (m_listing == nullptr)
        return;
    const auto &table = m_listing->table;
    if (m_tree != nullptr && m_tree->tablePointer() == table && m_tree->trace() == trace && m_opening == traces::kNone) {
        if (row != traces::kNone)
            choose(m_tree->positionOf(row), keepSelection);
        return;
    }
    m_openRow = row;
    m_keepSelection = keepSelection;
    if (m_opening == trace)
        return;
    m_opening = trace;
    using Tree = std::shared_ptr<const TraceTree>;
    m_context.workspace.jobs().start<Tree>(
        {.key = "traces.open", .title = Message(CAUSEWAY_TEXT("Open a trace")), .quiet = true}, [table, trace](const Job &job) { return TraceTree::make(table, trace, job); }, this,
        [this](Tree tree) {
            m_opening = traces::kNone;
            m_tree = std::move(tree);
            m_span = traces::kNone;
            m_details.reset();
            m_lines.clear();
            m_linesRead = false;
            m_marksAsked.assign(m_tree->size(), false);
            Q_EMIT treeChanged();
            readLines();
            choose(m_openRow != traces::kNone ? m_tree->positionOf(m_openRow) : m_tree->root(), m_keepSelection);
        },
        [this](const Error &error) {
            m_opening = traces::kNone;
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

void TraceDesk::choose(std::uint32_t position, bool keepSelection)
{
    if (m_tree == nullptr || position >= m_tree->size())
        return;
    const bool told = std::exchange(m_spanTold, true);
    if (position == m_span && told)
        return;
    m_span = position;
    m_details.reset();
    if (!keepSelection) {
        // What is told of is this span, and the time line shows when it ran.
        m_choosing = true;
        workspace::Selection selection;
        const TreeSpan &span = m_tree->span(position);
        const std::int64_t from = m_tree->table().start(span.row);
        selection.range = TimeRange{{from}, {from + std::max<std::int64_t>(1, span.durationNs)}};
        m_context.workspace.setSelection(selection);
        m_choosing = false;
    }
    Q_EMIT spanChanged();
    readDetails();
}

} // namespace causeway::views
