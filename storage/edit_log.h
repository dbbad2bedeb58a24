#pragma once
// Every edit a person makes is a row: the edit log is the truth that undo works on, over restarts and between windows.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/project.h"

namespace causeway::storage {

using EditNumber = std::int64_t;

struct EditInfo {
    EditNumber number = 0;
    std::string kind;       // "label", "template.merge" …
    std::string subject;    // what it is about, for people; may be one of many
    std::vector<std::string> touches; // keys of all that it changed ("label:session:…", "template:17"): edits that share one conflict
    std::string summary;    // for the undo menu, English
    std::string before, after; // JSON, enough to undo and redo
    std::int64_t atNs = 0;
    bool undone = false;
};

class EditLog {
public:
    explicit EditLog(Project &project) : m_project(project) {}
    // Newest first.
    // Without `touches`.
    Result<std::vector<EditInfo>> recent(std::size_t limit) const;
    // The newest that is not undone, of kinds that begin with kindPrefix.
    Result<std::optional<EditInfo>> lastUndoable(std::string_view kindPrefix = {}) const;

    // Undoes or redoes in one durable transaction: checks that it may, has `apply` change what the edit is about, and marks the edit.
    // Errors: as checkUndo and checkRedo, those of apply.
    using Apply = std::function<Result<void>(Database &database, const EditInfo &edit, bool undo)>;
    Result<void> undo(EditNumber number, const Apply &apply);
    Result<void> redo(EditNumber number, const Apply &apply);

    // Within an open write transaction.
    static Result<EditNumber> append(Database &database, const EditInfo &edit);
    static Result<void> markUndone(Database &database, EditNumber number, bool undone);
    // Conflict where a later edit, not undone, touched the same: the error tells which. NotFound, Conflict (undone already).
    static Result<EditInfo> checkUndo(Database &database, EditNumber number);
    // The same for redoing an undone edit.
    static Result<EditInfo> checkRedo(Database &database, EditNumber number);

private:
    Project &m_project;
};

} // namespace causeway::storage
