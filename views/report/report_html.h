#pragma once
// A report as one HTML file that needs nothing else: no scripts, no links, pictures inside. What comes from logs is escaped.
// The same content gives the same bytes. No widgets; any thread.

#include <QString>

#include <vector>

#include "app/engine/report_content.h"

namespace causeway::views {

// Sources of pictures: `data:` addresses, or names of resources of a text document. Empty: there is none.
struct ReportPicture {
    QString source;
    int width = 0; // pixels on the page; 0: as wide as it is, at most the page
    QString note;  // about what it leaves out, or why there is none
};
struct ReportPictures {
    ReportPicture flow;
    std::vector<ReportPicture> heatMaps; // one a case
    bool onPages = false;                // for a text document
};

QString reportHtml(const engine::ReportContent &content, const ReportPictures &pictures);

} // namespace causeway::views
