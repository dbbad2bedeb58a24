#pragma once
// The same work on many items (mostly chunks) by several threads, in no order; results do not depend on how many.

#include <cstddef>
#include <functional>

#include "analysis/core/job.h"

namespace causeway::engine {

// For readers that go over chunks once: nothing is worth keeping for long.
constexpr std::size_t kOncePassCache = 16u << 20;

// asked 0 = as many as there are processors; at least 1, at most 64.
unsigned threadCount(unsigned asked);

// f(item, worker) for every item < count; worker < threadCount(threads), each used by one thread at a time. Items are
// handed out in rising order. The error of the lowest item that failed; Cancelled as soon as the job is.
Result<void> forEachItem(std::size_t count, unsigned threads, const Job &job, const std::function<Result<void>(std::size_t, unsigned)> &f);

} // namespace causeway::engine
