#pragma once
// Merge, split, rename, pin: a person corrects what was mined. Each call is one edit of the edit log, survives re-mining,
// and is undone and redone with undo_edit.h. Nothing that is stored of events is rewritten.

#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/edit_log.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct EditTemplatesRequest {
    enum class Action : std::uint8_t {
        Merge,  // two or more ids: the first keeps its id and takes the shapes of the others
        Split,  // one id: `shapes` leave it together for a new template; none given: every shape but the heaviest leaves for its own
        Rename, // one id: `name`; empty = called by its text again
        Pin,    // one id: re-mining leaves its shapes where they are
        Unpin,
    } action = Action::Pin;
    std::vector<TemplateId> ids;
    std::vector<ShapeId> shapes;
    std::string name;
};

struct EditTemplatesResponse {
    storage::EditNumber edit = 0;
    std::vector<storage::TemplateInfo> touched; // as they are now
};

// Errors: NotFound (no such template), InvalidInput (one shape cannot be split, too few ids …).
Result<EditTemplatesResponse> editTemplates(storage::Project &project, const EditTemplatesRequest &request, const Job &job);

// Whether two shapes belong to different templates in one side of an edit, its EditInfo::before or after. False where that says
// nothing of one of them, or cannot be read.
bool isApartIn(std::string_view state, ShapeId a, ShapeId b);

// Of an edit of kind "template.…"; undo_edit.h calls it. Within an open write transaction.
Result<void> applyTemplateEdit(storage::Database &database, std::string_view state);

} // namespace causeway::engine
