#pragma once
// A scenario file, and on which nodes its services are best placed.

#include <filesystem>

#include "analysis/allocate/placement/placement.h"

namespace causeway::engine {

struct PlaceScenarioRequest {
    std::filesystem::path file;
    allocate::placement::Weights weights;
    double overcommit = 1;
    bool exact = false;
    double limitS = 10;                          // of the exact search
    std::optional<std::filesystem::path> out;    // where the scenario with its services placed is written
};

struct PlacedServices {
    std::string_view name;                       // "as it is", "greedy", "exact"
    allocate::placement::Placement placement;
    allocate::placement::Score score;
    bool proven = false;                         // exact: none is better
    std::optional<double> gap;                   // exact: else at most so much
    Message broken;                              // what it does not keep; "as it is" alone
};

struct PlaceScenarioResponse {
    allocate::placement::Problem problem;
    std::vector<PlacedServices> placements;      // in that order; those that there are
    simulate::Scenario scenario;                 // with the last of them
    std::optional<Error> noExact;                // why there is none, though asked for
};

// Errors: those of readScenarioFile, of greedy and exact where neither finds any, Unwritable.
Result<PlaceScenarioResponse> placeScenario(const PlaceScenarioRequest &request, const Job &job);
// "latency=1,cost=0.5": what is not named keeps its weight. Errors: Usage.
Result<allocate::placement::Weights> parseWeights(std::string_view text);

std::string toJson(const PlaceScenarioResponse &response);

} // namespace causeway::engine
