#pragma once
// Writes lines, templates, findings, labels or incidents to a file, as CSV or JSON Lines by its extension; spans as OTLP JSON.

#include <optional>
#include <string>

#include "analysis/core/job.h"
#include "storage/project.h"

namespace causeway::engine {

enum class ExportWhat : std::uint8_t { Lines, Templates, Findings, Labels, Spans, Incidents };
std::string_view toName(ExportWhat what);
std::optional<ExportWhat> parseExportWhat(std::string_view text);

struct ExportDataRequest {
    ExportWhat what = ExportWhat::Lines;
    std::string path; // .csv or .jsonl; .json for spans
};

struct ExportDataResponse {
    std::string file;
    std::uint64_t rows = 0;
};

// The file is written beside its name and renamed at the end: never half a file. CSV cells that a spreadsheet would take
// for a formula get a leading '. Errors: Usage (another extension), Unwritable, Cancelled.
Result<ExportDataResponse> exportData(storage::Project &project, const ExportDataRequest &request, const Job &job);

} // namespace causeway::engine
