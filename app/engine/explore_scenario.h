#pragma once
// A scenario explored: which inputs matter (tornado), one field through a range (sweep), what cannot be bettered (Pareto). Thin over
// analysis/allocate/explore, and as JSON.

#include "analysis/allocate/explore/pareto.h"
#include "analysis/allocate/explore/risk.h"
#include "analysis/allocate/explore/sweep.h"
#include "analysis/allocate/explore/tornado.h"
#include "app/engine/compare_policies.h"

namespace causeway::engine {

// Documents for scripts; shares as 0 … 1, times in nanoseconds, null where an interval is not known.
std::string toJson(const allocate::Tornado &tornado, std::uint64_t seed);
std::string toJson(const allocate::Sweep &sweep, std::uint64_t seed);
std::string toJson(const simulate::Scenario &scenario, const allocate::ParetoResult &result, std::uint64_t seed);
std::string toText(const allocate::Candidate &candidate); // "hpa:target=0.6, services.order.replicas=4"
void writeRisk(JsonWriter &json, const allocate::Risk &risk); // {"grade","costs_more","reasons":[{"kind","text"}]}

// Of a policy that was compared: with what it costs more than the baseline.
allocate::Risk riskOf(const simulate::Scenario &scenario, const PolicyOutcome &outcome, const PolicyOutcome *baseline, std::span<const simulate::Extrapolation> beyond = {});

} // namespace causeway::engine
