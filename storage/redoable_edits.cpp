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

Result<std::int64_t> editStamp(Project &project)
{
    constexpr std::int64_t kNewest = 32;
    std::uint64_t stamp = 0;
    CAUSEWAY_TRY(project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT number,undone FROM edit ORDER BY number DESC LIMIT ?");
        row.bind(kNewest);
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            stamp = stamp * 0x9E3779B97F4A7C15 + static_cast<std::uint64_t>(row.integer(0)) * 4 + static_cast<std::uint64_t>(row.integer(1));
        }
    }));
    return static_cast<std::int64_t>(stamp);
}

} // namespace causeway::storage
