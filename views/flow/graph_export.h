#pragma once
// Writes a graph to a file: SVG or PNG as it is painted, with its legend, or Graphviz' language.

#include <QString>

#include "analysis/core/job.h"
#include "views/flow/flow_picture.h"

namespace causeway::views {

// For jobs; by the extension of the path: svg, png, dot (all of the graph, whatever is collapsed). The file is replaced at the
// end: never half a file. Errors: Usage (another extension), LimitExceeded (a picture of more than 16,000 pixels a side),
// Unwritable, Cancelled.
Result<void> writeGraph(const FlowPicture &picture, const QPalette &palette, const QString &path, const Job &job);

// Lays the graph out, every step a node, and writes it so, light, as on paper. Waits; needs a QApplication. Errors: as
// above, and those of runLayout.
Result<void> drawGraph(FlowPicture::Mined mined, const QString &path, const Job &job);

} // namespace causeway::views
