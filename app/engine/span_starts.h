#pragma once
// Starts of spans among the events of sessions: when they are written (storage/import/span_starts.h) and in which order they stand.

#include <vector>

#include "analysis/traces/span_table.h"
#include "storage/event_reader.h"

namespace causeway::engine {

bool hasSpanStarts(const storage::Snapshot &snapshot);
// Whether every event is a span's start, and there are spans.
bool holdsSpansAlone(const storage::Snapshot &snapshot);

// Writes those that are missing. asked: a person wants them; else only where there are some already, and not while another process
// imports. Whether the snapshot is another one now. Errors: as writeSpanStarts.
Result<bool> addSpanStarts(storage::Project &project, bool asked, const Job &job);

// Where the events of a source come from: the source itself, but of starts of spans the source of their traces.
SourceId sourceOfEvents(const storage::Snapshot &snapshot, SourceId source);

// Which events are starts of spans, chunk by chunk.
std::vector<bool> spanStartChunks(const storage::Snapshot &snapshot);

constexpr std::uint32_t kNoSpan = UINT32_MAX;
// By position (chunks in order, rows within): where a span's start stands among events of the same trace and time, parents before
// their children; kNoSpan for other events, which stand behind. Empty where there are no starts of spans. Errors: Damaged.
Result<std::vector<std::uint32_t>> spanStartRanks(const storage::Project &project, const storage::Snapshot &snapshot, const traces::SpanTable &table);

// Whether span starts belong to what is looked at: where events are grouped by trace. Else they would be counted beside the lines
// that are written at the same moment.
Result<bool> spanStartsTakePart(const storage::Project &project);

} // namespace causeway::engine
