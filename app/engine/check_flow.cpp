#include "app/engine/check_flow.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "analysis/core/json_writer.h"
#include "analysis/flow/branch_shift.h"
#include "analysis/flow/checker.h"
#include "app/engine/flow_material.h"

namespace causeway::engine {

namespace {

using Kind = FlowFindingKind;

Kind kindOf(flow::FindingKind kind)
{
    switch (kind) {
    case flow::FindingKind::Sequence: return Kind::Sequence;
    case flow::FindingKind::Missing: return Kind::Missing;
    case flow::FindingKind::Redundancy: return Kind::Redundancy;
    case flow::FindingKind::Latency: return Kind::Latency;
    case flow::FindingKind::UnknownTransition: return Kind::UnknownNode;
    case flow::FindingKind::Loop: return Kind::Loop;
    case flow::FindingKind::Transient: return Kind::Transient;
    case flow::FindingKind::Shift: return Kind::Shift;
    }
    return Kind::Sequence;
}

// Takes away events of sessions that are not wholly in the range (or wholly outside): what they lack is in the other period.
std::uint64_t keepWhole(FlowColumns &columns, const storage::SessionSet &set, const TimeRange &range, bool outside)
{
    const auto whole = [&](std::uint32_t session) {
        if (session == flow::kNoSession)
            return true;
        const storage::SessionInfo &info = set.sessions[session];
        return outside ? info.last < range.from || info.first >= range.to : range.contains(info.first) && range.contains(info.last);
    };
    std::size_t kept = 0;
    for (std::size_t i = 0; i < columns.templates.size(); ++i) {
        if (!whole(columns.sessions[i]))
            continue;
        columns.templates[kept] = columns.templates[i];
        columns.sessions[kept] = columns.sessions[i];
        columns.times[kept] = columns.times[i];
        columns.ids[kept++] = columns.ids[i];
    }
    const std::uint64_t gone = columns.templates.size() - kept;
    columns.templates.resize(kept);
    columns.sessions.resize(kept);
    columns.times.resize(kept);
    columns.ids.resize(kept);
    return gone;
}

double inPercent(double share) { return std::round(share * 1000) / 10; }

class Writer {
public:
    Writer(const FlowMaterial &material, const flow::Graph &normal) : m_material(material), m_normal(normal) {}

    [[nodiscard]] FlowFinding of(const flow::Finding &found) const
    {
        FlowFinding out;
        out.kind = kindOf(found.kind);
        out.from = found.from;
        out.to = found.templateId;
        out.observedNs = found.observedNs;
        out.expectedNs = found.expectedNs;
        const FlowColumns &now = m_material.now;
        if (found.event < now.ids.size())
            out.event = now.ids[static_cast<std::size_t>(found.event)];
        out.time = TimePoint{found.timeNs};
        if (found.session != flow::kNoSession && m_material.sessions != nullptr)
            out.session = m_material.sessions->subjectId(found.session);
        out.message = word(found);
        return out;
    }
    [[nodiscard]] FlowFinding of(const flow::BranchShift &shift) const
    {
        FlowFinding out;
        out.kind = Kind::Branch;
        out.from = shift.templateId;
        out.pValue = shift.pValue;
        const flow::BranchShift::Child &most = shift.children.front();
        out.to = most.templateId;
        out.count = 0;
        for (const auto &child : shift.children)
            out.count += child.count;
        out.message = most.templateId == 0 ? Message(CAUSEWAY_TEXT("After “%1” nothing follows in %2 % of the cases, where it was %3 %"), name(shift.templateId), inPercent(most.share), inPercent(most.shareBefore))
                                           : Message(CAUSEWAY_TEXT("After “%1” it is “%2” in %3 % of the cases, where it was %4 %"), name(shift.templateId), name(most.templateId), inPercent(most.share),
                                                     inPercent(most.shareBefore));
        return out;
    }
    [[nodiscard]] FlowFinding of(const flow::EdgeDifference &edge) const
    {
        FlowFinding out;
        out.kind = Kind::UnknownEdge;
        out.from = edge.from;
        out.to = edge.to;
        out.pValue = edge.pValue;
        out.count = edge.count;
        out.message = Message(CAUSEWAY_TEXT("“%1” now follows from “%2”, %3 times; it never did"), name(edge.to), name(edge.from), edge.count);
        return out;
    }

private:
    [[nodiscard]] std::string name(std::uint32_t id) const { return toValidUtf8(m_material.catalog->nameOf(TemplateId(id))); }
    // The commonest parent, for what comes without one.
    [[nodiscard]] const flow::Edge *usual(std::uint32_t templateId) const
    {
        const std::uint32_t node = m_normal.find(templateId);
        const flow::Edge *best = nullptr;
        for (const flow::Edge &edge : m_normal.edges)
            if (edge.to == node && (best == nullptr || edge.count > best->count))
                best = &edge;
        return best;
    }
    [[nodiscard]] Message word(const flow::Finding &found) const
    {
        const std::string to = found.templateId == 0 ? std::string() : name(found.templateId), from = found.from == 0 ? std::string() : name(found.from);
        switch (found.kind) {
        case flow::FindingKind::Sequence:
            if (const flow::Edge *edge = usual(found.templateId))
                return Message(CAUSEWAY_TEXT("“%1” comes without “%2”, from which it follows"), to, name(m_normal.nodes[edge->from].templateId));
            return Message(CAUSEWAY_TEXT("“%1” comes without what it follows from"), to);
        case flow::FindingKind::Missing:
            return found.templateId == 0 ? Message(CAUSEWAY_TEXT("After “%1” comes none of what always follows from it"), from) : Message(CAUSEWAY_TEXT("After “%1” the step “%2” is missing"), from, to);
        case flow::FindingKind::Redundancy: return Message(CAUSEWAY_TEXT("“%1” comes once more than it should"), to);
        case flow::FindingKind::Latency:
            return Message(CAUSEWAY_TEXT("“%1” comes %2 after “%3”, where %4 is the most"), to, Nanos{found.observedNs}, from, Nanos{found.expectedNs});
        case flow::FindingKind::UnknownTransition: return Message(CAUSEWAY_TEXT("“%1” has never been seen"), to);
        case flow::FindingKind::Loop: return Message(CAUSEWAY_TEXT("“%1” comes %2 times in a session, where %3 is the most"), to, found.count, found.expectedNs);
        case flow::FindingKind::Transient:
            return Message(CAUSEWAY_TEXT("From “%1” to “%2” it takes %3 for a while, where it was %4"), from, to, Nanos{found.observedNs}, Nanos{found.expectedNs});
        case flow::FindingKind::Shift:
            return Message(CAUSEWAY_TEXT("From “%1” to “%2” it takes %3 for good, where it was %4"), from, to, Nanos{found.observedNs}, Nanos{found.expectedNs});
        }
        return {};
    }

    const FlowMaterial &m_material;
    const flow::Graph &m_normal;
};

} // namespace

std::string_view toName(FlowFindingKind kind)
{
    static constexpr std::array<std::string_view, kFlowFindingKinds> kNames{"shift", "branch", "unknown-edge", "unknown-node", "sequence", "missing", "redundancy", "loop", "latency", "transient"};
    return kNames[static_cast<std::size_t>(kind)];
}

Result<CheckFlowResponse> checkFlow(storage::Project &project, const CheckFlowRequest &request, const Job &job)
{
    if (request.flow.miner == MineFlowRequest::Miner::Fsa || !request.flow.compares())
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("One period is checked against the flow of another")), {}, Message(CAUSEWAY_TEXT("Take --miner cfg or tcfg, and say with --against-from and --against-to when all was normal.")));
    CAUSEWAY_ASSIGN(FlowMaterial material, gatherFlow(project, request.flow, {.components = false, .ids = true}, job));
    CheckFlowResponse out;
    if (material.sessions != nullptr) {
        out.cut = keepWhole(material.now, *material.sessions, request.flow.range, false);
        keepWhole(*material.before, *material.sessions, request.flow.againstRest ? request.flow.range : *request.flow.against, request.flow.againstRest);
    }
    for (const FlowColumns *columns : {&std::as_const(material.now), &std::as_const(*material.before)})
        if (columns->templates.empty())
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("No session lies wholly in one of the periods")), {}, Message(CAUSEWAY_TEXT("Take longer ones, or --ignore-ids.")));
    out.events = material.now.templates.size();
    out.normalEvents = material.before->templates.size();
    out.grouping = material.grouping();
    CAUSEWAY_ASSIGN(const flow::Graph normal, mineColumns(*material.before, request.flow, std::nullopt, job)); // which alone loses its sessions' numbers
    flow::ConcurrentTemplates concurrent;
    for (const auto &[a, b] : normal.concurrent)
        concurrent.emplace_back(normal.nodes[a].templateId, normal.nodes[b].templateId);
    FlowColumns mined = material.now;
    CAUSEWAY_ASSIGN(const flow::Graph now, mineColumns(mined, request.flow, concurrent, job));
    out.warnings = normal.warnings;
    CAUSEWAY_ASSIGN(const flow::Profile profile, flow::learnProfile(normal, material.before->events(), job));

    const Writer writer(material, normal);
    std::vector<FlowFinding> all;
    std::map<std::uint32_t, std::size_t> unknown; // template → its finding
    flow::Checker checker(profile, {.complete = profile.ids, .shifts = true}, [&](const flow::Finding &found) {
        if (found.kind == flow::FindingKind::UnknownTransition) {
            if (const auto [place, fresh] = unknown.try_emplace(found.templateId, all.size()); !fresh) {
                ++all[place->second].count;
                return;
            }
        }
        ++out.counts[static_cast<std::size_t>(kindOf(found.kind))];
        if (out.counts[static_cast<std::size_t>(kindOf(found.kind))] <= request.limit)
            all.push_back(writer.of(found));
        else if (found.kind == flow::FindingKind::UnknownTransition)
            unknown.erase(found.templateId);
    });
    const FlowColumns &columns = material.now;
    for (std::size_t i = 0; i < columns.templates.size(); ++i) {
        if (i % 8192 == 0 && job.isCancelled())
            return failure(cancelled());
        checker.add(columns.templates[i], columns.times[i], columns.sessions[i]);
    }
    checker.finish();
    const auto add = [&](FlowFinding finding) {
        ++out.counts[static_cast<std::size_t>(finding.kind)];
        all.push_back(std::move(finding));
    };
    for (const flow::BranchShift &shift : flow::branchShifts(normal, now))
        add(writer.of(shift));
    for (const flow::EdgeDifference &edge : flow::differenceOf(normal, now))
        if (edge.change == flow::Change::New && !unknown.contains(edge.from) && !unknown.contains(edge.to))
            add(writer.of(edge));
    std::ranges::stable_sort(all, [](const FlowFinding &a, const FlowFinding &b) { return a.kind != b.kind ? a.kind < b.kind : a.pValue != b.pValue ? a.pValue < b.pValue : a.time < b.time; });
    if (all.size() > request.limit)
        all.resize(request.limit);
    for (const std::uint64_t count : out.counts)
        out.total += count;
    out.findings = std::move(all);
    return out;
}

} // namespace causeway::engine
