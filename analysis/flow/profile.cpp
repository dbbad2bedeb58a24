#include "analysis/flow/profile.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numbers>

#include "analysis/flow/matcher.h"

namespace causeway::flow {

namespace {

constexpr double kAlmostAlways = 0.985, kAlmostAlwaysGuessed = 0.998; // with ids, without
constexpr std::uint64_t kEnough = 20;     // events before anything is said of a node or an edge
constexpr double kTogether = 0.02;        // children of one parent that are together less often exclude one another
constexpr double kDeviations = 4.2, kBeyond = 1.3;
constexpr double kLeastDeviation = 0.05, kMostDeviation = 3; // of logarithms of delays

std::int64_t fromSeconds(double seconds) { return static_cast<std::int64_t>(std::min(seconds, 9e9) * 1e9); }

// Bounds to begin with, from the quantiles that mining found.
void guess(Profile &profile)
{
    const Graph &graph = profile.graph;
    profile.edges.assign(graph.edges.size(), {});
    profile.nodes.assign(graph.nodes.size(), {});
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const double median = std::max(static_cast<double>(graph.edges[e].p50Ns) * 1e-9, 1e-9);
        EdgeProfile &edge = profile.edges[e];
        edge.logMean = std::log(median);
        edge.logDeviation = std::clamp(std::log(std::max(static_cast<double>(graph.edges[e].p95Ns) * 1e-9 / median, 1.0)) / 1.645, 0.1, 3.0);
        edge.boundNs = fromSeconds(std::exp(edge.logMean + kDeviations * edge.logDeviation));
        NodeProfile &node = profile.nodes[graph.edges[e].from];
        node.deadlineNs = std::max(node.deadlineNs, edge.boundNs);
    }
}

struct Tally {
    std::vector<DelayHistogram> delays;                       // by edge
    std::vector<std::uint64_t> events, withParent, withChild; // by node
    std::vector<std::uint64_t> taken;                         // by edge
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> together; // pairs of edges of a parent
};

Result<Tally> follow(const Profile &profile, const Events &events, const Job &job)
{
    const Graph &graph = profile.graph;
    Tally tally;
    tally.delays.resize(graph.edges.size());
    tally.taken.resize(graph.edges.size());
    tally.events.resize(graph.nodes.size());
    tally.withParent = tally.withChild = tally.events;
    std::vector<std::int64_t> wait;
    for (const NodeProfile &node : profile.nodes)
        wait.push_back(node.deadlineNs > INT64_MAX / 3 ? INT64_MAX : node.deadlineNs * 3);
    Matcher matcher(profile, wait);
    std::int64_t last = events.timesNs.empty() ? 0 : events.timesNs.back();
    matcher.onGone = [&](std::uint32_t node, const Open &open) {
        if (!profile.ids && last - open.timeNs <= profile.nodes[node].deadlineNs)
            return; // the log ended too early to say
        ++tally.events[node];
        tally.withChild[node] += open.children != 0;
        const auto first = static_cast<std::uint32_t>(graph.out(node).data() - graph.edges.data());
        for (std::uint64_t rest = open.children; rest != 0; rest &= rest - 1) {
            const std::uint32_t edge = first + static_cast<std::uint32_t>(std::countr_zero(rest));
            ++tally.taken[edge];
            for (std::uint64_t others = rest & (rest - 1); others != 0; others &= others - 1)
                ++tally.together[{edge, first + static_cast<std::uint32_t>(std::countr_zero(others))}];
        }
    };
    for (std::size_t i = 0; i < events.templates.size(); ++i) {
        if (i % 8192 == 0 && job.isCancelled())
            return failure(cancelled());
        const std::uint32_t node = graph.find(events.templates[i]);
        if (node == graph.nodes.size())
            continue;
        const auto &seen = matcher.add(node, events.timesNs[i], events.sessions.empty() ? kNoSession : events.sessions[i], i);
        tally.withParent[node] += !seen.parents.empty();
        for (const Matcher::Match &match : seen.parents)
            tally.delays[match.edge].add(match.delayNs);
    }
    matcher.finish();
    return tally;
}

void learnDelays(Profile &profile, const Tally &tally)
{
    for (std::size_t e = 0; e < profile.edges.size(); ++e) {
        const DelayHistogram &delays = tally.delays[e];
        EdgeProfile &edge = profile.edges[e];
        if (delays.count() < kEnough)
            continue;
        edge.logMean = delays.logMean();
        edge.logDeviation = std::clamp(delays.logDeviation(), kLeastDeviation, kMostDeviation);
    }
}

void learnExclusive(Profile &profile, const Tally &tally)
{
    const Graph &graph = profile.graph;
    for (std::uint32_t a = 0; a < graph.edges.size(); ++a) {
        const auto out = graph.out(graph.edges[a].from);
        const auto first = static_cast<std::uint32_t>(out.data() - graph.edges.data());
        for (std::uint32_t b = first; b < first + std::min(out.size(), Matcher::kMostChildren); ++b) {
            if (b == a)
                continue;
            const auto it = tally.together.find(std::minmax(a, b));
            const double both = it == tally.together.end() ? 0 : static_cast<double>(it->second);
            if (both <= kTogether * static_cast<double>(std::min(tally.taken[a], tally.taken[b])))
                profile.edges[a].exclusive |= std::uint64_t{1} << (b - first);
        }
    }
}

void calibrate(Profile &profile, const Tally &tally, const Events &events)
{
    const double almostAlways = profile.ids ? kAlmostAlways : kAlmostAlwaysGuessed;
    const Graph &graph = profile.graph;
    for (NodeProfile &node : profile.nodes)
        node.deadlineNs = 0;
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const DelayHistogram &delays = tally.delays[e];
        EdgeProfile &edge = profile.edges[e];
        edge.boundNs = std::max(fromSeconds(std::exp(edge.logMean + kDeviations * edge.logDeviation)),
                                static_cast<std::int64_t>(kBeyond * static_cast<double>(delays.quantile(0.995))));
        NodeProfile &node = profile.nodes[graph.edges[e].from];
        node.deadlineNs = std::max(node.deadlineNs, edge.boundNs);
        if (delays.count() < kEnough)
            edge.boundNs = 0;
        const std::uint64_t parents = tally.events[graph.edges[e].from];
        edge.expected = parents >= kEnough && static_cast<double>(tally.taken[e]) >= almostAlways * static_cast<double>(parents);
    }
    std::vector<std::uint64_t> all(graph.nodes.size(), 0);
    for (const std::uint32_t id : events.templates)
        if (const std::uint32_t node = graph.find(id); node < all.size())
            ++all[node];
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        NodeProfile &node = profile.nodes[n];
        node.needsParent = all[n] >= kEnough && static_cast<double>(tally.withParent[n]) >= almostAlways * static_cast<double>(all[n]);
        node.needsChild = tally.events[n] >= kEnough && static_cast<double>(tally.withChild[n]) >= almostAlways * static_cast<double>(tally.events[n]);
    }
    if (!profile.ids)
        return;
    // How often a session has a template at most: the 99.5 % quantile of sessions that have it more than once, and half as often again.
    const SessionIndex index = indexSessions(events);
    std::vector<std::map<std::uint32_t, std::uint32_t>> times(graph.nodes.size());
    std::map<std::uint32_t, std::uint32_t> counts;
    for (std::size_t s = 0; s < index.size(); ++s) {
        counts.clear();
        for (const std::uint32_t i : index.of(s))
            ++counts[graph.find(events.templates[i])];
        for (const auto &[node, count] : counts)
            if (node < times.size())
                ++times[node][count];
    }
    for (std::size_t n = 0; n < times.size(); ++n) {
        std::uint64_t sessions = 0, before = 0;
        for (const auto &[count, how] : times[n])
            sessions += how;
        if (sessions < kEnough || times[n].rbegin()->first < 2)
            continue;
        for (const auto &[count, how] : times[n])
            if (before += how; static_cast<double>(before) >= 0.995 * static_cast<double>(sessions)) {
                profile.nodes[n].mostPerSession = count + count / 2 + 2;
                break;
            }
    }
}

} // namespace

double EdgeProfile::density(double seconds) const
{
    if (seconds <= 0)
        seconds = 1e-9;
    const double z = (std::log(seconds) - logMean) / logDeviation;
    const double wide = z / 3; // a broad tail, so that nothing is impossible
    const double scale = 1 / (seconds * logDeviation * std::sqrt(2 * std::numbers::pi));
    return scale * (0.97 * std::exp(-z * z / 2) + 0.01 * std::exp(-wide * wide / 2));
}

std::int64_t latencyBound(const DelayHistogram &delays)
{
    if (delays.count() < kEnough)
        return 0;
    const double beyond = std::exp(delays.logMean() + kDeviations * std::clamp(delays.logDeviation(), kLeastDeviation, kMostDeviation));
    return std::max(fromSeconds(beyond), static_cast<std::int64_t>(kBeyond * static_cast<double>(delays.quantile(0.995))));
}

Result<Profile> learnProfile(Graph graph, const Events &events, const Job &job)
{
    Profile profile;
    profile.ids = graph.sessions > 0;
    profile.graph = std::move(graph);
    guess(profile);
    CAUSEWAY_ASSIGN(Tally first, follow(profile, events, job));
    learnDelays(profile, first);
    learnExclusive(profile, first);
    CAUSEWAY_ASSIGN(Tally second, follow(profile, events, job));
    learnDelays(profile, second);
    calibrate(profile, second, events);
    CAUSEWAY_ASSIGN(const Tally third, follow(profile, events, job)); // with the deadlines that will hold
    calibrate(profile, third, events);
    return profile;
}

} // namespace causeway::flow
