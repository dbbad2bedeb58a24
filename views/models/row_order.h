#pragma once
// Which event stands in which row: the display order of a snapshot's events, thinned out by a filter. Immutable.

#include <memory>
#include <optional>

#include "analysis/core/job.h"
#include "storage/filter.h"
#include "storage/snapshot.h"

namespace causeway::views {

class RowOrder {
public:
    // filter: nullptr = every event. Where events are not shown in order of their ids the filter's bits are put in order
    // once: one pass over its hits, a bit an event. Errors: Cancelled.
    static Result<std::shared_ptr<const RowOrder>> make(std::shared_ptr<const storage::EventOrder> order,
                                                        std::shared_ptr<const storage::FilterResult> filter, const Job &job);

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] EventId eventAt(std::uint64_t row) const; // row < size()
    // Rows before the place of an event, whether it is shown or not.
    [[nodiscard]] std::uint64_t lowerBound(EventId event) const;
    [[nodiscard]] std::optional<std::uint64_t> rowOf(EventId event) const;
    // Rows rise with the time of their events (unless a single source's own times fall).
    [[nodiscard]] bool isByTime() const { return !m_order->isIdentity(); }

private:
    RowOrder() = default;

    std::shared_ptr<const storage::EventOrder> m_order;
    std::shared_ptr<const storage::FilterResult> m_filter; // order of ids = order of rows, or all
    std::vector<std::uint64_t> m_words;                    // else bits by position …
    std::vector<std::uint64_t> m_before;                   // … and bits set before each word
    std::uint64_t m_size = 0;
};

} // namespace causeway::views
