#pragma once
// A scenario simulated several times, each with other random numbers, and what the runs say together.

#include <functional>

#include "analysis/simulate/simulation.h"

namespace causeway::simulate {

// A mean over replications and its 95 % interval (Student's t). Of one replication the interval is not known: NaN.
struct Estimate {
    double mean = 0, low = 0, high = 0;
};
Estimate estimate(std::span<const double> values);
// The 97.5 % quantile of Student's t with that many degrees of freedom, at least 1.
double studentQuantile(std::size_t degrees);

struct OperationEstimate {
    Estimate latencyNs, violation;             // violation: share of the requests
    double p50Ns = 0, p95Ns = 0, p99Ns = 0;    // of all replications together
    LatencyHistogram latencies;                // likewise
    std::uint64_t answers = 0, errors = 0, refused = 0;
};

struct ServiceEstimate {
    Estimate utilisation, queueMean, waitNs, availability, replicas;
    double p50Ns = 0, p95Ns = 0, p99Ns = 0;    // of all answers of its operations
    std::uint64_t arrivals = 0, errors = 0, dropped = 0;
    double inSystemMean = 0, arrivalRate = 0, sojournNs = 0, littleGap = 0; // gap: of the means over replications
};

struct ReplicationsResult {
    std::vector<RunResult> runs; // of the replications, in order
    std::uint64_t events = 0, requests = 0;
    std::vector<ServiceEstimate> services;     // as in the scenario
    std::vector<OperationEstimate> operations; // likewise
    Estimate cost, energyWh, brownWh, carbonG;
    double littleGap = 0;                      // the largest of the services
};

struct ReplicationSettings {
    unsigned replications = 10, threads = 0;
    std::uint64_t seed = 1;
    std::uint64_t first = 0; // number of the first replication: the same numbers have the same random numbers in every scenario
    std::function<std::unique_ptr<Controller>()> controller = {}; // none: static
    unsigned slots = 0;      // of a series of each run (run_series.h); 0: none
};

// The result does not depend on the threads. Errors: those of makePlan and Simulation::run; Cancelled.
Result<ReplicationsResult> runReplications(const Scenario &scenario, const ReplicationSettings &settings, const Job &job);

} // namespace causeway::simulate
