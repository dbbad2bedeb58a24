#pragma once
// Which span of a service was running at a moment, where that can be told.

#include <optional>
#include <vector>

#include "analysis/traces/span_table.h"

namespace causeway::traces {

// Of the spans that touch [fromNs, toNs]. Immutable; any thread. O(n log n) to make, O(log n) a question.
class RunningSpans {
public:
    RunningSpans(const SpanTable &table, std::int64_t fromNs, std::int64_t toNs);
    // The innermost span of the service that runs then (its ends included). kNone where none runs, where spans of two traces do, or
    // where several run side by side: nothing is guessed.
    [[nodiscard]] std::uint32_t only(std::uint32_t service, std::int64_t timeNs) const;

private:
    // Of a service: rows by start, and a segment tree of their ends: node 1 is the root, leaves follow each other from `leaves` on.
    struct Service {
        std::vector<std::uint32_t> rows;
        std::vector<std::int64_t> lastEnd;
        std::size_t leaves = 0;
    };
    // The last of the first `count` rows that ends at timeNs or later.
    static std::optional<std::size_t> lastRunning(const Service &service, std::size_t count, std::int64_t timeNs);

    const SpanTable &m_table;
    std::vector<Service> m_services;
};

} // namespace causeway::traces
