#include "app/engine/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace causeway::engine {

unsigned threadCount(unsigned asked)
{
    return std::clamp(asked != 0 ? asked : std::thread::hardware_concurrency(), 1u, 64u);
}

Result<void> forEachItem(std::size_t count, unsigned threads, const Job &job, const std::function<Result<void>(std::size_t, unsigned)> &f)
{
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stop{false};
    std::mutex mutex;
    std::optional<std::pair<std::size_t, Error>> first;
    const auto work = [&](unsigned worker) {
        while (!stop.load(std::memory_order_relaxed) && !job.isCancelled()) {
            const std::size_t item = next.fetch_add(1);
            if (item >= count)
                return;
            if (Result<void> done = f(item, worker); !done) {
                const std::lock_guard lock(mutex);
                if (!first || item < first->first)
                    first.emplace(item, std::move(done).error());
                stop = true;
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

} // namespace causeway::engine
