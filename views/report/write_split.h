#pragma once
// Writes a split: as a picture, or as a report with it.

#include "analysis/core/job.h"
#include "app/engine/propose_boundaries.h"
#include "views/report/split_html.h"

namespace causeway::views {

// By the extension of the path: svg the picture alone, html and pdf the report. Needs a QApplication; for jobs. The file is replaced at the
// end: never half a file. Errors: as writePage.
Result<void> writeSplit(const engine::BoundariesResponse &response, const QString &path, const Job &job, const SplitSubject &subject = {});

} // namespace causeway::views
