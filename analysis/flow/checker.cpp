#include "analysis/flow/checker.h"

#include <algorithm>
#include <array>

namespace causeway::flow {

std::string_view toName(FindingKind kind)
{
    static constexpr std::array<std::string_view, 8> kNames{"sequence", "missing", "redundancy", "latency", "unknown-transition", "loop", "transient", "shift"};
    return kNames[static_cast<std::size_t>(kind)];
}

namespace {

// What comes within three bounds is late, later it is missing; where ids tell and all is there, it is late however late.
std::vector<std::int64_t> waits(const Profile &profile, bool complete)
{
    std::vector<std::int64_t> out;
    for (const NodeProfile &node : profile.nodes)
        out.push_back(node.deadlineNs > INT64_MAX / 3 || (complete && profile.ids) ? INT64_MAX : node.deadlineNs * 3);
    return out;
}

} // namespace

Checker::Checker(const Profile &profile, const CheckSettings &settings, std::function<void(const Finding &)> found)
    : m_profile(profile), m_settings(settings), m_found(std::move(found)), m_matcher(profile, waits(profile, settings.complete)), m_shifts(profile.edges.begin(), profile.edges.end())
{
    m_matcher.onGone = [this](std::uint32_t node, const Open &open) { checkGone(node, open); };
}

void Checker::add(std::uint32_t templateId, std::int64_t timeNs, std::uint32_t session)
{
    const std::uint64_t event = m_event++;
    m_now = timeNs;
    const Graph &graph = m_profile.graph;
    const std::uint32_t node = graph.find(templateId);
    Session *open = nullptr;
    std::uint32_t before = 0;
    if (m_profile.ids && session != kNoSession) {
        open = &m_sessions[session];
        before = open->last;
        open->last = templateId;
        open->timeNs = timeNs;
        if (m_sessions.size() > 200'000) // sessions that ended long ago
            std::erase_if(m_sessions, [&](const auto &one) { return timeNs - one.second.timeNs > 60'000'000'000 && one.first != session; });
    }
    Finding finding{FindingKind::UnknownTransition, event, templateId, before, session, timeNs, 0, 0, 0};
    if (node == graph.nodes.size()) {
        m_found(finding);
        return;
    }
    if (graph.nodes[node].kind == NodeKind::Operational)
        return;
    const Matcher::Seen &seen = m_matcher.add(node, timeNs, session, event);
    const NodeProfile &profile = m_profile.nodes[node];
    if (seen.parents.empty() && profile.needsParent) {
        finding.kind = seen.taken ? FindingKind::Redundancy : FindingKind::Sequence;
        m_found(finding);
    }
    for (const Matcher::Match &match : seen.parents) {
        const EdgeProfile &edge = m_profile.edges[match.edge];
        finding.from = graph.nodes[graph.edges[match.edge].from].templateId;
        if (edge.boundNs > 0 && match.delayNs > edge.boundNs) {
            finding.kind = FindingKind::Latency;
            finding.observedNs = match.delayNs;
            finding.expectedNs = edge.boundNs;
            m_found(finding);
        }
        if (!m_settings.shifts || edge.boundNs == 0)
            continue;
        if (const auto change = m_shifts[match.edge].add(match.delayNs, timeNs)) {
            Finding shift = finding;
            shift.kind = change->lasting ? FindingKind::Shift : FindingKind::Transient;
            shift.timeNs = change->sinceNs;
            shift.observedNs = change->typicalNs;
            shift.expectedNs = graph.edges[match.edge].p50Ns;
            m_found(shift);
        }
    }
    if (open != nullptr && profile.mostPerSession > 0)
        if (const std::uint32_t times = ++open->times[node]; times == profile.mostPerSession + 1) {
            finding.kind = FindingKind::Loop;
            finding.count = times;
            finding.observedNs = 0;
            finding.expectedNs = profile.mostPerSession;
            m_found(finding);
        }
}

void Checker::missing(std::uint32_t node, const Open &open, std::uint32_t child)
{
    m_found({FindingKind::Missing, open.event, child, m_profile.graph.nodes[node].templateId, open.session, open.timeNs, 0, 0, 0});
}

void Checker::checkGone(std::uint32_t node, const Open &open)
{
    const NodeProfile &profile = m_profile.nodes[node];
    if (!m_settings.complete && m_now - open.timeNs <= profile.deadlineNs)
        return;
    if (open.children == 0) {
        if (profile.needsChild) {
            const auto out = m_profile.graph.out(node);
            missing(node, open, out.size() == 1 ? m_profile.graph.nodes[out.front().to].templateId : 0);
        }
        return;
    }
    const auto out = m_profile.graph.out(node);
    const auto first = static_cast<std::uint32_t>(out.data() - m_profile.graph.edges.data());
    for (std::uint32_t place = 0; place < std::min(out.size(), Matcher::kMostChildren); ++place)
        if (m_profile.edges[first + place].expected && (open.children & (std::uint64_t{1} << place | m_profile.edges[first + place].exclusive)) == 0)
            missing(node, open, m_profile.graph.nodes[out[place].to].templateId);
}

void Checker::finish() { m_matcher.finish(); }

} // namespace causeway::flow
