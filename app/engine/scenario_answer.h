#pragma once
// What a scenario comes to under its policy, by replication, small enough to be kept: the same scenario, seed and number of replications are
// simulated once in a project, whatever the scenario is called.

#include "analysis/allocate/compare.h"
#include "storage/project.h"

namespace causeway::engine {

struct OperationAnswer {
    double answers = 0, errors = 0, refused = 0, violations = 0, judged = 0; // as simulate::OperationResult
    double meanNs = 0, p50Ns = 0, p95Ns = 0, p99Ns = 0;
};

struct ServiceAnswer {
    double utilisation = 0, queueMean = 0, waitNs = 0, replicas = 0, availability = 1;
    double p50Ns = 0, p95Ns = 0, p99Ns = 0;   // of all answers of its operations
    double arrivals = 0, errors = 0, dropped = 0;
    double cost = 0;                          // of its replicas, by their price
};

struct ScenarioRun {
    allocate::Measures measures{};
    std::vector<OperationAnswer> operations;  // as ScenarioAnswer::operations
    std::vector<ServiceAnswer> services;      // likewise
};

struct ScenarioAnswer {
    std::vector<std::string> operations, services; // as in the scenario
    std::vector<bool> hasObjective;                // by operation
    std::vector<ScenarioRun> runs;                 // by replication
    std::uint64_t seed = 1, events = 0, requests = 0;
    double seconds = 0;                            // that it took, when it was computed
    std::vector<simulate::AuditEntry> audit;       // of the first replication
    bool wasKept = false;                          // it was there already
};

struct AnswerRequest {
    unsigned replications = 10, threads = 0;
    std::optional<std::uint64_t> seed;             // else that of the scenario
    std::int64_t scenario = 0;                     // number of a stored one: its approvals hold besides those of all scenarios
};

// With what people approved (approvals.h). Looks for a kept answer, else simulates and keeps it. Errors: those of allocate::prepare and runReplications; Cancelled.
Result<std::shared_ptr<const ScenarioAnswer>> answerScenario(storage::Project &project, const simulate::Scenario &scenario, const AnswerRequest &request, const Job &job);

// Under which answers are kept: of the scenario without its notes, the question with its settings, the seed, and kSimulatorVersion.
std::string answerDigest(const simulate::Scenario &scenario, std::string_view question, std::uint64_t seed);
constexpr std::int64_t kSimulatorVersion = 1; // to be raised where the simulator answers otherwise than before

} // namespace causeway::engine
