#include "analysis/sessions/workflow_log.h"

#include <algorithm>
#include <numeric>

namespace causeway::sessions {

namespace {

// Which of them belong together.
class Groups {
public:
    explicit Groups(std::uint32_t n) : m_parent(n) { std::iota(m_parent.begin(), m_parent.end(), 0u); }
    std::uint32_t of(std::uint32_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b)
    {
        const std::uint32_t x = of(a), y = of(b);
        m_parent[std::max(x, y)] = std::min(x, y);
    }
    // Numbered in order of their first members.
    std::vector<std::uint32_t> number(std::uint32_t &count)
    {
        std::vector<std::uint32_t> out(m_parent.size()), numberOf(m_parent.size());
        count = 0;
        for (std::uint32_t i = 0; i < out.size(); ++i) {
            if (of(i) == i)
                numberOf[i] = count++;
            out[i] = numberOf[of(i)];
        }
        return out;
    }

private:
    std::vector<std::uint32_t> m_parent;
};

WorkflowCut cutOf(WorkflowCut::Kind kind, Groups &groups)
{
    WorkflowCut cut;
    cut.partOf = groups.number(cut.parts);
    cut.kind = cut.parts > 1 ? kind : WorkflowCut::Kind::None;
    return cut;
}

WorkflowCut branchCut(const FollowGraph &graph)
{
    Groups groups(graph.n);
    for (std::uint32_t a = 0; a < graph.n; ++a)
        for (std::uint32_t b = 0; b < graph.n; ++b)
            if (graph.edge[a * graph.n + b])
                groups.join(a, b);
    return cutOf(WorkflowCut::Kind::Branch, groups);
}

// Rows of bits: whether b can be reached from a.
std::vector<bool> reachable(const FollowGraph &graph)
{
    const std::uint32_t n = graph.n;
    std::vector<bool> reach(std::size_t{n} * n, false);
    std::vector<std::uint32_t> open;
    for (std::uint32_t a = 0; a < n; ++a) {
        open.assign(1, a);
        while (!open.empty()) {
            const std::uint32_t at = open.back();
            open.pop_back();
            for (std::uint32_t b = 0; b < n; ++b)
                if (graph.edge[at * n + b] && !reach[a * n + b]) {
                    reach[a * n + b] = true;
                    open.push_back(b);
                }
        }
    }
    return reach;
}

WorkflowCut sequenceCut(const FollowGraph &graph)
{
    const std::uint32_t n = graph.n;
    const std::vector<bool> reach = reachable(graph);
    Groups groups(n);
    // Those that reach each other, and those of which neither reaches the other, are no sequence. A group reaches what one of its members does.
    for (bool changed = true; changed;) {
        changed = false;
        std::uint32_t count = 0;
        const std::vector<std::uint32_t> of = groups.number(count);
        std::vector<bool> between(std::size_t{count} * count, false);
        for (std::uint32_t a = 0; a < n; ++a)
            for (std::uint32_t b = 0; b < n; ++b)
                if (reach[a * n + b])
                    between[of[a] * count + of[b]] = true;
        std::vector<std::uint32_t> member(count);
        for (std::uint32_t a = n; a-- > 0;)
            member[of[a]] = a;
        for (std::uint32_t x = 0; x < count; ++x)
            for (std::uint32_t y = x + 1; y < count; ++y)
                if (between[x * count + y] == between[y * count + x]) {
                    groups.join(member[x], member[y]);
                    changed = true;
                }
    }
    WorkflowCut cut = cutOf(WorkflowCut::Kind::Sequence, groups);
    if (cut.kind == WorkflowCut::Kind::None)
        return cut;
    // In order: the more of the others a part reaches, the earlier it is.
    std::vector<std::vector<bool>> reached(cut.parts, std::vector<bool>(cut.parts, false));
    for (std::uint32_t a = 0; a < n; ++a)
        for (std::uint32_t b = 0; b < n; ++b)
            if (reach[a * n + b])
                reached[cut.partOf[a]][cut.partOf[b]] = true;
    std::vector<std::uint32_t> order(cut.parts), place(cut.parts);
    std::iota(order.begin(), order.end(), 0u);
    std::vector<std::ptrdiff_t> later(cut.parts, 0);
    for (std::uint32_t x = 0; x < cut.parts; ++x)
        for (std::uint32_t y = 0; y < cut.parts; ++y)
            later[x] += x != y && reached[x][y] ? 1 : 0;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return later[a] > later[b]; });
    for (std::uint32_t i = 0; i < cut.parts; ++i)
        place[order[i]] = i;
    for (std::uint32_t &part : cut.partOf)
        part = place[part];
    return cut;
}

// Every pair from two parts is concurrent, and each part has a begin and an end: else one waits for the other.
WorkflowCut concurrentCut(const FollowGraph &graph)
{
    const std::uint32_t n = graph.n;
    Groups groups(n);
    for (std::uint32_t a = 0; a < n; ++a)
        for (std::uint32_t b = a + 1; b < n; ++b)
            if (!graph.concurrent[a * n + b])
                groups.join(a, b);
    std::uint32_t count = 0;
    const std::vector<std::uint32_t> of = groups.number(count);
    std::vector<bool> begins(count, false), ends(count, false);
    std::vector<std::uint32_t> member(count);
    for (std::uint32_t a = n; a-- > 0;) {
        begins[of[a]] = begins[of[a]] || graph.isBegin[a];
        ends[of[a]] = ends[of[a]] || graph.isEnd[a];
        member[of[a]] = a;
    }
    // What has no begin or no end goes to the first that has both.
    std::uint32_t whole = count;
    for (std::uint32_t x = 0; x < count && whole == count; ++x)
        if (begins[x] && ends[x])
            whole = x;
    if (whole == count)
        return {};
    for (std::uint32_t x = 0; x < count; ++x)
        if (!begins[x] || !ends[x])
            groups.join(member[x], member[whole]);
    return cutOf(WorkflowCut::Kind::Concurrent, groups);
}

// What begins or ends is the body; a part of the rest that is entered from ends alone, and left to begins alone, leads back.
WorkflowCut loopCut(const FollowGraph &graph)
{
    const std::uint32_t n = graph.n;
    Groups groups(n);
    std::uint32_t body = n;
    const auto inBody = [&](std::uint32_t a) { return graph.isBegin[a] || graph.isEnd[a]; };
    for (std::uint32_t a = 0; a < n; ++a)
        if (inBody(a)) {
            if (body == n)
                body = a;
            groups.join(body, a);
        }
    if (body == n)
        return {};
    for (std::uint32_t a = 0; a < n; ++a)
        for (std::uint32_t b = 0; b < n; ++b)
            if (graph.edge[a * n + b] && !inBody(a) && !inBody(b))
                groups.join(a, b);
    for (std::uint32_t a = 0; a < n; ++a)
        for (std::uint32_t b = 0; b < n; ++b) {
            if (!graph.edge[a * n + b] || inBody(a) == inBody(b))
                continue;
            if (inBody(a) ? !graph.isEnd[a] : !graph.isBegin[b])
                groups.join(a, b);
        }
    WorkflowCut cut = cutOf(WorkflowCut::Kind::Loop, groups);
    if (cut.kind == WorkflowCut::Kind::None)
        return cut;
    const std::uint32_t bodyPart = cut.partOf[body];
    for (std::uint32_t &part : cut.partOf)
        part = part == bodyPart ? 0 : part < bodyPart ? part + 1 : part;
    return cut;
}

} // namespace

std::uint64_t WorkflowLog::total() const { return std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}); }

void WorkflowLog::close(std::uint64_t weight)
{
    offsets.push_back(events.size());
    weights.push_back(weight);
}

FollowGraph::FollowGraph(const WorkflowLog &log, std::uint32_t distance, double noise)
    : n(log.activities), next(std::size_t{n} * n, 0), within(next), begins(n, 0), ends(n, 0), edge(next.size(), false), concurrent(next.size(), false), isBegin(n, false), isEnd(n, false)
{
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto trace = log.trace(i);
        const std::uint64_t weight = log.weights[i];
        if (trace.empty())
            continue;
        begins[trace.front()] += weight;
        ends[trace.back()] += weight;
        for (std::size_t t = 1; t < trace.size(); ++t) {
            next[trace[t - 1] * n + trace[t]] += weight;
            for (std::size_t back = 1; back <= distance && back <= t; ++back)
                within[trace[t - back] * n + trace[t]] += weight;
        }
    }
    const auto part = [noise](std::uint64_t of) { return noise * static_cast<double>(of); };
    std::vector<std::uint64_t> mostFrom = ends, mostTo = begins;
    for (std::uint32_t a = 0; a < n; ++a)
        for (std::uint32_t b = 0; b < n; ++b)
            if (a != b) {
                mostFrom[a] = std::max(mostFrom[a], next[a * n + b]);
                mostTo[b] = std::max(mostTo[b], next[a * n + b]);
            }
    const std::uint64_t mostBegins = n > 0 ? *std::max_element(begins.begin(), begins.end()) : 0, mostEnds = n > 0 ? *std::max_element(ends.begin(), ends.end()) : 0;
    for (std::uint32_t a = 0; a < n; ++a) {
        isBegin[a] = begins[a] > 0 && static_cast<double>(begins[a]) >= part(mostBegins);
        isEnd[a] = ends[a] > 0 && static_cast<double>(ends[a]) >= part(mostEnds);
        for (std::uint32_t b = 0; b < n; ++b) {
            const std::uint64_t count = next[a * n + b];
            edge[a * n + b] = count > 0 && (static_cast<double>(count) >= part(mostFrom[a]) || count == mostTo[b]);
            const std::uint64_t there = within[a * n + b], back = within[b * n + a];
            concurrent[a * n + b] = a != b && std::min(there, back) > 0 && static_cast<double>(std::min(there, back)) >= part(std::max(there, back));
        }
    }
}

WorkflowCut findCut(const FollowGraph &graph)
{
    for (const auto find : {branchCut, sequenceCut, concurrentCut, loopCut})
        if (WorkflowCut cut = find(graph); cut.kind != WorkflowCut::Kind::None)
            return cut;
    return {};
}

std::vector<WorkflowLog> splitLog(const WorkflowLog &log, const WorkflowCut &cut)
{
    std::vector<WorkflowLog> out(cut.parts);
    std::vector<std::uint32_t> local(log.activities);
    for (std::uint32_t a = 0; a < log.activities; ++a)
        local[a] = out[cut.partOf[a]].activities++;
    std::vector<std::size_t> counts(cut.parts);
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto trace = log.trace(i);
        const std::uint64_t weight = log.weights[i];
        if (cut.kind == WorkflowCut::Kind::Loop) {
            std::uint32_t current = 0; // the body comes first and last, were it empty
            for (const std::uint32_t event : trace) {
                const std::uint32_t part = cut.partOf[event];
                if (part != current) {
                    out[current].close(weight);
                    if (current != 0 && part != 0)
                        out[0].close(weight);
                    current = part;
                }
                out[part].events.push_back(local[event]);
            }
            out[current].close(weight);
            if (current != 0)
                out[0].close(weight);
            continue;
        }
        std::uint32_t most = 0;
        if (cut.kind == WorkflowCut::Kind::Branch) {
            std::fill(counts.begin(), counts.end(), 0);
            for (const std::uint32_t event : trace)
                ++counts[cut.partOf[event]];
            most = static_cast<std::uint32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
        }
        for (const std::uint32_t event : trace)
            if (const std::uint32_t part = cut.partOf[event]; cut.kind != WorkflowCut::Kind::Branch || part == most)
                out[part].events.push_back(local[event]);
        for (std::uint32_t part = 0; part < cut.parts; ++part)
            if (cut.kind != WorkflowCut::Kind::Branch || part == most)
                out[part].close(weight);
    }
    return out;
}

} // namespace causeway::sessions
