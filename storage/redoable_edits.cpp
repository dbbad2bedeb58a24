#include "storage/redoable_edits.h"

#include "storage/database.h"

namespace causeway::storage {

Result<std::vector<EditNumber>> redoableEdits(Project &project)
{
    std::vector<EditNumber> numbers;
    CAUSEWAY_TRY(project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT number FROM edit WHERE undone=1 ORDER BY number"); // 2: superseded by a new edit
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            numbers.push_back(row.integer(0));
        }
    }));
    return numbers;
}

} // namespace causeway::storage
