#pragma once
// The machine that learns resource policies, held against a problem that is small enough to be solved exactly (allocate/learned/tandem.h): how near
// to the optimum it comes.

#include <functional>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::engine {

struct ReferenceCurve {
    std::uint64_t seed = 1;
    std::vector<double> values; // by round, of the best policy until then, by an exact solve; the first one: untrained
};

// Discounted rewards from the empty state on: none is above the optimum.
struct ReferenceProblem {
    double optimum = 0, evenSplit = 0, proportional = 0;
    std::vector<ReferenceCurve> curves;
};

// Seeds 1, 2 … one after the other. onPart: called from this thread with all so far, after each round. Errors: those of learner(), Cancelled.
Result<ReferenceProblem> learnReference(unsigned rounds, unsigned seeds, const Job &job, const std::function<void(const ReferenceProblem &)> &onPart = {});

} // namespace causeway::engine
