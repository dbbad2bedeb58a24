#include "analysis/allocate/learned/resource_environment.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "analysis/allocate/policy.h"
#include "analysis/allocate/scaling/budget.h"

namespace causeway::allocate {

namespace {

constexpr double kLogScale = 4, kMostLinear = 200, kLinearScale = 50;

struct Episode {
    const AllocationTask &task;
    const StateView &view;
    learn::Agent &agent;
    std::vector<float> state, action;
    bool ended = false;
};

// Stands between the simulation and the agent. A copy of it would act for the same agent; the environment makes none.
class AgentController final : public ControllerOf<AgentController> {
public:
    explicit AgentController(Episode &episode) : ControllerOf("agent", episode.task.windowS), m_episode(&episode) {}
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        Episode &e = *m_episode;
        if (e.ended)
            return;
        std::vector<float> state = e.view.of(seen);
        if (!e.state.empty()) {
            double work = 0;
            for (const simulate::ServiceWindow &service : seen.services)
                work += e.task.rewardAtEnd ? static_cast<double>(service.queue + service.inService) : service.inSystemMean;
            if (!e.agent.learn(e.state, e.action, 1 - work, state)) {
                e.ended = true;
                return;
            }
        }
        e.state = std::move(state);
        e.action.assign(seen.services.size(), 0);
        e.agent.act(e.state, e.action);
        const std::vector<unsigned> replicas = shareOut(std::vector<double>(e.action.begin(), e.action.end()), e.task.budget, e.task.least);
        for (std::uint32_t s = 0; s < replicas.size(); ++s) {
            actions.setReplicas(s, replicas[s]);
            e.action[s] = static_cast<float>(replicas[s]) / static_cast<float>(e.task.budget);
        }
    }

private:
    Episode *m_episode;
};

} // namespace

StateView::StateView(const simulate::Scenario &scenario, const AllocationTask &task)
    : m_services(scenario.services.size()), m_seesReplicas(std::ranges::any_of(scenario.services, [](const simulate::Service &service) { return service.coldStart.has_value(); })), m_task(task)
{
}

void StateView::setWork(std::span<float> state, std::span<const double> work) const
{
    for (std::size_t s = 0; s < m_services; ++s) {
        state[s] = static_cast<float>(std::log1p(work[s]) / kLogScale);
        state[m_services + s] = static_cast<float>(std::min(work[s], kMostLinear) / kLinearScale);
    }
}

std::vector<float> StateView::of(const simulate::Observation &seen) const
{
    std::vector<float> out(size());
    std::vector<double> work;
    for (const simulate::ServiceWindow &service : seen.services)
        work.push_back(static_cast<double>(service.queue + service.inService));
    setWork(out, work);
    if (m_seesReplicas)
        for (std::size_t s = 0; s < m_services; ++s)
            out[2 * m_services + s] = static_cast<float>(seen.services[s].replicas - std::min(seen.services[s].replicas, seen.services[s].starting)) / static_cast<float>(m_task.budget);
    if (m_task.periodS > 0) {
        const double angle = 2 * std::numbers::pi * seen.timeS / m_task.periodS;
        out[out.size() - 2] = static_cast<float>(std::sin(angle));
        out[out.size() - 1] = static_cast<float>(std::cos(angle));
    }
    return out;
}

std::vector<float> StateView::after(std::span<const float> state, std::span<const double> work, std::span<const float> action) const
{
    std::vector<float> out(size());
    setWork(out, work);
    if (m_seesReplicas)
        std::copy(action.begin(), action.end(), out.begin() + static_cast<std::ptrdiff_t>(2 * m_services));
    if (m_task.periodS > 0) {
        const double turn = 2 * std::numbers::pi * m_task.windowS / m_task.periodS, sine = state[state.size() - 2], cosine = state[state.size() - 1];
        out[out.size() - 2] = static_cast<float>(sine * std::cos(turn) + cosine * std::sin(turn));
        out[out.size() - 1] = static_cast<float>(cosine * std::cos(turn) - sine * std::sin(turn));
    }
    return out;
}

std::vector<double> StateView::workOf(std::span<const float> state) const
{
    std::vector<double> out;
    for (std::size_t s = 0; s < m_services; ++s)
        out.push_back(std::expm1(static_cast<double>(state[s]) * kLogScale));
    return out;
}

Result<std::unique_ptr<ResourceEnvironment>> ResourceEnvironment::make(const simulate::Scenario &scenario, const AllocationTask &task, std::uint64_t seed)
{
    CAUSEWAY_ASSIGN(std::shared_ptr<const simulate::Plan> plan, simulate::makePlan(scenario, true));
    if (scenario.warmupS + scenario.durationS < 3 * task.windowS)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario is too short to learn from")), Message(CAUSEWAY_TEXT("it holds fewer than three windows of %1 s"), task.windowS), Message(CAUSEWAY_TEXT("Let it last longer, or choose shorter windows.")));
    return std::unique_ptr<ResourceEnvironment>(new ResourceEnvironment(std::move(plan), task, seed));
}

Result<simulate::RunResult> ResourceEnvironment::run(std::uint64_t number, learn::Agent &agent, const Job &job)
{
    Episode episode{m_task, m_view, agent, {}, {}, false};
    simulate::Simulation simulation(m_plan, m_seed, number, std::make_unique<AgentController>(episode));
    const auto windowNs = static_cast<std::int64_t>(m_task.windowS * 1e9);
    for (std::int64_t ns = windowNs; !episode.ended; ns += windowNs) {
        CAUSEWAY_TRY(simulation.runUntil(std::min(ns, m_plan->endNs), job));
        if (ns >= m_plan->endNs)
            break;
    }
    return simulation.result();
}

Result<void> ResourceEnvironment::episode(std::uint64_t number, learn::Agent &agent, const Job &job)
{
    CAUSEWAY_TRY(run(number, agent, job));
    return {};
}

Result<double> ResourceEnvironment::meanWork(std::uint64_t number, learn::Agent &agent, const Job &job)
{
    CAUSEWAY_ASSIGN(const simulate::RunResult result, run(number, agent, job));
    double work = 0;
    for (const simulate::ServiceResult &service : result.services)
        work += service.inSystemMean;
    return work;
}

} // namespace causeway::allocate
