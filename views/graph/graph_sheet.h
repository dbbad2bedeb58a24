#pragma once
// A graph as a picture in a file, with its legend.

#include <QString>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "views/graph/graph_picture.h"

namespace causeway::views {

// For jobs; by the extension of the path: svg, png. The file is replaced at the end: never half a file. Errors: Usage (another
// extension), LimitExceeded (a picture of more than 16,000 pixels a side), Unwritable, Cancelled.
Result<void> writeGraphSheet(const GraphPicture &picture, const QString &title, const QPalette &palette, const QString &path, const Job &job);

Error pictureUnwritable(const QString &path, const QString &why);

} // namespace causeway::views
