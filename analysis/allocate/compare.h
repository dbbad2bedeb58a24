#pragma once
// What a run comes to in a few numbers, and how far two policies are apart on the same random numbers.

#include <array>
#include <span>
#include <string_view>

#include "analysis/simulate/replications.h"

namespace causeway::allocate {

enum class Measure : std::uint8_t { SloViolation, MeanNs, P95Ns, P99Ns, GoodPerS, WorkInProgress, Refused, LeftOut, Replicas, Cost, EnergyWh, BrownWh, CarbonG };
constexpr std::array<std::string_view, 13> kMeasures{"slo_violation", "mean_ns", "p95_ns", "p99_ns", "good_per_s", "work_in_progress", "refused", "left_out", "replicas", "cost", "energy_wh", "brown_wh", "carbon_g"};

// Latencies, violations and good answers are of the operations that have objectives, or, where none has, of those that come from outside.
// GoodPerS: answers that violate nothing. WorkInProgress: requests that wait or are worked on, over all services; Refused: a share; LeftOut:
// of the optional calls.
using Measures = std::array<double, kMeasures.size()>;
Measures measuresOf(const simulate::Scenario &scenario, const simulate::RunResult &run);
std::vector<Measures> measuresOf(const simulate::Scenario &scenario, const simulate::ReplicationsResult &result); // by replication

using MeasureEstimates = std::array<simulate::Estimate, kMeasures.size()>;
MeasureEstimates estimatesOf(std::span<const Measures> runs);
// Of the differences run by run, `runs` less `others`: intervals of Student's t over replications. As many of each.
MeasureEstimates differencesOf(std::span<const Measures> runs, std::span<const Measures> others);

// Which of them no other one beats in SLO violations, cost and carbon at once: is as good in all and better in one. In order.
std::vector<std::size_t> paretoFront(std::span<const MeasureEstimates> all);

} // namespace causeway::allocate
