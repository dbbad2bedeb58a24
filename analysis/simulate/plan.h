#pragma once
// A scenario made ready to be simulated: names are numbers, times are nanoseconds, distributions can be drawn from. Shared by all
// replications and threads, never changed.

#include <memory>

#include "analysis/core/result.h"
#include "analysis/simulate/importance.h"
#include "analysis/simulate/sampler.h"
#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

constexpr std::uint32_t kNone = UINT32_MAX;
constexpr std::int64_t kNever = INT64_MAX;

struct PlannedCall {
    std::uint32_t operation = 0;
    std::uint64_t key = 0;
    double probability = 1;
    bool async = false, dispensable = false, delayed = false; // delayed: delay or a link
    Sampler delay;                        // there and back together
    std::uint32_t linkOut = kNone, linkBack = kNone;
    std::uint32_t timer = kNone;          // of calls with a time-out
    std::int64_t timeoutNs = kNever;
    std::uint32_t retries = 0;
    std::int64_t backoffNs = 0;
    std::uint32_t breaker = kNone, breakerFailures = 0;
    std::int64_t breakerOpenNs = 0;
};

struct PlannedOperation {
    std::uint32_t service = 0, rank = 0;  // rank: of its priority within the service, 0 first
    Sampler self;
    // Of the normal score of a self time: weights of what the request has everywhere, has at this service, and of its own. alone: 1.
    bool correlated = false;
    double everywhere = 0, atService = 0, alone = 1;
    double errorProbability = 0;
    std::uint32_t firstStep = 0, endStep = 0;
    std::int64_t objectiveNs = kNever;
};

struct PlannedStep {
    std::uint32_t firstCall = 0, endCall = 0;
};

struct PlannedService {
    std::uint64_t key = 0;
    std::uint32_t ranks = 1;              // queues, by priority
    std::uint32_t queueLimit = kNone;
    std::uint32_t domain = kNone;
    std::int64_t viewNs = 0;
    std::vector<std::uint32_t> nodes;     // of the replicas in turn
    Sampler coldStart, between, repair;
    bool fails = false, shares = false;   // shares: processors are shared (Ps, or nodes too small for all its servers)
    Importance importance = Importance::Normal; // importanceOf()
    ActionKinds approve = 0;              // the scenario's among them
    bool dimmable = false;                // optional calls come to it, and they may be left out
    std::vector<std::uint32_t> before;    // servicesBefore(), those that requests may be refused at
    std::vector<std::uint32_t> after;     // before which it is, the most important first
};

struct PlannedSource {
    enum class Kind : std::uint8_t { Rates, Times, Closed } kind = Kind::Rates;
    std::uint32_t operation = 0;
    std::uint64_t key = 0;
    std::vector<std::pair<std::int64_t, double>> rates; // the last lasts
    Sampler think;
};

struct PlannedDomain {
    std::vector<std::uint32_t> nodes;
    Series pricePerKwh, carbonPerKwh, greenW;
};

struct Plan {
    Scenario scenario;                    // whose values samplers look at
    std::int64_t warmupNs = 0, endNs = 0; // the clock begins at 0, measuring at warmupNs
    std::vector<PlannedService> services; // as in the scenario, likewise operations, arrivals, nodes
    std::vector<PlannedOperation> operations;
    std::vector<PlannedStep> steps;
    std::vector<PlannedCall> calls;
    std::vector<PlannedSource> sources;
    std::vector<std::uint32_t> nodeDomains;
    std::vector<PlannedDomain> domains;   // also those that only nodes name, at the end; nodes without one are in none
    std::vector<Sampler> links;
    bool ranked = false;                  // some services are more important than others
    std::uint32_t timers = 0, breakers = 0;
    // of the timers: which call each is of
    std::vector<std::uint32_t> timerCalls;

    Plan() = default;
    Plan(const Plan &) = delete;
    Plan &operator=(const Plan &) = delete;
};

// Errors: InvalidInput (the first of checkScenario).
// controlled: replicas and speeds may change while it runs.
Result<std::shared_ptr<const Plan>> makePlan(Scenario scenario, bool controlled = false);

// The value of a series at a time in seconds; 0 of an empty one.
double valueAt(const Series &series, double timeS);

} // namespace causeway::simulate
