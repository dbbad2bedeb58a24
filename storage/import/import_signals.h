#pragma once
// One file of traces, metrics or OTLP logs into the project: read and decompressed piece by piece, decoded, and written while the
// import is pending. Log records become events: each is written as a line of JSON, and those lines are taken as any log's are.

#include "analysis/decode/signals/signal.h"
#include "storage/import/import_source.h"

namespace causeway::storage {

struct ImportedSignals {
    ImportedSource source;         // damage: why it ends early
    std::vector<Error> notes;      // what was skipped or told otherwise, each reason once with its number
};

// The signal format of a file: as told by options.format, else as detected where nothing else is told; empty where it is none.
// Errors: as ByteSource::open.
Result<std::string> signalFormatOf(const std::string &path, const SourceOptions &options);
// Errors: as ByteSource::open; InvalidInput where nothing of the document can be read; Cancelled.
Result<ImportedSignals> importSignals(Appender &appender, const std::string &path, const std::string &format, const SourceOptions &options, const Job &job,
                                      const std::function<void(std::uint64_t)> &onBytes);

// What the first part of a file holds, for a preview. Errors: as importSignals.
struct SignalCounts {
    std::uint64_t spans = 0, logs = 0, points = 0, skipped = 0;
};
Result<SignalCounts> countSignals(const std::string &path, const std::string &format);

// A log record as a line of JSON, newline included: time, level, service, trace_id, span_id, message, attributes.
void appendLogLine(std::string &out, const decode::LogRecord &record);

} // namespace causeway::storage
