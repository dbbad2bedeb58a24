#pragma once
// Writes a split: as a picture, or as a report with it.

#include "analysis/core/job.h"
#include "app/engine/propose_boundaries.h"

#include <QString>

namespace causeway::views {

// What a page is of; empty: not told.
struct SplitSubject {
    QString variant, project;
    [[nodiscard]] QString text() const { return project.isEmpty() || variant.isEmpty() ? variant + project : variant + QStringLiteral(" – ") + project; }
};

// By the extension of the path: svg the picture alone, html and pdf the report. Needs a QApplication; for jobs. The file is replaced at the
// end: never half a file. Errors: as writePage.
Result<void> writeSplit(const engine::BoundariesResponse &response, const QString &path, const Job &job, const SplitSubject &subject = {});

} // namespace causeway::views
