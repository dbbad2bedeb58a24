#pragma once
// Sessions as detectors see them: columns, no strings.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/ids.h"
#include "analysis/core/units.h"
#include "analysis/detect/event_values.h"

namespace causeway::detect {

// CSR: the events of session s are [offsets[s], offsets[s+1]). Sessions in order of their first event.
struct SequenceSet {
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> keys;     // TemplateId values
    std::vector<std::int64_t> timesNs;   // empty where the source has no times, else as long as keys
    std::vector<EventId> events;         // as long as keys
    std::vector<std::uint64_t> identities; // sessionIdentity() of each, by which a model knows a session again; empty: unknown
    EventValues values;              // of each event, where a detector needs them; else none

    [[nodiscard]] bool hasValues() const { return values.offsets.size() == keys.size() + 1; }

    [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
    [[nodiscard]] std::span<const std::uint32_t> session(std::size_t s) const
    {
        return {keys.data() + offsets[s], static_cast<std::size_t>(offsets[s + 1] - offsets[s])};
    }
};

// Counts per bucket of time: one series a template, one a level, one for all. For threshold and forecast detectors.
struct CountSeries {
    std::string name;                // "template:17", "level:error", "all"
    std::vector<double> counts;      // one a bucket
};
struct CountTable {
    std::int64_t fromNs = 0;
    std::int64_t bucketNs = 0;
    std::vector<CountSeries> series;
    [[nodiscard]] std::size_t buckets() const { return series.empty() ? 0 : series.front().counts.size(); }
};

} // namespace causeway::detect
