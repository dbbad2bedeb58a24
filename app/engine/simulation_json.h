#pragma once
// What a simulation came to, as JSON.

#include "analysis/core/json_writer.h"
#include "analysis/simulate/replications.h"

namespace causeway::engine {

struct SimulationToWrite {
    const simulate::Scenario &scenario;
    const simulate::ReplicationsResult &result;
    std::uint64_t seed = 1;
    double seconds = 0; // that it took
};
// The members of the object that is open, as the contract has them for `simulate`.
void writeSimulation(JsonWriter &json, const SimulationToWrite &of);
// [low, high]; null where the interval is not known.
void writeInterval(JsonWriter &json, std::string_view name, const simulate::Estimate &estimate);
// "warnings": those that there are, in English.
void writeWarnings(JsonWriter &json, const std::vector<Error> &warnings);

} // namespace causeway::engine
