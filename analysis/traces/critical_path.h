#pragma once
// What a trace waited for: from the end of its root backwards, through the child that finished last before that moment, and so
// on (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022, section 3).
//
// A child that outlives its parent is cut to it; a consumer of a message that does is not waited for. Of children that overlap,
// the one that finished last is waited for, and those that were still running when it began are not.

#include "analysis/traces/span_table.h"

namespace causeway::traces {

// row itself was what the trace waited for, from startNs to endNs.
struct PathSegment {
    std::uint32_t row = 0;
    std::int64_t startNs = 0, endNs = 0;
    bool operator==(const PathSegment &) const = default;
};

// In order of time, without gaps from the root's start to its end; none has length 0.
std::vector<PathSegment> criticalPath(const SpanTable &table, std::uint32_t root);

} // namespace causeway::traces
