#pragma once
// Events that a person has marked, with an optional note.

#include <string>
#include <vector>

#include "storage/project.h"

namespace causeway::storage {

struct Bookmark {
    EventId event;
    std::string note;
};

class BookmarkStore {
public:
    explicit BookmarkStore(Project &project) : m_project(project) {}
    Result<std::vector<Bookmark>> all() const; // rising event
    Result<void> set(const Bookmark &bookmark); // adds or replaces
    Result<void> remove(EventId event);         // one that is not there is no error

private:
    Project &m_project;
};

} // namespace causeway::storage
