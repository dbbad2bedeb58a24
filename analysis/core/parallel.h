#pragma once
// Runs independent pieces of work on several threads. Results must not depend on who does what.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway {

// asked 0 = as many as there are processors; at least 1, at most 64.
inline unsigned threadCount(unsigned asked) { return std::clamp(asked != 0 ? asked : std::thread::hardware_concurrency(), 1u, 64u); }

// f(i, worker) → Result<void> for i in [0, count), each once, in rising order of start; worker < threadCount(threads), each
// used by one thread at a time. The error of the smallest i that failed, others may not have been started then; Cancelled as
// soon as the job is.
template <typename F>
Result<void> parallelFor(std::size_t count, unsigned threads, const Job &job, const F &f)
{
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::optional<std::pair<std::size_t, Error>> first;
    const auto work = [&](unsigned worker) {
        while (!failed.load(std::memory_order_relaxed) && !job.isCancelled()) {
            const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
            if (i >= count)
                return;
            Result<void> done = f(i, worker);
            if (!done) {
                const std::lock_guard lock(mutex);
                if (!first || i < first->first)
                    first.emplace(i, std::move(done).error());
                failed = true;
            }
        }
    };
    const auto helpers = static_cast<unsigned>(std::min<std::size_t>(threadCount(threads), std::max<std::size_t>(count, 1)) - 1);
    std::vector<std::thread> pool;
    for (unsigned worker = 1; worker <= helpers; ++worker)
        pool.emplace_back(work, worker);
    work(0);
    for (std::thread &thread : pool)
        thread.join();
    if (first)
        return failure(std::move(first->second));
    if (job.isCancelled())
        return failure(cancelled());
    return {};
}

} // namespace causeway
