// Model-predictive control: replicas for the next windows that leave the least work in progress, in a fluid model of the network
// (dw/dt = inflow − μ · busy servers, a smooth min(w, servers)) from the work that is there now. The first window's are set; then it is planned anew.

#include <algorithm>
#include <cmath>

#include "analysis/allocate/scaling/budget.h"
#include "analysis/allocate/scaling/scaling.h"
#include "analysis/allocate/scaling/service_flow.h"

namespace causeway::allocate {

namespace {

constexpr int kStepsOfWindow = 15;
constexpr int kMostMoves = 400;
constexpr std::size_t kTried = 4;

// Servers at work on average where so many requests are there: fewer than min(work, servers), since requests come unevenly.
double busyServers(double work, double servers) { return work <= 0 || servers <= 0 ? 0 : work * servers / std::sqrt(work * work + servers * servers); }

class ModelPredictive final : public ControllerOf<ModelPredictive> {
public:
    ModelPredictive(const simulate::Scenario &scenario, const Settings &settings)
        : ControllerOf("mpc", settings["interval_s"]), m_flow(flowOf(scenario)), m_budget(budgetOf(scenario, settings["budget"])), m_least(settings.count("least")), m_windows(settings.count("windows")), m_keep(settings["keep"]),
          m_intervalS(settings["interval_s"]), m_outside(m_flow.outside)
    {
        for (std::size_t s = 0; s < scenario.services.size(); ++s)
            m_servers.push_back(scenario.services[s].servers);
        for (std::size_t s = 0; s < m_servers.size(); ++s)
            for (std::size_t to = 0; to < m_servers.size(); ++to)
                if (m_flow.next[s][to] > 0)
                    m_ways.push_back({s, to, m_flow.next[s][to]});
    }

    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        const std::size_t n = m_servers.size();
        std::vector<double> work(n);
        std::vector<double> within(n, 0); // what comes from other services
        for (const Way &way : m_ways)
            within[way.to] += way.times * static_cast<double>(seen.services[way.from].departures);
        for (std::size_t s = 0; s < n; ++s) {
            work[s] = static_cast<double>(seen.services[s].queue + seen.services[s].inService);
            const double now = m_flow.outside[s] > 0 ? std::max(0.0, static_cast<double>(seen.services[s].arrivals) - within[s]) / seen.windowS : 0;
            m_outside[s] = m_keep * m_outside[s] + (1 - m_keep) * now;
        }
        const std::vector<std::vector<unsigned>> plan = planned(work);
        for (std::uint32_t s = 0; s < n; ++s)
            actions.setReplicas(s, plan.front()[s]);
    }

private:
    using Windows = std::vector<std::vector<unsigned>>;
    struct Way {
        std::size_t from, to;
        double times;
    };

    // Integral of the work in progress.
    [[nodiscard]] double costOf(const std::vector<double> &from, const Windows &windows) const
    {
        const std::size_t n = from.size();
        const double step = m_intervalS / kStepsOfWindow;
        std::vector<double> work = from, done(n), in(n);
        double sum = 0;
        for (const auto &replicas : windows)
            for (int k = 0; k < kStepsOfWindow; ++k) {
                for (std::size_t s = 0; s < n; ++s) {
                    const double busy = busyServers(work[s], static_cast<double>(replicas[s]) * m_servers[s]);
                    done[s] = m_flow.workS[s] > 0 ? std::min(busy * step / m_flow.workS[s], work[s]) : work[s];
                }
                for (std::size_t s = 0; s < n; ++s)
                    in[s] = m_outside[s] * step;
                for (const Way &way : m_ways)
                    in[way.to] += way.times * done[way.from];
                for (std::size_t s = 0; s < n; ++s) {
                    work[s] += in[s] - done[s];
                    sum += work[s] * step;
                }
            }
        return sum;
    }
    // One replica from one service to another in one window, as long as that helps. Tried are the few that lose least by one less with
    // the few that gain most by one more.
    [[nodiscard]] Windows planned(const std::vector<double> &work) const
    {
        Windows windows(m_windows, shareOut(work, m_budget, m_least));
        double cost = costOf(work, windows);
        for (int moves = 0; moves < kMostMoves; ++moves) {
            double best = cost - 1e-9 * std::max(1.0, cost);
            std::size_t bestWindow = 0, bestFrom = 0, bestTo = 0;
            for (std::size_t k = 0; k < windows.size(); ++k) {
                std::vector<unsigned> &replicas = windows[k];
                std::vector<std::pair<double, std::size_t>> less, more;
                for (std::size_t s = 0; s < work.size(); ++s) {
                    if (replicas[s] > m_least) {
                        --replicas[s];
                        less.emplace_back(costOf(work, windows), s);
                        ++replicas[s];
                    }
                    ++replicas[s];
                    more.emplace_back(costOf(work, windows), s);
                    --replicas[s];
                }
                for (auto *all : {&less, &more}) {
                    std::ranges::sort(*all);
                    all->resize(std::min(all->size(), kTried));
                }
                for (const auto &[lost, from] : less)
                    for (const auto &[gained, to] : more) {
                        if (to == from)
                            continue;
                        --replicas[from];
                        ++replicas[to];
                        if (const double one = costOf(work, windows); one < best) {
                            best = one;
                            bestWindow = k;
                            bestFrom = from;
                            bestTo = to;
                        }
                        ++replicas[from];
                        --replicas[to];
                    }
            }
            if (bestFrom == bestTo)
                break;
            --windows[bestWindow][bestFrom];
            ++windows[bestWindow][bestTo];
            cost = best;
        }
        return windows;
    }

    ServiceFlow m_flow;
    std::vector<Way> m_ways;       // of the flow
    unsigned m_budget, m_least, m_windows;
    double m_keep, m_intervalS;
    std::vector<double> m_outside; // requests per second from outside, as measured
    std::vector<unsigned> m_servers;
};

} // namespace

Policy modelPredictivePolicy()
{
    return {"mpc", PolicyKind::Scaling, "shares a fixed number of replicas by planning ahead with a fluid model of the network", "Yang et al. 2019 (MIRAS), a baseline there; Rawlings and Mayne 2009", "the principle; the model is the scenario's own",
            {{"interval_s", 30, 0.1, 86'400, "time between decisions, s"},
             {"budget", 0, 0, 10'000, "replicas of all services together; 0: as many as the scenario has", true},
             {"least", 0, 0, 100, "replicas that each service has at least", true},
             {"windows", 3, 1, 20, "it plans so many intervals ahead", true},
             {"keep", 0.8, 0, 0.999, "weight of the load measured before against that of the last window"}},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<ModelPredictive>(scenario, settings); }};
}

} // namespace causeway::allocate
