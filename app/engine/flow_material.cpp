#include "app/engine/flow_material.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "analysis/flow/automaton.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "app/engine/span_starts.h"
#include "storage/event_reader.h"
#include "storage/filter.h"

namespace causeway::engine {

namespace {

using Miner = MineFlowRequest::Miner;

// Session of each event by its id; kNoSession where there is none.
std::vector<std::uint32_t> sessionsOf(const storage::SessionSet &set)
{
    std::vector<std::uint32_t> out;
    if (set.events.empty())
        return out;
    out.assign(static_cast<std::size_t>(std::max_element(set.events.begin(), set.events.end())->value) + 1, flow::kNoSession);
    for (std::size_t s = 0; s < set.sessions.size(); ++s)
        for (const EventId event : set.eventsOf(s))
            out[static_cast<std::size_t>(event.value)] = static_cast<std::uint32_t>(s);
    return out;
}

void sortByTime(FlowColumns &columns)
{
    if (std::is_sorted(columns.times.begin(), columns.times.end()))
        return;
    std::vector<std::uint32_t> order(columns.times.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return columns.times[a] < columns.times[b]; });
    const auto apply = [&](auto &column) {
        auto sorted = column;
        for (std::size_t i = 0; i < order.size(); ++i)
            sorted[i] = column[order[i]];
        column = std::move(sorted);
    };
    apply(columns.templates);
    apply(columns.sessions);
    if (!columns.components.empty())
        apply(columns.components);
    if (!columns.ids.empty())
        apply(columns.ids);
    apply(columns.times);
}

// Events of the range (or all outside it) and the component in order of time, but for chunks left out; one without a time has that of the event before it.
Result<FlowColumns> collect(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const MineFlowRequest &request, const TimeRange &range,
                        bool outside, const std::vector<bool> &leftOut, const std::vector<std::uint32_t> &sessions, const Components &components, bool ids, const Job &job)
{
    std::shared_ptr<const storage::FilterResult> filter;
    if (!request.component.empty() || (!range.isAll() && !outside)) {
        storage::Filter wanted;
        if (!outside)
            wanted.range = range;
        if (!request.component.empty())
            wanted.components.push_back(request.component);
        CAUSEWAY_ASSIGN(filter, storage::applyFilter(reader, catalog, wanted, request.threads, job));
    }
    FlowColumns out;
    const auto &chunks = reader.snapshot().chunks;
    std::int64_t last = 0;
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        if (leftOut[c])
            continue;
        job.report({static_cast<double>(c), static_cast<double>(chunks.size()), Progress::Unit::None});
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::size_t row = 0; row < rows->shapes.size(); ++row) {
            const EventId event(chunks[c].first.value + row);
            if (filter && !filter->contains(event))
                continue;
            if (outside && (rows->timesNs[row] == TimePoint::none().ns || range.contains(TimePoint{rows->timesNs[row]})))
                continue;
            const bool timed = rows->timesNs[row] != TimePoint::none().ns;
            if (timed)
                last = rows->timesNs[row];
            out.timed = out.timed || timed;
            out.timeless += !timed;
            out.times.push_back(last);
            out.templates.push_back(catalog.templateOf(rows->shapes[row]).value);
            if (ids)
                out.ids.push_back(event);
            if (!components.of.empty())
                out.components.push_back(event.value < components.of.size() ? components.of[static_cast<std::size_t>(event.value)] : Components::kNone);
            out.sessions.push_back(event.value < sessions.size() ? sessions[static_cast<std::size_t>(event.value)] : flow::kNoSession);
        }
    }
    if (out.templates.empty() && !request.component.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There are no events of the component “%1” in this period"), request.component), {},
                       Message(CAUSEWAY_TEXT("Components are told by the headers of lines.")));
    if (out.templates.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There are no events in this period")));
    sortByTime(out);
    return out;
}

// Sessions numbered anew, so that the numbers of a short period are dense.
void renumber(FlowColumns &columns)
{
    std::map<std::uint32_t, std::uint32_t> numbers;
    for (std::uint32_t &session : columns.sessions)
        if (session != flow::kNoSession)
            session = numbers.try_emplace(session, static_cast<std::uint32_t>(numbers.size())).first->second;
}

} // namespace

bool belongsTogether(std::string_view grouping) { return !grouping.starts_with("window") && grouping != "source"; }

Result<flow::ConcurrentTemplates> concurrentIn(const FlowColumns &one, const FlowColumns &other, const Job &job)
{
    FlowColumns both;
    for (const FlowColumns *part : {&one, &other})
        for (std::size_t i = 0; i < part->templates.size(); ++i)
            if (part->sessions[i] != flow::kNoSession) {
                both.templates.push_back(part->templates[i]);
                both.sessions.push_back(part->sessions[i]);
                both.times.push_back(part->times[i]);
            }
    if (both.templates.empty())
        return flow::ConcurrentTemplates{};
    sortByTime(both);
    renumber(both);
    return flow::learnConcurrent(both.events(), flow::MineSettings{}.ordered, job);
}

Result<flow::Graph> mineColumns(FlowColumns &columns, const MineFlowRequest &request, const std::optional<flow::ConcurrentTemplates> &concurrent, const Job &job)
{
    renumber(columns);
    if (request.miner == Miner::Fsa)
        return flow::mineAutomaton(columns.events(), {}, job);
    flow::MineSettings settings;
    settings.kind = request.miner == Miner::Cfg ? flow::GraphKind::Cfg : flow::GraphKind::Tcfg;
    settings.ignoreIds = request.ignoreIds;
    settings.kernels.threads = request.threads;
    settings.concurrent = concurrent;
    const bool ids = !request.ignoreIds && std::ranges::any_of(columns.sessions, [](std::uint32_t s) { return s != flow::kNoSession; });
    if (!ids && !columns.timed)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to mine a flow from")),
                       Message(CAUSEWAY_TEXT("the events have neither times nor sessions")), Message(CAUSEWAY_TEXT("Group the events: causeway sessions PROJECT --by identifier.")));
    return flow::mineGraph(columns.events(), settings, job);
}

Result<FlowMaterial> gatherFlow(storage::Project &project, const MineFlowRequest &request, const FlowMaterialWants &wants, const Job &job)
{
    if (request.miner == Miner::Fsa && (request.compares() || request.ignoreIds))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("An automaton is learned from sessions of one period")), {},
                       Message(CAUSEWAY_TEXT("Take --miner cfg or tcfg.")));
    FlowMaterial out;
    std::vector<std::uint32_t> sessions;
    if (!request.ignoreIds) {
        CAUSEWAY_ASSIGN(const auto set, currentSessions(project, request.threads, job));
        if (belongsTogether(set->grouping)) {
            sessions = sessionsOf(*set);
            out.sessions = set;
        }
    }
    CAUSEWAY_ASSIGN(out.catalog, currentTemplates(project, request.threads, job));
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    std::vector<bool> leftOut = spanStartChunks(reader.snapshot());
    CAUSEWAY_ASSIGN(const bool spanStarts, spanStartsTakePart(project));
    if (spanStarts)
        leftOut.assign(leftOut.size(), false);
    if (wants.components) {
        CAUSEWAY_ASSIGN(out.components, componentsOf(reader, job));
    }
    CAUSEWAY_ASSIGN(out.now, collect(reader, *out.catalog, request, request.range, false, leftOut, sessions, out.components, wants.ids, job));
    if (request.compares()) {
        const bool rest = request.againstRest;
        CAUSEWAY_ASSIGN(FlowColumns before, collect(reader, *out.catalog, request, rest ? request.range : *request.against, rest, leftOut, sessions, out.components, wants.ids, job));
        out.before = std::move(before);
    }
    return out;
}

FlowColumns partOf(const FlowColumns &all, std::uint32_t component)
{
    FlowColumns out;
    out.timed = all.timed;
    for (std::size_t i = 0; i < all.templates.size(); ++i)
        if (all.components[i] == component) {
            out.templates.push_back(all.templates[i]);
            out.sessions.push_back(all.sessions[i]);
            out.times.push_back(all.times[i]);
            if (!all.ids.empty())
                out.ids.push_back(all.ids[i]);
        }
    return out;
}


} // namespace causeway::engine
