#pragma once
// The rows of a log table from a project's events.

#include <unordered_map>

#include "storage/event_reader.h"
#include "storage/parameter_path.h"
#include "storage/template_store.h"
#include "views/models/log_rows.h"
#include "views/models/row_order.h"
#include "views/models/hit_finder.h"

namespace causeway::views {

struct LogRowStyle {
    bool wholeLines = false;                      // with the header that the other columns show
    std::shared_ptr<const HitFinder> search;    // nullptr = nothing is looked for
    std::shared_ptr<const storage::TemplateCatalog> catalog = nullptr; // marks the parameters of its patterns; else numbers and the like
};

class EventLogRows : public LogRows {
public:
    EventLogRows(std::shared_ptr<storage::EventReader> reader, std::shared_ptr<const RowOrder> order, LogRowStyle style);

    [[nodiscard]] std::uint64_t size() const override { return m_order->size(); }
    [[nodiscard]] std::uint64_t lowerBound(EventId event) const override { return m_order->lowerBound(event); }
    [[nodiscard]] std::optional<std::uint64_t> rowOf(EventId event) const override { return m_order->rowOf(event); }
    Result<std::vector<LogRow>> read(std::uint64_t first, std::uint32_t count, const Job &job) const override;
    Result<void> appendBytes(std::uint64_t begin, std::uint64_t end, std::size_t maxBytes, std::string &out, const Job &job) const override;
    // Falling times: the first row of the first chunk that reaches the time.
    Result<std::uint64_t> rowAtTime(TimePoint time, const Job &job) const override;

    [[nodiscard]] const std::shared_ptr<const RowOrder> &order() const { return m_order; }

private:
    using Marks = std::unordered_map<std::uint32_t, storage::ParameterRanges>; // by shape
    [[nodiscard]] LogRow toRow(const storage::Event &event, Marks &marks) const;
    [[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> valuesIn(const storage::Event &event, Marks &marks) const;

    std::shared_ptr<storage::EventReader> m_reader;
    std::shared_ptr<const RowOrder> m_order;
    LogRowStyle m_style;
};

} // namespace causeway::views
