#pragma once
// When a repair is best made: at once, or at an hour of greener or cheaper power, with what waiting costs and risks. Shown, not decided.
// What the fault costs is simulated: the scenario as it is now, and as it is once repaired, on the same random numbers.

#include <filesystem>

#include "analysis/simulate/replications.h"

namespace causeway::engine {

struct WeighRepairRequest {
    std::filesystem::path broken, repaired;    // scenarios
    double energyWh = 0;                       // that the repair takes, beside what runs anyway
    double takesS = 0;                         // during which it still is broken
    double risksPerH = 0;                      // rate at which the fault gets worse meanwhile
    double withinH = 24;                       // starts looked at: every hour from now on
    std::string domain;                        // whose power it takes; empty: that of the first node
    unsigned replications = 10, threads = 0;
    std::optional<std::uint64_t> seed;
};

// A repair that is begun after so long. Sums up to the last start and its end, so that rows are of the same time.
struct RepairRow {
    double startH = 0;
    double carbonOfRepairG = 0, costOfRepair = 0;       // of the energy that it takes, by the intensity and price of that time
    double violations = 0;                              // requests over their objective until all could be repaired
    double carbonG = 0, cost = 0;                       // with what runs, and the repair
    double risk = 0;                                    // that it has got worse before the repair ends
};

struct WeighRepairResponse {
    std::uint64_t seed = 1;
    std::string domain;
    double horizonH = 0;                                // that the sums are over
    simulate::Estimate violationsPerH;                  // more of them while it is broken, and its 95 % interval
    simulate::Estimate carbonPerH, costPerH;            // likewise
    double brokenPerH = 0, repairedPerH = 0;            // violations
    std::vector<RepairRow> rows;
    std::size_t greenest = 0;                           // the row of least carbon in all
    std::size_t fewest = 0;                             // of fewest violations
};

// Errors: those of readScenarioFile and of the simulations; InvalidInput (the two are not about the same operations, or no such domain).
Result<WeighRepairResponse> weighRepair(const WeighRepairRequest &request, const Job &job);

std::string toJson(const WeighRepairResponse &response);

} // namespace causeway::engine
