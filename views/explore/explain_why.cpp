#include "views/explore/explain_why.h"

#include "app/workspace/workspace.h"
#include "views/explore/why_dialog.h"

namespace causeway::views {

void explainWhy(const ViewContext &context, QWidget *owner, const engine::ExplainPatternsRequest &request)
{
    const workspace::ProjectData &open = context.workspace.data();
    if (!open.project || !open.reader || !open.catalog)
        return;
    context.workspace.jobs().start<engine::ExplainPatternsResponse>(
        {.key = "explore.why", .title = Message(CAUSEWAY_TEXT("Compare patterns"))},
        [project = open.project, reader = open.reader, catalog = open.catalog, request](const Job &job) { return engine::explainPatterns(*project, *reader, *catalog, request, job); }, owner,
        [owner](const engine::ExplainPatternsResponse &answer) {
            auto *dialog = new WhyDialog(answer, owner->window());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
}

} // namespace causeway::views
