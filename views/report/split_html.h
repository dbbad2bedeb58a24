#pragma once
// A split as a page for people who have no Causeway: services with their classes and why each is where it is, measures and what they mean,
// calls between services, what the split costs and how to make it cost less, in what order to take services out. HTML as of html_page.h.
// The same content gives the same bytes. No widgets; any thread.

#include "app/engine/propose_boundaries.h"
#include "app/engine/splits.h"
#include "views/report/html_page.h"

namespace causeway::views {

// What a page is of; empty: not told.
struct SplitSubject {
    QString variant, project;
    QString compared = {};                                          // what it is held against
    std::map<std::string, engine::SplitMaking::Moved> moved = {};   // by hand, of engine::SplitMaking
    std::optional<engine::SplitRecipe> recipe = {};                 // by which it was proposed
    [[nodiscard]] QString text() const { return project.isEmpty() || variant.isEmpty() ? variant + project : variant + QStringLiteral(" – ") + project; }
};

// onPages: for a text document.
QString splitHtml(const engine::BoundariesResponse &response, const ReportPicture &picture, bool onPages, const SplitSubject &subject = {});

} // namespace causeway::views
