#pragma once
// What a search for a root cause looks at: spans, the lines of log written in them, series of metrics; and the times it is about.

#include "analysis/core/event.h"
#include "analysis/core/ids.h"
#include "analysis/traces/span_table.h"

namespace causeway::rootcause {

using traces::kNone;
using traces::SpanTable;

struct LogEvent {
    std::uint32_t row = kNone;       // the span it was written in
    std::int64_t timeNs = 0;         // by the clock of that span's service
    std::uint32_t pattern = kNone;   // of Material::patterns; kNone: is left out
    Level level = Level::Unknown;
    EventId event;
};

// What was logged, and where: equal texts of two places in a program are two events.
struct LogPattern {
    TemplateId id;
    std::string component; // logger, or class and line, as far as the line tells
    std::string text;
    auto operator<=>(const LogPattern &) const = default;
};

struct Series {
    std::string name, unit, service, pod;
    std::vector<std::int64_t> timesNs; // rising
    std::vector<double> values;        // NaN: not measured
};

// What a detector found: where a request first goes wrong.
struct Flagged {
    std::string detector, service;
    EventId event;                     // of Material::logs
    std::string absent;                // what should have come behind it; empty: the event itself is wrong
};

struct Material {
    std::shared_ptr<const SpanTable> spans; // may be empty, not null
    std::vector<LogEvent> logs;             // any order
    std::vector<Series> series;
    std::vector<LogPattern> patterns;
    std::vector<Flagged> flagged;           // any order
    std::vector<std::string> sessions;      // where sessions stand for traces: subject id by TraceKey::low − 1; else empty
    [[nodiscard]] const std::string &sessionOf(std::uint32_t trace) const { return sessions[static_cast<std::size_t>(spans->traceKey(trace).low) - 1]; }
};

struct Period {
    TimeRange incident;                // what is to be explained
    std::vector<TimeRange> baseline;   // what was normal
};

} // namespace causeway::rootcause
