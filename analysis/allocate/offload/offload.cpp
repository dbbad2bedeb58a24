#include "analysis/allocate/offload/offload.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace causeway::allocate::offload {

namespace {

constexpr std::size_t kMostRounds = 1000;

// For itself alone.
bool better(const TaskOutcome &one, const TaskOutcome &other) { return one.late != other.late ? !one.late : one.cost < other.cost - 1e-12 * (1 + other.cost); }

} // namespace

Outcome evaluate(const Instance &instance, const Plan &plan)
{
    Outcome out;
    out.tasks.resize(plan.size());
    std::vector<std::size_t> sent;
    for (std::size_t i = 0; i < plan.size(); ++i)
        if (plan[i])
            sent.push_back(i);
    const auto share = instance.bandwidthHz / static_cast<double>(std::max<std::size_t>(sent.size(), 1));
    for (const std::size_t i : sent) {
        const Task &task = instance.tasks[i];
        const double rate = share * std::log1p(task.device.powerW * task.gain / instance.noiseW) / std::log(2.0);
        out.tasks[i].uploadS = task.bits / rate;
        out.tasks[i].energyJ = task.device.powerW * out.tasks[i].uploadS;
    }
    std::ranges::stable_sort(sent, {}, [&](std::size_t i) { return out.tasks[i].uploadS; });
    std::vector<double> free(std::min<std::size_t>(instance.edgeServers, sent.size()), 0);
    for (const std::size_t i : sent) {
        double &server = *std::ranges::min_element(free);
        const double start = std::max(server, out.tasks[i].uploadS);
        out.tasks[i].waitS = start - out.tasks[i].uploadS;
        server = out.tasks[i].timeS = start + instance.tasks[i].cycles / instance.edgeCyclesPerS;
    }
    for (std::size_t i = 0; i < plan.size(); ++i) {
        const Task &task = instance.tasks[i];
        TaskOutcome &one = out.tasks[i];
        if (!plan[i]) {
            one.timeS = task.cycles / task.device.cyclesPerS;
            one.energyJ = task.device.kappa * task.cycles * task.device.cyclesPerS * task.device.cyclesPerS;
        }
        one.cost = instance.timeWeight * one.timeS + (1 - instance.timeWeight) * one.energyJ;
        one.late = task.deadlineS && one.timeS > *task.deadlineS * (1 + 1e-12);
        out.timeS += one.timeS;
        out.energyJ += one.energyJ;
        out.cost += one.cost;
        out.late += one.late;
    }
    return out;
}

Plan greedy(const Instance &instance)
{
    Plan plan(instance.tasks.size(), false);
    Outcome now = evaluate(instance, plan);
    for (std::size_t round = 0; round < kMostRounds; ++round) {
        std::optional<std::size_t> best;
        Outcome least = now;
        for (std::size_t i = 0; i < plan.size(); ++i) {
            plan[i].flip();
            if (Outcome other = evaluate(instance, plan); other.betterThan(least)) {
                least = std::move(other);
                best = i;
            }
            plan[i].flip();
        }
        if (!best)
            break;
        plan[*best].flip();
        now = std::move(least);
    }
    return plan;
}

std::optional<Plan> equilibrium(const Instance &instance)
{
    Plan plan(instance.tasks.size(), false);
    for (std::size_t round = 0; round < kMostRounds; ++round) {
        bool changed = false;
        for (std::size_t i = 0; i < plan.size(); ++i) {
            const TaskOutcome now = evaluate(instance, plan).tasks[i];
            plan[i].flip();
            if (better(evaluate(instance, plan).tasks[i], now))
                changed = true;
            else
                plan[i].flip();
        }
        if (!changed)
            return plan;
    }
    return std::nullopt;
}

Result<Plan> exact(const Instance &instance, const Job &job)
{
    const std::size_t n = instance.tasks.size();
    if (n > kMostExact)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The best plan was not searched for")), Message(CAUSEWAY_TEXT("of %1 tasks there are too many plans to try each; %2 can be"), n, kMostExact));
    Plan best(n, false), plan(n, false);
    Outcome least = evaluate(instance, best);
    for (std::uint32_t bits = 1; bits < 1u << n; ++bits) {
        if (bits % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        for (std::size_t i = 0; i < n; ++i)
            plan[i] = (bits >> i & 1) != 0;
        if (Outcome other = evaluate(instance, plan); other.betterThan(least)) {
            least = std::move(other);
            best = plan;
        }
    }
    return best;
}

} // namespace causeway::allocate::offload
