#pragma once
// Writes a report with its pictures: the flow, and a heat map for each finding of a network.

#include <QString>

#include "analysis/core/job.h"
#include "app/engine/report_content.h"

namespace causeway::views {

// For jobs; by the extension of the path: html (also htm) or pdf (A4). Needs a QApplication. Pictures are light, whatever the window is.
// The file is replaced at the end: never half a file. The same content gives the same bytes. A flow that cannot be laid out is
// told in its table alone. Errors: Usage (another extension), Unwritable, Cancelled.
Result<void> writeReport(const engine::ReportContent &content, const QString &path, const Job &job);

} // namespace causeway::views
