#include "storage/bookmark_store.h"

#include "storage/database.h"

namespace causeway::storage {

Result<std::vector<Bookmark>> BookmarkStore::all() const
{
    std::vector<Bookmark> bookmarks;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT event,note FROM bookmark ORDER BY event");
        while (true) {
            CAUSEWAY_ASSIGN(const bool found, row.step());
            if (!found)
                return {};
            bookmarks.push_back({EventId(static_cast<std::uint64_t>(row.integer(0))), std::string(row.text(1))});
        }
    }));
    return bookmarks;
}

Result<void> BookmarkStore::set(const Bookmark &bookmark)
{
    return m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        return database.prepare("INSERT OR REPLACE INTO bookmark(event,note) VALUES(?,?)")
            .bind(static_cast<std::int64_t>(bookmark.event.value))
            .bind(bookmark.note)
            .run();
    });
}

Result<void> BookmarkStore::remove(EventId event)
{
    return m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        return database.prepare("DELETE FROM bookmark WHERE event=?").bind(static_cast<std::int64_t>(event.value)).run();
    });
}

} // namespace causeway::storage
