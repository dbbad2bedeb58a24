#pragma once
// Starts of spans as events, so that whatever works on lines works on traces: one event a span, in a source beside the source of
// traces ("spans of NAME"), a line of JSON as log records are: time, service, trace_id, span_id, message; level "error" where the
// span's status is one. The message is "span: SERVICE OPERATION" with <*> for the operation's words with digits, and has a template
// of its own (analysis/templates/lone_shape.h).

#include <vector>

#include "analysis/traces/span_table.h"
#include "storage/project.h"

namespace causeway::storage {

// Whether a source holds such events. Its path is the name of the source of traces.
bool holdsSpanStarts(const SourceInfo &source);

// Events of a source of span starts that are one behind another: event first + i is the start of span firstSpan + i.
struct SpanStartRun {
    EventId first;
    std::int64_t firstSpan = 0;
    std::uint64_t count = 0;
};
// In order of events, none beyond a chunk. `table`: of all complete imports. Errors: Damaged (there are more events than spans).
Result<std::vector<SpanStartRun>> spanStartRuns(const Project &project, const Snapshot &snapshot, const traces::SpanTable &table);

// Writes the starts of the spans that have none yet, as an import of its own; those there are stay. Spans that an earlier source has
// too are not in the table and get none. `table`: of all complete imports. Gives how many were written. Errors: as Appender::begin;
// Cancelled.
Result<std::uint64_t> writeSpanStarts(Project &project, const traces::SpanTable &table, const Job &job);

} // namespace causeway::storage
