#pragma once
// Splits of a program into services that people keep and change: a tree of forks. Saved (durably) when the call returns; every change is an edit
// that can be undone, over restarts.

#include <string>
#include <vector>

#include "storage/edit_log.h"

namespace causeway::storage {

using SplitId = std::int64_t;

struct StoredSplit {
    SplitId id = 0;          // 0: not kept yet
    SplitId parent = 0;      // that it was forked from, which may be removed since; 0: none
    std::string name;
    std::string classes;     // JSON object of class → service
    std::string pins;        // JSON, what a proposal must keep and how stable classes were
    std::string note, by;
    std::int64_t createdNs = 0; // 0: now
    bool removed = false;
    bool operator==(const StoredSplit &) const = default;
};

class SplitStore {
public:
    explicit SplitStore(Project &project) : m_project(project) {}
    Result<std::vector<StoredSplit>> all() const;          // by id, removed ones too
    Result<StoredSplit> get(SplitId id) const;             // NotFound, also where it is removed
    struct Saved {
        SplitId id = 0;
        EditNumber edit = 0;
    };
    Result<Saved> add(StoredSplit split, std::string summary);
    // Name, note, classes and pins. Errors: NotFound.
    Result<EditNumber> change(const StoredSplit &split, std::string summary);
    Result<EditNumber> remove(SplitId id, std::string summary); // NotFound. Its forks stay
    Result<void> undo(EditNumber edit);
    Result<void> redo(EditNumber edit);

private:
    Project &m_project;
};

} // namespace causeway::storage
