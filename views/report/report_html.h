#pragma once
// A report as one HTML file that needs nothing else: no scripts, no links, pictures inside. What comes from logs is escaped.
// The same content gives the same bytes. No widgets; any thread.

#include <QString>

#include <vector>

#include "app/engine/report_content.h"
#include "views/report/html_page.h"

namespace causeway::views {

struct ReportPictures {
    ReportPicture flow;
    std::vector<ReportPicture> heatMaps; // one a case
    bool onPages = false;                // for a text document
};

QString reportHtml(const engine::ReportContent &content, const ReportPictures &pictures);

} // namespace causeway::views
