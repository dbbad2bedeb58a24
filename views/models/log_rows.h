#pragma once
// The rows of a log table: which events, in which order, how they read. Immutable and shared between threads; the table
// fetches pages of it with jobs (line_pager.h).

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/ids.h"
#include "analysis/core/job.h"
#include "analysis/core/units.h"
#include "views/models/line_text.h"

namespace causeway::views {

struct LogRow {
    EventId event;
    ShapeId shape;
    TimePoint time = TimePoint::none();
    Level level = Level::Unknown;
    QString origin; // component where the line names one, else the source
    QString text;   // toLineText(): physical lines separated by '\n'
    std::vector<TextRange> parameters; // of text, rising
    std::vector<TextRange> hits;       // of the search, of text, rising
    std::uint32_t lines = 1;           // physical lines
};

// What is looked for in the lines. RE2 where regex, else plain text.
struct SearchPattern {
    std::string text;
    bool regex = false;
    bool caseSensitive = false;
    [[nodiscard]] bool isEmpty() const { return text.empty(); }
    bool operator==(const SearchPattern &) const = default;
};

class LogRows {
public:
    virtual ~LogRows() = default;
    // Any thread, at once.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Row of an event, or where it would stand were it shown; size() beyond the last. Any thread, at once.
    [[nodiscard]] virtual std::uint64_t lowerBound(EventId event) const = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> rowOf(EventId event) const = 0;
    // Rows first … first + count − 1, fewer at the end. For jobs: reads the project. Errors: Damaged, Cancelled.
    virtual Result<std::vector<LogRow>> read(std::uint64_t first, std::uint32_t count, const Job &job) const = 0;
    // Appends the original bytes of rows begin … end − 1. For jobs. Errors: Damaged, Cancelled, LimitExceeded beyond maxBytes.
    virtual Result<void> appendBytes(std::uint64_t begin, std::uint64_t end, std::size_t maxBytes, std::string &out, const Job &job) const = 0;
    // The first row at or after a time. For jobs.
    virtual Result<std::uint64_t> rowAtTime(TimePoint time, const Job &job) const = 0;
};

} // namespace causeway::views
