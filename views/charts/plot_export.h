#pragma once
// Writes a plot to a file: PNG or SVG as it is painted, light, or CSV with a row a point.

#include <QSize>

#include "analysis/core/result.h"
#include "views/charts/plot.h"

class QIODevice;

namespace causeway::views {

// CSV: picture, series, what, x, y, low, high; numbers as they are, what is not known is empty. Cells that a spreadsheet would take for a
// formula get a leading '.
QByteArray plotCsv(const Plot &plot);
// By the extension of the path; for jobs. The file is replaced at the end: never half a file. Errors: Usage (another extension), Unwritable.
Result<void> writePlot(const Plot &plot, const QString &path, const QSize &size);

} // namespace causeway::views
