#pragma once
// What a split costs at run time: calls within the process become remote ones, and the simulator says what that does to latency.
//
// A use case is a request: the work of its classes as it was recorded, class by class, at the service of each, one service after the
// other, and for every call that crosses a border the network and the packing of its arguments. Before and after share the load, the
// number of processors and the random numbers.

#include "analysis/boundaries/class_proposal.h"
#include "analysis/core/job.h"
#include "analysis/simulate/replications.h"

namespace causeway::boundaries {

constexpr double kSloSlack = 1.2;

struct CostSettings {
    double networkS = 0.0005, networkCv = 0.5; // of a remote call, both ways together
    double serialisationS = 0.0001;            // work of a remote call, half at either side
    double callS = 0.0001;                     // work of a call, where none was recorded
    double utilisation = 0.4;                  // of the processors before
    unsigned servers = 8;                      // processors, before in one service, after divided by work, at least one a service
    double sloS = 0;                           // a request is to be answered within it; 0: kSloSlack times the p95 before
    double pricePerH = 0.04;                   // of a processor
    double idleW = 1, maxW = 4;                // of a processor that does nothing, and of one that works
    double carbonPerKwh = 400;                 // grams
    double durationS = 300, warmupS = 30;
    unsigned replications = 10, threads = 0;
    std::uint64_t seed = 1;
};

struct RemotePair {
    std::uint32_t a = 0, b = 0;      // a calls b over a border
    double calls = 0;                // of a request, all use cases weighted by how often they are passed
    std::uint32_t useCases = 0;
    enum class Remedy : std::uint8_t { Move, Duplicate, Batch } remedy = Remedy::Batch;
    std::uint32_t moved = 0, to = 0; // Move: that class to that service
    double saved = 0;                // remote calls of a request
};

struct BrokenUseCase {
    std::uint32_t useCase = 0;
    std::vector<std::uint32_t> services; // rising: a change of it is no longer one transaction
    double remoteCalls = 0;              // of a passage
};

struct SharedTable {
    std::uint32_t table = 0;
    std::vector<std::uint32_t> services;
};

// Means over the replications with 95 % intervals; delta: replication by replication, on the same requests.
struct BeforeAfter {
    simulate::Estimate before, after, delta;
};

struct SplitCost {
    simulate::Scenario before, after;    // with the objective, prices, power and carbon, so that they can be looked at further
    BeforeAfter meanNs, p95Ns;           // of a request
    double sloNs = 0;
    bool sloGiven = false;               // else it follows from what was before
    BeforeAfter violation;               // share of the requests over the SLO
    BeforeAfter pricePerH, powerW, carbonGPerH;
    unsigned processorsBefore = 0, processorsAfter = 0;
    double remoteCalls = 0;              // of a request, on average
    double borderCalls = 0;              // recorded ones (or references) in all that cross a border
    double uncountedCalls = 0;           // of those: recorded in no use case, so that no request is known to make them
    double remoteNs = 0;                 // what they add to a request by themselves; all else that is added is waiting, because processors are divided
    std::vector<RemotePair> chatty;      // most calls first
    std::vector<BrokenUseCase> broken;   // most remote calls first
    std::vector<SharedTable> sharedTables;
    bool workRecorded = true;            // of every use case; else each call of those without counts callS
};

// How it is run now: all in one service, or as told (services known from traces run apart already).
struct CostInput {
    const ClassModel &model;
    const Split &split;
    const Assignment *deployed = nullptr;
    std::span<const std::uint32_t> utilities = {}; // classes in every service; others that are in none are no part of the comparison
};

simulate::Scenario splitScenario(const CostInput &input, const Assignment &assignment, std::span<const std::string> services, const CostSettings &settings);
// The mean or the p95 of the requests of each replication, in nanoseconds, and the share of them that take longer than a time; what
// requests are made of is not counted again.
std::vector<double> latencyOfRuns(const simulate::Scenario &scenario, const simulate::ReplicationsResult &result, bool mean);
std::vector<double> violationOfRuns(const simulate::Scenario &scenario, const simulate::ReplicationsResult &result, double ns);
// Errors: InvalidInput (no calls by use case), Cancelled, LimitExceeded.
Result<SplitCost> splitCost(const CostInput &input, const CostSettings &settings, const Job &job);

// An order in which services can be taken out of the whole: that with most calls over its borders is what is left, and each time the one of the
// others goes that adds the fewest calls for a class.
struct Extraction {
    std::uint32_t service = 0;
    double calls = 0;                    // recorded calls (or references) that cross a border from then on
    double added = 0;                    // by this step
    std::vector<std::uint32_t> reaches;  // services (or the rest) that it calls or is called by
};
std::vector<Extraction> extractionOrder(const ClassModel &model, const Split &split);

} // namespace causeway::boundaries
