#include "views/explore/explain_why.h"

#include "app/workspace/workspace.h"
#include "views/explore/pattern_edits.h"
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
        [context, owner](const engine::ExplainPatternsResponse &answer) {
            auto *dialog = new WhyDialog(answer, owner->window());
            auto *edits = owner->findChild<PatternEdits *>(QString(), Qt::FindDirectChildrenOnly); // outlives the dialog: it tells of the merge when that is saved
            if (edits == nullptr)
                edits = new PatternEdits(context, owner);
            QObject::connect(dialog, &WhyDialog::mergeAsked, edits, [edits, into = answer.a, from = answer.b] { edits->merge({from}, into); });
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
}

} // namespace causeway::views
