#pragma once
// One scenario tried out: by fluid at once, or simulated under its policy, and held against another on the same random numbers.

#include "analysis/allocate/compare.h"
#include "analysis/allocate/policy.h"
#include "analysis/simulate/fluid.h"

namespace causeway::allocate {

struct TrialSettings {
    unsigned replications = 10, threads = 0;
    std::uint64_t seed = 1;
};

struct Trial {
    std::vector<Measures> runs;       // by replication
    MeasureEstimates measures{};
    std::vector<double> utilisation, replicas;    // of services, means
    std::vector<double> violation, violationHigh; // of operations: share, and the upper end of its interval
    std::vector<simulate::AuditEntry> audit;      // of the first replication
    std::uint64_t auditRefused = 0;   // of all
};

// Under its own policy. Errors: those of prepare and runReplications; Cancelled.
Result<Trial> tryOut(const simulate::Scenario &scenario, const TrialSettings &settings, const Job &job);

// As measuresOf has them, of what a fluid tells: latencies are means of the operations by their rate, quantiles likewise; shares refused and
// left out are 0. The policy is not in it, but what it changes before the run.
Result<Measures> fluidMeasures(const simulate::Scenario &scenario);
Measures measuresOf(const simulate::Scenario &scenario, const simulate::FluidResult &result);

[[nodiscard]] inline double of(const Measures &measures, Measure measure) { return measures[static_cast<std::size_t>(measure)]; }
[[nodiscard]] inline const simulate::Estimate &of(const MeasureEstimates &measures, Measure measure) { return measures[static_cast<std::size_t>(measure)]; }
// nullopt: none of that name (kMeasures).
std::optional<Measure> measureOf(std::string_view name);

// A job that is a part of another: its progress is put in the place of that part.
Job partOf(const Job &job, double done, double share, double all);

} // namespace causeway::allocate
