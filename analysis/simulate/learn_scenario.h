#pragma once
// The service model that traces show, as a scenario: who calls whom, one after the other or at once, how often, how long each service
// works itself, how requests come, what fails.
//
// An operation of the model is a span that enters a service (a root, a server or consumer, or a span whose parent is of another
// service) with all spans of that service below it. Its own work is its duration less the union of its calls; a client span that
// holds one call stands for it, and what it lasts longer than the other side is time on the way. The k-th call of one operation by
// another is a call of the model; two of them are made at once where they overlap in more than half of the spans that have both.
// Requests from outside to one operation that go different ways are operations of their own (request_kinds.h).

#include <span>

#include "analysis/simulate/recordings.h"
#include "analysis/simulate/scenario.h"
#include "analysis/traces/span_table.h"

namespace causeway::simulate {

struct LearnedOperation {
    std::uint32_t operation = 0;     // of the table
    std::string name;                // in the scenario
    std::uint64_t spans = 0;
    DistributionFit self;
};

struct LearnedService {
    std::uint32_t service = 0;       // of the table
    std::uint64_t requests = 0;
    unsigned busyMost = 0;           // requests worked on at once, waiting for calls not counted
    double busyMean = 0;
    double ratePeak = 0;             // requests a second in the busiest of equal parts of the recorded time: 60, or fewer of 20 requests on average
};

struct LearnedScenario {
    Scenario scenario;
    std::vector<LearnedOperation> operations; // as in the scenario
    std::vector<LearnedService> services;     // likewise
    std::vector<Recording> recordings;        // when there were traces; the scenario has them one after the other
    std::uint64_t traces = 0, spans = 0;
};

constexpr std::size_t kMostCalls = 64; // different ones that an operation has in the model; a note says where there are more

bool entersService(const traces::SpanTable &table, std::uint32_t row);

// Errors: InvalidInput (no traces), Cancelled.
Result<LearnedScenario> learnScenario(const traces::SpanTable &table, std::span<const std::uint32_t> traces, const Job &job);

} // namespace causeway::simulate
