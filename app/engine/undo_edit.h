#pragma once
// Undoes and redoes edits of any kind (labels, templates, models) by their number in the edit log.

#include "analysis/core/job.h"
#include "storage/edit_log.h"

namespace causeway::engine {

struct UndoEditRequest {
    storage::EditNumber edit = 0; // 0 = the newest that is not undone (redo: not possible)
    std::string kindPrefix;       // edit 0: only among kinds that begin so ("label", "template", "model", "scenario", "split", "approval"); empty = any
    bool redo = false;
};

struct UndoEditResponse {
    storage::EditInfo edit; // as it is now
};

// Errors: NotFound (nothing to undo), Conflict (a later edit touched the same; the error names it).
Result<UndoEditResponse> undoEdit(storage::Project &project, const UndoEditRequest &request, const Job &job);

} // namespace causeway::engine
