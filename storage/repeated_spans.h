#pragma once
// Spans that an earlier source of the project has too: a file that was imported before, a copy of it, an export of the project. They
// count once. Two spans are the same where trace, id, parent, operation, kind, start and duration are: an id alone is used twice by
// some exporters, and what one source has twice is kept as it is. One thread.

#include <cstdint>
#include <vector>

#include "analysis/traces/span_table.h"

namespace causeway::storage {

class RepeatedSpans {
public:
    // firstSpans: the number of the first span of each source that has spans, rising.
    explicit RepeatedSpans(std::vector<std::int64_t> firstSpans) : m_firstSpans(std::move(firstSpans)) {}
    // Rows come by rising numbers; kept: those before that were none. O(1) in the mean.
    bool contains(const traces::SpanRow &row, const std::vector<traces::SpanRow> &kept);

private:
    void learn(const std::vector<traces::SpanRow> &kept);
    void grow(const std::vector<traces::SpanRow> &kept, std::size_t rows);
    // The slot of an equal row, else an empty one.
    [[nodiscard]] std::size_t find(const traces::SpanRow &row, std::uint64_t hash, const std::vector<traces::SpanRow> &kept) const;

    struct Slot {
        std::uint32_t hash = 0, row = traces::kNone;
    };
    std::vector<std::int64_t> m_firstSpans;
    std::size_t m_source = 0;  // behind the one at hand
    std::size_t m_learnt = 0;  // rows of sources before it
    std::size_t m_used = 0;
    std::vector<Slot> m_slots; // a power of two
};

} // namespace causeway::storage
