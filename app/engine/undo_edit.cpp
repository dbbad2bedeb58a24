#include "app/engine/undo_edit.h"

#include "app/engine/edit_templates.h"
#include "app/engine/template_masks.h"
#include "storage/approval_store.h"
#include "storage/database.h"
#include "storage/finding_store.h"
#include "storage/incident_store.h"
#include "storage/label_store.h"
#include "storage/scenario_store.h"
#include "storage/split_store.h"

namespace causeway::engine {

Result<UndoEditResponse> undoEdit(storage::Project &project, const UndoEditRequest &request, const Job &job)
{
    if (job.isCancelled())
        return failure(cancelled());
    storage::EditNumber number = request.edit;
    if (number == 0) {
        if (request.redo)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("Redoing needs the number of the edit")));
        CAUSEWAY_ASSIGN(const auto last, storage::EditLog(project).lastUndoable(request.kindPrefix));
        if (!last)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to undo")));
        number = last->number;
    }
    UndoEditResponse response;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(response.edit, request.redo ? storage::EditLog::checkRedo(database, number) : storage::EditLog::checkUndo(database, number));
        return {};
    }));
    if (response.edit.kind.starts_with("label.")) {
        storage::LabelStore labels(project);
        CAUSEWAY_TRY(request.redo ? labels.redo(number) : labels.undo(number));
    } else if (response.edit.kind.starts_with("incident.")) {
        storage::IncidentStore incidents(project);
        CAUSEWAY_TRY(request.redo ? incidents.redo(number) : incidents.undo(number));
    } else if (response.edit.kind.starts_with("scenario.")) {
        storage::ScenarioStore scenarios(project);
        CAUSEWAY_TRY(request.redo ? scenarios.redo(number) : scenarios.undo(number));
    } else if (response.edit.kind.starts_with("split.")) {
        storage::SplitStore splits(project);
        CAUSEWAY_TRY(request.redo ? splits.redo(number) : splits.undo(number));
    } else if (response.edit.kind.starts_with("approval.")) {
        storage::ApprovalStore approvals(project);
        CAUSEWAY_TRY(request.redo ? approvals.redo(number) : approvals.undo(number));
    } else if (response.edit.kind.starts_with("model.")) {
        storage::ModelStore models(project);
        CAUSEWAY_TRY(request.redo ? models.redo(number) : models.undo(number));
    } else if (response.edit.kind == kMaskEdit) {
        CAUSEWAY_TRY(undoMaskEdit(project, number, request.redo, job));
    } else if (response.edit.kind.starts_with("template.")) {
        storage::EditLog log(project);
        const auto apply = [](storage::Database &database, const storage::EditInfo &edit, bool undo) { return applyTemplateEdit(database, undo ? edit.before : edit.after); };
        CAUSEWAY_TRY(request.redo ? log.redo(number, apply) : log.undo(number, apply));
    } else {
        return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("“%1” cannot be undone"), response.edit.summary),
                       Message(CAUSEWAY_TEXT("this program does not know edits of the kind “%1”"), response.edit.kind));
    }
    response.edit.undone = !request.redo;
    return response;
}

} // namespace causeway::engine
