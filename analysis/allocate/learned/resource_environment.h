#pragma once
// Sharing a number of replicas among the services of a scenario, window by window, as something to learn (Yang et al. 2019, MIRAS:
// state the work in progress of each service, action the replicas, reward 1 less the work in progress).

#include <memory>

#include "analysis/learn/api/environment.h"
#include "analysis/simulate/simulation.h"

namespace causeway::allocate {

// How windows are seen and shares become replicas: of the training and of every later run alike.
struct AllocationTask {
    unsigned budget = 0, least = 1;  // replicas of all services together; of each
    double windowS = 30;
    double periodS = 0;              // above 0: the time within a period of that length is part of the state
    bool rewardAtEnd = false;        // the work in progress at the end of the window; else its mean over the window
    bool operator==(const AllocationTask &) const = default;
};

// Work in progress w of each service (that waits or is worked on) as ln(1 + w) / 4 and min(w, 200) / 50; where replicas start slowly,
// those of each service over the budget; the phase.
class StateView {
public:
    StateView(const simulate::Scenario &scenario, const AllocationTask &task);
    [[nodiscard]] std::size_t services() const { return m_services; }
    [[nodiscard]] std::size_t size() const { return m_services * (m_seesReplicas ? 3 : 2) + (m_task.periodS > 0 ? 2 : 0); }
    [[nodiscard]] std::vector<float> of(const simulate::Observation &seen) const;
    // The state one window later with that work, where the allocation (shares of the budget) has taken hold.
    [[nodiscard]] std::vector<float> after(std::span<const float> state, std::span<const double> work, std::span<const float> action) const;
    [[nodiscard]] std::vector<double> workOf(std::span<const float> state) const;
    void setWork(std::span<float> state, std::span<const double> work) const;

private:
    std::size_t m_services;
    bool m_seesReplicas;
    AllocationTask m_task;
};

// Errors of its episodes: those of the simulation.
class ResourceEnvironment final : public learn::Environment {
public:
    // Errors: those of makePlan; InvalidInput where the scenario's time holds fewer than two windows.
    static Result<std::unique_ptr<ResourceEnvironment>> make(const simulate::Scenario &scenario, const AllocationTask &task, std::uint64_t seed);

    [[nodiscard]] std::size_t stateSize() const override { return m_view.size(); }
    [[nodiscard]] std::size_t actionSize() const override { return m_view.services(); }
    // A run of the scenario; its number is the replication.
    Result<void> episode(std::uint64_t number, learn::Agent &agent, const Job &job) override;
    // Requests at all services together, on average over a run in which the agent acts; the agent is told what happens.
    Result<double> meanWork(std::uint64_t number, learn::Agent &agent, const Job &job);
    [[nodiscard]] const StateView &view() const { return m_view; }
    [[nodiscard]] const AllocationTask &task() const { return m_task; }

private:
    ResourceEnvironment(std::shared_ptr<const simulate::Plan> plan, const AllocationTask &task, std::uint64_t seed) : m_plan(std::move(plan)), m_task(task), m_view(m_plan->scenario, task), m_seed(seed) {}
    Result<simulate::RunResult> run(std::uint64_t number, learn::Agent &agent, const Job &job);
    std::shared_ptr<const simulate::Plan> m_plan;
    AllocationTask m_task;
    StateView m_view;
    std::uint64_t m_seed;
};

} // namespace causeway::allocate
