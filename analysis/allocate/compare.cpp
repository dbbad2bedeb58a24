#include "analysis/allocate/compare.h"

#include <algorithm>

namespace causeway::allocate {

using simulate::Estimate;
using simulate::LatencyHistogram;
using simulate::OperationResult;
using simulate::RunResult;
using simulate::Scenario;

Measures measuresOf(const Scenario &scenario, const RunResult &run)
{
    const auto counts = [&](const std::string &operation) {
        return scenario.objectives.empty() ? std::ranges::find(scenario.arrivals, operation, &simulate::Arrivals::operation) != scenario.arrivals.end()
                                           : std::ranges::find(scenario.objectives, operation, &simulate::Objective::operation) != scenario.objectives.end();
    };
    LatencyHistogram latencies;
    double answers = 0, refused = 0, violations = 0, judged = 0, sum = 0;
    for (std::size_t o = 0; o < run.operations.size(); ++o) {
        const OperationResult &one = run.operations[o];
        if (!counts(scenario.operations[o].name))
            continue;
        latencies.add(one.latencies);
        answers += static_cast<double>(one.answers);
        refused += static_cast<double>(one.refused);
        violations += static_cast<double>(one.violations);
        judged += static_cast<double>(one.judged);
        sum += one.latencyMean * static_cast<double>(one.answers);
    }
    const auto ratio = [](double a, double b) { return b > 0 ? a / b : 0; };
    double work = 0, replicas = 0;
    for (const simulate::ServiceResult &service : run.services) {
        work += service.inSystemMean;
        replicas += service.replicasMean;
    }
    return {ratio(violations, judged), ratio(sum, answers), latencies.quantile(0.95), latencies.quantile(0.99), (judged - violations) / scenario.durationS, work, ratio(refused, answers + refused), ratio(static_cast<double>(run.leftOut), static_cast<double>(run.optionalCalls)), replicas,
            run.cost, run.energyWh, run.brownWh, run.carbonG};
}

std::vector<Measures> measuresOf(const Scenario &scenario, const simulate::ReplicationsResult &result)
{
    std::vector<Measures> out;
    for (const RunResult &run : result.runs)
        out.push_back(measuresOf(scenario, run));
    return out;
}

MeasureEstimates estimatesOf(std::span<const Measures> runs)
{
    MeasureEstimates out;
    std::vector<double> values(runs.size());
    for (std::size_t m = 0; m < out.size(); ++m) {
        std::ranges::transform(runs, values.begin(), [&](const Measures &run) { return run[m]; });
        out[m] = simulate::estimate(values);
    }
    return out;
}

MeasureEstimates differencesOf(std::span<const Measures> runs, std::span<const Measures> others)
{
    std::vector<Measures> differences(std::min(runs.size(), others.size()));
    for (std::size_t i = 0; i < differences.size(); ++i)
        std::ranges::transform(runs[i], others[i], differences[i].begin(), std::minus<>());
    return estimatesOf(differences);
}

std::vector<std::size_t> paretoFront(std::span<const MeasureEstimates> all)
{
    static constexpr std::array<Measure, 3> goals{Measure::SloViolation, Measure::Cost, Measure::CarbonG};
    const auto beats = [](const MeasureEstimates &one, const MeasureEstimates &other) {
        bool better = false;
        for (const Measure goal : goals) {
            const double a = one[static_cast<std::size_t>(goal)].mean, b = other[static_cast<std::size_t>(goal)].mean;
            if (a > b)
                return false;
            better |= a < b;
        }
        return better;
    };
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (std::ranges::none_of(all, [&](const MeasureEstimates &other) { return beats(other, all[i]); }))
            out.push_back(i);
    return out;
}

} // namespace causeway::allocate
