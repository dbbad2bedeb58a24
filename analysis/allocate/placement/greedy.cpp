#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/allocate/placement/placement.h"

namespace causeway::allocate::placement {

namespace {

constexpr double kTiny = 1e-9;
constexpr int kMostRounds = 20;

class Greedy {
public:
    Greedy(const Problem &problem, const Job &job) : m_problem(problem), m_job(job), m_placement(problem.services.size(), std::vector<unsigned>(problem.nodes.size(), 0)), m_cores(problem.nodes.size(), 0), m_memory(m_cores) {}

    // false: no room was found.
    Result<bool> build(const std::vector<std::size_t> &order)
    {
        for (const std::size_t s : order) {
            CAUSEWAY_ASSIGN(const bool room, place(s));
            if (!room)
                return false;
        }
        return true;
    }
    Result<void> improve()
    {
        double best = scoreOf(m_problem, m_placement).objective;
        for (int round = 0; round < kMostRounds; ++round) {
            bool better = false;
            for (std::size_t s = 0; s < m_problem.services.size(); ++s) {
                const std::vector<unsigned> before = m_placement[s];
                set(s, std::vector<unsigned>(before.size(), 0));
                CAUSEWAY_ASSIGN(const bool room, place(s));
                const double now = room ? scoreOf(m_problem, m_placement).objective : HUGE_VAL;
                if (now < best - kTiny * std::abs(best)) {
                    best = now;
                    better = true;
                } else
                    set(s, before);
            }
            if (!better)
                break;
        }
        return {};
    }
    [[nodiscard]] Placement take() { return std::move(m_placement); }

private:
    void set(std::size_t s, const std::vector<unsigned> &to)
    {
        for (std::size_t n = 0; n < to.size(); ++n)
            add(s, n, static_cast<double>(to[n]) - m_placement[s][n]);
        m_placement[s] = to;
    }
    void add(std::size_t s, std::size_t n, double replicas)
    {
        m_cores[n] += replicas * m_problem.services[s].cores;
        m_memory[n] += replicas * m_problem.services[s].memoryGib;
    }
    [[nodiscard]] bool fits(std::size_t s, std::size_t n) const
    {
        const Problem::Service &service = m_problem.services[s];
        const Problem::Node &node = m_problem.nodes[n];
        return m_cores[n] + service.cores <= node.cores + kTiny && (!node.memoryGib || m_memory[n] + service.memoryGib <= *node.memoryGib + kTiny);
    }
    // All replicas of a service that has none, in the domain where that adds least.
    Result<bool> place(std::size_t s)
    {
        std::optional<std::vector<unsigned>> best;
        double least = HUGE_VAL;
        for (std::size_t d = 0; d < (m_problem.linked ? m_problem.domains.size() : 1); ++d) {
            bool room = true;
            for (unsigned r = 0; r < m_problem.services[s].replicas && room; ++r) {
                CAUSEWAY_ASSIGN(room, placeOne(s, d));
            }
            if (const double now = room ? scoreOf(m_problem, m_placement).objective : HUGE_VAL; now < least) {
                least = now;
                best = m_placement[s];
            }
            set(s, std::vector<unsigned>(m_problem.nodes.size(), 0));
        }
        if (best)
            set(s, *best);
        return best.has_value();
    }
    Result<bool> placeOne(std::size_t s, std::size_t domain)
    {
        std::size_t best = SIZE_MAX;
        double least = HUGE_VAL;
        for (std::size_t n = 0; n < m_problem.nodes.size(); ++n) {
            if ((m_problem.linked && m_problem.domainOf(n) != domain) || !fits(s, n))
                continue;
            if (m_job.isCancelled())
                return failure(cancelled());
            ++m_placement[s][n];
            if (const double now = scoreOf(m_problem, m_placement).objective; now < least - kTiny * std::abs(now)) {
                least = now;
                best = n;
            }
            --m_placement[s][n];
        }
        if (best == SIZE_MAX)
            return false;
        ++m_placement[s][best];
        add(s, best, 1);
        return true;
    }

    const Problem &m_problem;
    const Job &m_job;
    Placement m_placement;
    std::vector<double> m_cores, m_memory;
};

} // namespace

Result<Placement> greedy(const Problem &problem, const Job &job)
{
    const Message what(CAUSEWAY_TEXT("The services cannot be placed"));
    if (Message why = impossible(problem); !why.empty())
        return failure(ErrorCode::InvalidInput, what, std::move(why), Message(CAUSEWAY_TEXT("Give the nodes more, or the services less.")));
    double replicas = 0, all = 0, memory = 0;
    for (const Problem::Service &service : problem.services)
        replicas += service.replicas;
    for (const Problem::Node &node : problem.nodes) {
        all += node.cores;
        memory += node.memoryGib.value_or(0);
    }
    const auto cells = static_cast<double>(problem.services.size() * problem.nodes.size());
    if (replicas * static_cast<double>(problem.nodes.size()) * cells > kMostTrials)
        return failure(ErrorCode::LimitExceeded, what, Message(CAUSEWAY_TEXT("%1 replicas on %2 nodes are too many to try"), replicas, problem.nodes.size()), Message(CAUSEWAY_TEXT("Place a part of the services.")));
    const auto size = [&](std::size_t s, bool together) {
        const Problem::Service &service = problem.services[s];
        return (together ? service.replicas : 1) * (service.cores / all + (memory > 0 ? service.memoryGib / memory : 0));
    };
    for (const bool together : {true, false}) {
        std::vector<std::size_t> order(problem.services.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t s) { return size(s, together); });
        Greedy search(problem, job);
        CAUSEWAY_ASSIGN(const bool room, search.build(order));
        if (!room)
            continue;
        CAUSEWAY_TRY(search.improve());
        return search.take();
    }
    return failure(ErrorCode::NotFound, what, Message(CAUSEWAY_TEXT("no room was found for all of them, though there may be")), Message(CAUSEWAY_TEXT("Search with --exact.")));
}

} // namespace causeway::allocate::placement
