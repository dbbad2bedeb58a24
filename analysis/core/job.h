#pragma once
// What a long computation is given: a way to be cancelled and a way to tell how far it is.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "analysis/core/result.h"

namespace causeway {

// Copies share one flag. Any thread may cancel; loops look at it at least every 10 ms.
class CancelToken {
public:
    CancelToken() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}
    void cancel() const { m_flag->store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag;
};

struct Progress {
    double done = 0;  // in `unit`
    double total = 0; // 0 = unknown
    enum class Unit : std::uint8_t { None, Bytes, Events, Sessions, Rows } unit = Unit::None;
};

// Handed down by reference. report() may be called from any thread and as often as one likes: the receiver throttles.
struct Job {
    CancelToken cancel;
    std::function<void(const Progress &)> onProgress;

    [[nodiscard]] bool isCancelled() const { return cancel.isCancelled(); }
    void report(const Progress &progress) const
    {
        if (onProgress)
            onProgress(progress);
    }
};

} // namespace causeway
