#pragma once
// Scenario files, read and looked over. Every problem names its field.

#include <functional>
#include <string_view>

#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

// What a simulation can be told at most; more is refused at the field.
namespace most {
constexpr std::size_t kServices = 2'000, kOperations = 20'000, kCallsOfOperation = 1'000, kArrivals = 10'000, kNodes = 10'000, kDomains = 200, kPriorities = 16;
constexpr unsigned kReplicas = 10'000, kServers = 1'000'000, kUsers = 1'000'000, kRetries = 100;
constexpr std::size_t kReplicasInAll = 100'000;
constexpr double kSeconds = 1e8;             // of any time
constexpr double kRate = 1e9;                // a second
constexpr double kCorrelation = 0.99;
constexpr double kCallsOfRequest = 10'000;   // expected, all that follow from one request
constexpr double kRequests = 1e9;            // expected, of one replication
} // namespace most

// The text of a scenario file. Errors: InvalidInput with the line (not JSON, unknown or missing fields, values out of bounds, and
// what checkScenario finds, then what alsoCheck does), Foreign (another format number).
using ScenarioCheck = std::function<std::vector<ScenarioNote>(const Scenario &)>;
Result<Scenario> readScenario(std::string_view text, const ScenarioCheck &alsoCheck = {});

struct ScenarioText {
    Scenario scenario;
    std::vector<Error> warnings; // with their lines: those of warningsOf, then those of alsoWarn
};
Result<ScenarioText> readScenarioText(std::string_view text, const ScenarioCheck &alsoCheck = {}, const ScenarioCheck &alsoWarn = {});

// What keeps a scenario from being simulated, in the order of the fields; each text names the field itself. Of names that do not
// exist, values out of bounds, calls that go round without end, more requests than can be simulated. Which policies there are is not
// known here. Empty: none.
std::vector<ScenarioNote> checkScenario(const Scenario &scenario);

} // namespace causeway::simulate
