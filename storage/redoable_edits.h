#pragma once
// Which undone edits may be redone: as on any undo stack those that were undone since the last new edit.

#include <vector>

#include "storage/edit_log.h"

namespace causeway::storage {

// Rising numbers.
Result<std::vector<EditNumber>> redoableEdits(Project &project);

// Another number once anybody has edited, undone or redone, as far as one of the newest edits is concerned. Cheap.
Result<std::int64_t> editStamp(Project &project);

} // namespace causeway::storage
