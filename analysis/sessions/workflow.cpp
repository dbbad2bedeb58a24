#include "analysis/sessions/workflow.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "analysis/sessions/workflow_log.h"

namespace causeway::sessions {

namespace {

using Kind = WorkflowBlock::Kind;

constexpr std::uint32_t kTriedAside = 8; // activities, whether the rest falls apart without one

class Miner {
public:
    Miner(const WorkflowSettings &settings, const Job &job) : m_settings(settings), m_job(job) {}

    // keys: of the log's activities.
    Result<WorkflowBlock> mine(WorkflowLog log, const std::vector<std::uint32_t> &keys, int depth)
    {
        if (m_job.isCancelled())
            return failure(cancelled());
        const std::uint64_t all = log.total();
        const std::uint64_t full = dropEmpty(log);
        CAUSEWAY_ASSIGN(WorkflowBlock block, full == 0 ? WorkflowBlock{} : blockOf(log, keys, depth));
        const bool optional = static_cast<double>(all - full) > m_settings.noise * static_cast<double>(all);
        block.optional = block.optional || optional;
        return block;
    }

private:
    static std::uint64_t dropEmpty(WorkflowLog &log)
    {
        WorkflowLog out;
        out.activities = log.activities;
        for (std::size_t i = 0; i < log.size(); ++i)
            if (const auto trace = log.trace(i); !trace.empty()) {
                out.events.insert(out.events.end(), trace.begin(), trace.end());
                out.close(log.weights[i]);
            }
        log = std::move(out);
        return log.total();
    }

    [[nodiscard]] static WorkflowBlock step(const WorkflowLog &log, std::uint32_t activity, std::uint32_t key)
    {
        WorkflowBlock out;
        out.kind = Kind::Step;
        out.key = key;
        for (std::size_t i = 0; i < log.size(); ++i)
            out.times += static_cast<std::uint64_t>(std::ranges::count(log.trace(i), activity)) * log.weights[i];
        return out;
    }

    Result<WorkflowBlock> blockOf(const WorkflowLog &log, const std::vector<std::uint32_t> &keys, int depth)
    {
        WorkflowBlock out;
        out.times = log.total();
        if (log.activities == 1) {
            std::uint64_t again = 0;
            for (std::size_t i = 0; i < log.size(); ++i)
                again += log.trace(i).size() > 1 ? log.weights[i] : 0;
            if (static_cast<double>(again) <= m_settings.noise * static_cast<double>(out.times))
                return step(log, 0, keys[0]);
            out.kind = Kind::Loop;
            out.children.push_back(step(log, 0, keys[0]));
            return out;
        }
        if (depth >= kDeepestBlock)
            return anything(log, keys);
        const FollowGraph graph(log, m_settings.distance, m_settings.noise);
        if (const WorkflowCut cut = findCut(graph); cut.kind != WorkflowCut::Kind::None)
            return cutInto(log, cut, keys, depth);
        if (const WorkflowCut cut = setAside(log); cut.kind != WorkflowCut::Kind::None)
            return cutInto(log, cut, keys, depth);
        if (WorkflowLog rounds = roundsOf(log, graph); rounds.size() > log.size()) {
            out.kind = Kind::Loop;
            CAUSEWAY_ASSIGN(WorkflowBlock body, mine(std::move(rounds), keys, depth + 1));
            out.children.push_back(std::move(body));
            return out;
        }
        return anything(log, keys);
    }

    Result<WorkflowBlock> cutInto(const WorkflowLog &log, const WorkflowCut &cut, const std::vector<std::uint32_t> &keys, int depth)
    {
        WorkflowBlock out;
        out.times = log.total();
        out.kind = cut.kind == WorkflowCut::Kind::Branch       ? Kind::Branch
                   : cut.kind == WorkflowCut::Kind::Sequence   ? Kind::Sequence
                   : cut.kind == WorkflowCut::Kind::Concurrent ? Kind::Concurrent
                                                               : Kind::Loop;
        std::vector<std::vector<std::uint32_t>> keysOf(cut.parts);
        for (std::uint32_t a = 0; a < log.activities; ++a)
            keysOf[cut.partOf[a]].push_back(keys[a]);
        std::vector<WorkflowLog> parts = splitLog(log, cut);
        for (std::uint32_t part = 0; part < cut.parts; ++part) {
            CAUSEWAY_ASSIGN(WorkflowBlock child, mine(std::move(parts[part]), keysOf[part], depth + 1));
            if (child.kind == Kind::Sequence && child.children.empty())
                continue; // all of its events were noise
            if (child.kind == out.kind && !child.optional && out.kind != Kind::Loop)
                std::move(child.children.begin(), child.children.end(), std::back_inserter(out.children));
            else
                out.children.push_back(std::move(child));
        }
        if (out.children.size() == 1 && out.kind != Kind::Loop)
            return std::move(out.children.front());
        const auto oftenFirst = [](const WorkflowBlock &a, const WorkflowBlock &b) { return a.times > b.times; };
        if (out.kind == Kind::Branch)
            std::stable_sort(out.children.begin(), out.children.end(), oftenFirst);
        return out;
    }

    // An activity that comes once, at any time: without it the rest may fall apart.
    [[nodiscard]] WorkflowCut setAside(const WorkflowLog &log) const
    {
        std::vector<std::uint64_t> once(log.activities, 0);
        std::vector<std::uint32_t> seen(log.activities, 0);
        for (std::size_t i = 0; i < log.size(); ++i) {
            std::fill(seen.begin(), seen.end(), 0);
            for (const std::uint32_t event : log.trace(i))
                ++seen[event];
            for (std::uint32_t a = 0; a < log.activities; ++a)
                once[a] += seen[a] == 1 ? log.weights[i] : 0;
        }
        std::vector<std::uint32_t> order(log.activities);
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return once[a] > once[b]; });
        order.resize(std::min<std::size_t>(order.size(), kTriedAside));
        for (const std::uint32_t a : order) {
            if (static_cast<double>(once[a]) < (1 - m_settings.noise) * static_cast<double>(log.total()))
                break;
            WorkflowCut cut{WorkflowCut::Kind::Concurrent, 2, std::vector<std::uint32_t>(log.activities, 1)};
            cut.partOf[a] = 0;
            WorkflowLog rest = std::move(splitLog(log, cut)[1]);
            if (rest.activities == 1 || findCut(FollowGraph(rest, m_settings.distance, m_settings.noise)).kind != WorkflowCut::Kind::None)
                return cut;
        }
        return {};
    }

    // Traces cut where an end is followed by a begin.
    [[nodiscard]] static WorkflowLog roundsOf(const WorkflowLog &log, const FollowGraph &graph)
    {
        WorkflowLog out;
        out.activities = log.activities;
        for (std::size_t i = 0; i < log.size(); ++i) {
            const auto trace = log.trace(i);
            for (std::size_t t = 0; t < trace.size(); ++t) {
                if (t > 0 && trace[t] != trace[t - 1] && graph.isEnd[trace[t - 1]] && graph.isBegin[trace[t]])
                    out.close(log.weights[i]);
                out.events.push_back(trace[t]);
            }
            out.close(log.weights[i]);
        }
        return out;
    }

    // No order to be found: one of them, again and again.
    [[nodiscard]] static WorkflowBlock anything(const WorkflowLog &log, const std::vector<std::uint32_t> &keys)
    {
        WorkflowBlock branch;
        branch.kind = Kind::Branch;
        for (std::uint32_t a = 0; a < log.activities; ++a) {
            branch.children.push_back(step(log, a, keys[a]));
            branch.times += branch.children.back().times;
        }
        std::stable_sort(branch.children.begin(), branch.children.end(), [](const WorkflowBlock &a, const WorkflowBlock &b) { return a.times > b.times; });
        WorkflowBlock out;
        out.kind = Kind::Loop;
        out.times = log.total();
        out.children.push_back(std::move(branch));
        return out;
    }

    const WorkflowSettings &m_settings;
    const Job &m_job;
};

// Distinct sequences of the templates that are left, in order of first sight.
WorkflowLog logOf(std::span<const std::uint64_t> offsets, std::span<const std::uint32_t> keys, const std::unordered_map<std::uint32_t, std::uint32_t> &activityOf, std::uint32_t activities)
{
    WorkflowLog log;
    log.activities = activities;
    std::unordered_map<std::u32string, std::size_t> known;
    std::u32string trace;
    for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
        trace.clear();
        for (std::uint64_t i = offsets[s]; i < offsets[s + 1]; ++i)
            if (const auto found = activityOf.find(keys[i]); found != activityOf.end())
                trace.push_back(static_cast<char32_t>(found->second));
        const auto [place, fresh] = known.try_emplace(trace, log.size());
        if (!fresh) {
            ++log.weights[place->second];
            continue;
        }
        log.events.insert(log.events.end(), trace.begin(), trace.end());
        log.close(1);
    }
    return log;
}

} // namespace

Result<Workflow> mineWorkflow(std::span<const std::uint64_t> offsets, std::span<const std::uint32_t> keys, const WorkflowSettings &settings, const Job &job)
{
    Workflow out;
    out.sessions = offsets.empty() ? 0 : offsets.size() - 1;
    struct Use {
        std::uint64_t events = 0, sessions = 0, last = 0;
    };
    std::unordered_map<std::uint32_t, Use> uses;
    for (std::size_t s = 0; s < out.sessions; ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        for (std::uint64_t i = offsets[s]; i < offsets[s + 1]; ++i) {
            Use &use = uses[keys[i]];
            ++use.events;
            ++out.events;
            use.sessions += use.last != s + 1 ? 1 : 0;
            use.last = s + 1;
        }
    }
    for (const auto &[key, use] : uses) {
        if (static_cast<double>(use.sessions) < settings.rare * static_cast<double>(out.sessions))
            ++out.rareTemplates;
        else
            out.nodes.push_back({key, use.events, use.sessions});
    }
    std::sort(out.nodes.begin(), out.nodes.end(), [](const Workflow::Node &a, const Workflow::Node &b) { return a.events != b.events ? a.events > b.events : a.key < b.key; });
    constexpr std::size_t kMostNodes = 400;
    if (out.nodes.size() > kMostNodes) {
        out.rareTemplates += out.nodes.size() - kMostNodes;
        out.nodes.resize(kMostNodes);
    }
    std::unordered_map<std::uint32_t, std::uint32_t> activityOf;
    std::vector<std::uint32_t> names;
    for (const Workflow::Node &node : out.nodes) {
        activityOf.emplace(node.key, static_cast<std::uint32_t>(names.size()));
        names.push_back(node.key);
    }
    const auto n = static_cast<std::uint32_t>(names.size());
    WorkflowLog log = logOf(offsets, keys, activityOf, n);
    const FollowGraph graph(log, settings.distance, settings.noise);
    for (std::uint32_t a = 0; a < n; ++a) {
        for (std::uint32_t b = 0; b < n; ++b)
            if (graph.edge[a * n + b])
                out.edges.push_back({a, b, graph.next[a * n + b]});
        if (graph.isEnd[a])
            out.edges.push_back({a, Workflow::kOutside, graph.ends[a]});
    }
    for (std::uint32_t a = 0; a < n; ++a)
        if (graph.isBegin[a])
            out.edges.push_back({Workflow::kOutside, a, graph.begins[a]});
    CAUSEWAY_ASSIGN(out.root, Miner(settings, job).mine(std::move(log), names, 0));
    return out;
}

} // namespace causeway::sessions
