#pragma once
// Files into the project, logs as well as traces and metrics: all of a request become visible together, or none.

#include <optional>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/job.h"
#include "storage/import/import_source.h"
#include "storage/project.h"

namespace causeway::engine {

struct ImportRequest {
    std::vector<std::string> paths;       // files and folders
    std::optional<std::string> format;    // a name of decode::formats() or decode::signalFormats(); absent or "auto" = detected
    std::vector<decode::Layout> layouts;  // told instead of detected
    std::optional<std::string> source;    // name of the source; with several files, of its first part
    std::optional<Verdict> label;         // of every session that gets events from these files
    unsigned threads = 0;                 // 0 = as many as there are processors; never changes the result
};

struct ImportedFile {
    std::string file;
    std::string source;
    std::string format;
    std::string why;                      // of the detection
    std::uint64_t events = 0;
    std::uint64_t spans = 0, metricPoints = 0;
    std::uint64_t sessions = 0;           // of sequence files, and of the current grouping where one is remembered
    std::uint64_t skipped = 0;            // physical lines that no layout explains, kept as events; elements of traces and metrics
    std::uint64_t bytes = 0;              // of text
    double seconds = 0;
    std::int64_t incompleteAt = -1;       // byte of the text where damage ended it; -1 complete
    std::optional<Error> damage;
};

struct ImportResponse {
    std::vector<ImportedFile> files;
    std::vector<Error> warnings;          // files passed over, damage, spans that are in the project already
    std::uint64_t labelled = 0;           // sessions
};

// Templates are mined for what is new. Errors: what is wrong with the first file that cannot be read, if it was named (files
// found in folders are passed over with a warning); Conflict; Cancelled (nothing is imported).
Result<ImportResponse> importLogs(storage::Project &project, const ImportRequest &request, const Job &job);

// Of logs, sequences, traces, metrics and classes.
std::vector<decode::FormatInfo> importFormats();

// For a preview: what a file looks like, with its first events decoded. layouts: as corrected by the user; empty = detected.
struct PreviewEvent {
    std::string line;                     // first physical line, at most 4 KiB
    bool event = false;                   // false: continues the event before, or is skipped
    TimePoint time = TimePoint::none();
    Level level = Level::Unknown;
    std::string component;
    std::string content;
};
struct ImportPreview {
    storage::FileLook look;
    std::string signals;                  // format, of a file of traces or metrics; look.why then tells what its first part holds
    std::vector<PreviewEvent> events;     // of the first lines
};
Result<ImportPreview> previewImport(const std::string &path, const std::vector<decode::Layout> &layouts, std::optional<std::string> format);

} // namespace causeway::engine
