#pragma once
// A trace of an incident beside a normal one of the same entry.

#include "views/models/trace_tree.h"
#include "views/rootcause/cause_desk.h"

namespace causeway::views {

struct TracePair {
    std::shared_ptr<const TraceTree> example, normal; // normal: nullptr where there is none
    std::uint32_t row = traces::kNone;                // of the example, that is meant
    std::uint32_t like = traces::kNone;               // of the normal one, of the same operation
};

// A span that the strongest evidence of a cause was seen in; kNone where none was seen in a trace.
[[nodiscard]] std::uint32_t exampleRow(const rootcause::Cause &cause);

// Normal: of the baseline, without errors, with the same operation where there is one. row: of the answer's spans. Errors: Cancelled.
Result<std::shared_ptr<const TracePair>> makeTracePair(const CauseAnswer &answer, std::uint32_t row, const Job &job);

} // namespace causeway::views
