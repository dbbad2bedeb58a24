#pragma once
// A scenario file, read, and simulated under its policy.

#include <filesystem>

#include "analysis/simulate/replications.h"

namespace causeway::engine {

// Errors: NotFound, Unreadable, LimitExceeded (a file of more than kMostScenarioBytes), InvalidInput and Foreign (with the line and the
// field).
constexpr std::uint64_t kMostScenarioBytes = 32u << 20;
Result<std::string> readDocument(const std::filesystem::path &path); // NotFound, Unreadable, LimitExceeded
// warnings: what is odd about it though it can be simulated, with file and line.
Result<simulate::Scenario> readScenarioFile(const std::filesystem::path &path, std::vector<Error> *warnings = nullptr);

struct SimulateScenarioRequest {
    std::filesystem::path file;        // a scenario, or a project with:
    std::string stored = {};           // number or name of a scenario that it keeps; what people approved of it is done
    unsigned replications = 10, threads = 0;
    std::optional<std::uint64_t> seed; // else that of the scenario
    unsigned slots = 0;                // of a series over time; 0: none
};

struct SimulateScenarioResponse {
    simulate::Scenario scenario;
    simulate::ReplicationsResult result;
    std::uint64_t seed = 1;
    double seconds = 0;                // that it took
    std::vector<Error> warnings;
};

// Errors: those of readScenarioFile (stored: of openScenario), LimitExceeded (more requests in flight than can be), Cancelled.
Result<SimulateScenarioResponse> simulateScenario(const SimulateScenarioRequest &request, const Job &job);

// The contract's document.
std::string toJson(const SimulateScenarioResponse &response);

} // namespace causeway::engine
