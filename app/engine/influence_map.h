#pragma once
// What a sequence detector looks at over all sessions: for each pair of templates, how much a step of the one (target) attends to
// an earlier event of the other (source), and what leaving that event out takes from the step's surprise. Brown et al. 2018,
// section 5.2: attention aggregated over the whole system.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct InfluenceMapRequest {
    std::string model;          // as for findModel()
    unsigned threads = 0;       // never changes the result
    std::size_t limit = 400;    // distinct sessions looked at: the commonest, then the earliest
};

struct InfluenceMapResponse {
    storage::ModelInfo model;
    std::vector<std::uint32_t> keys; // TemplateId values that occur in a cell, commonest first
    struct Cell {
        std::uint32_t target = 0, source = 0; // indices into keys
        std::uint64_t n = 0;                  // pairs of events, each session counted as often as it occurs; at least kFewestPairs
        double lift = 0;                      // mean attention × number of events before; 0 without attention
        double delta = 0;                     // mean ΔNLL of leaving the source out, nats; 0 without occlusion
    };
    std::vector<Cell> cells;         // by target, then source
    bool hasAttention = false, hasOcclusion = false;
    std::uint64_t sessions = 0, distinct = 0, lookedAt = 0; // of all sessions; distinct ones; of these looked at
};

inline constexpr std::uint64_t kFewestPairs = 5;

// Errors: NotFound (model), Unsupported (a detector that explains no steps), Conflict (another grouping), Cancelled, Damaged.
Result<InfluenceMapResponse> influenceMap(storage::Project &project, const InfluenceMapRequest &request, const Job &job);

// On how many of the events before a step attention can lie, from the first on: what stands right before a step is heard in any case, and
// no network looks at it (0 there), unless nothing else is there.
std::size_t attendedEvents(const detect::Step &step);

} // namespace causeway::engine
