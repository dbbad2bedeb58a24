#pragma once
// Runs independent pieces of work on several threads. Results must not depend on who does what.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "analysis/core/result.h"

namespace causeway {

// f(i) → Result<void> for i in [0, count), each once, in rising order of start. threads 0 = as many as there are processors.
// The error of the smallest i that failed; others may not have been started then.
template <typename F>
Result<void> parallelFor(std::size_t count, unsigned threads, const F &f)
{
    if (threads == 0)
        threads = std::max(1u, std::thread::hardware_concurrency());
    threads = static_cast<unsigned>(std::min<std::size_t>(threads, count));
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::optional<std::pair<std::size_t, Error>> first;
    const auto work = [&] {
        while (!failed.load(std::memory_order_relaxed)) {
            const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
            if (i >= count)
                return;
            Result<void> done = f(i);
            if (!done) {
                failed = true;
                const std::lock_guard lock(mutex);
                if (!first || i < first->first)
                    first.emplace(i, std::move(done).error());
            }
        }
    };
    std::vector<std::thread> pool;
    for (unsigned t = 1; t < threads; ++t)
        pool.emplace_back(work);
    work();
    for (std::thread &thread : pool)
        thread.join();
    if (first)
        return failure(std::move(first->second));
    return {};
}

} // namespace causeway
