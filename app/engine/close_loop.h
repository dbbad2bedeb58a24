#pragma once
// A scenario's faults, found and mended by the project's own detectors against thresholds on metrics.

#include <filesystem>

#include "analysis/loop/close_loop.h"

namespace causeway::engine {

struct CloseLoopRequest {
    std::filesystem::path file;          // a scenario, or a project, whose traces show one
    std::string stored = {};             // with a project: the scenario of that number or name that it keeps
    std::vector<std::string> detectors;  // to choose among; empty: the usual ones
    unsigned replications = 30, threads = 0;
    std::optional<std::uint64_t> seed;   // else that of the scenario
};

struct CloseLoopResponse {
    simulate::Scenario scenario;
    loop::LoopResult result;
    std::uint64_t seed = 1;
    double seconds = 0;                  // that it took
};

// Errors: those of readScenarioFile, learnModel and of opening a project, findScenario, closeLoop, NotFound (a detector).
Result<CloseLoopResponse> closeLoop(const CloseLoopRequest &request, const Job &job);

std::string toJson(const CloseLoopResponse &response);

} // namespace causeway::engine
