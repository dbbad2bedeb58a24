#pragma once
// Detectors of crashed nodes, compared at the same time to detect and the same number of messages.

#include "analysis/allocate/heartbeat/watch_nodes.h"

namespace causeway::engine {

struct CompareHeartbeatsRequest {
    double detectionS = 1, messagesPerNodeS = 4; // means to be kept by all
    unsigned replications = 10, threads = 0;
    std::uint64_t seed = 1;
};

// Errors: Cancelled.
Result<std::vector<allocate::heartbeat::DetectorOutcome>> compareHeartbeats(const CompareHeartbeatsRequest &request, const Job &job);
std::string toJson(const CompareHeartbeatsRequest &request, const std::vector<allocate::heartbeat::DetectorOutcome> &all);

} // namespace causeway::engine
