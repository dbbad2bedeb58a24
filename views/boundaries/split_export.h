#pragma once
// The chosen split as a file: its classes as JSON or CSV, its services as a graph, a picture, or a report with the reasons.

#include <array>

class QString;
class QWidget;

namespace causeway::views {

class BoundaryDesk;

constexpr std::array<const char *, 6> kSplitExports{"boundaries.exportJson", "boundaries.exportCsv", "boundaries.exportDot", "boundaries.exportSvg", "boundaries.exportHtml", "boundaries.exportPdf"}; // actions

// Asks where to. action: one of kSplitExports.
void exportSplit(BoundaryDesk &desk, const char *action, QWidget *parent);
// By the extension of the path; a job, whose end is told in the window.
void exportSplitTo(BoundaryDesk &desk, const QString &path);

} // namespace causeway::views
