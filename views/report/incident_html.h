#pragma once
// An incident as a page for people who have no Causeway: what broke, since when, whom it hurts, what speaks for and against it, and
// what a person says of it. HTML as of html_page.h; times are UTC. The same content gives the same bytes. No widgets; any thread.

#include "views/report/html_page.h"
#include "views/rootcause/cause_desk.h"

namespace causeway::views {

struct IncidentPage {
    std::string project;                   // path
    CauseAnswerData answer;
    std::optional<storage::Incident> kept; // what people say of it
};

struct IncidentPictures {
    ReportPicture example, normal, map;
    struct Metric {
        QString title;
        ReportPicture picture;
    };
    std::vector<Metric> metrics;
    bool onPages = false;                  // for a text document
};

QString incidentHtml(const IncidentPage &page, const IncidentPictures &pictures);

} // namespace causeway::views
