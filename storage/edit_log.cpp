#include "storage/edit_log.h"

#include "storage/database.h"

namespace causeway::storage {

namespace {

// The column `undone`. What is undone when a new edit is made is superseded: it is not redone any more.
constexpr int kDone = 0;
constexpr int kUndone = 1;
constexpr int kSuperseded = 2;

constexpr const char *kColumns = "SELECT number,kind,subject,summary,before,after,at_ns,undone FROM edit ";

EditInfo readRow(const Statement &row)
{
    EditInfo edit;
    edit.number = row.integer(0);
    edit.kind = row.text(1);
    edit.subject = row.text(2);
    edit.summary = row.text(3);
    edit.before = row.text(4);
    edit.after = row.text(5);
    edit.atNs = row.integer(6);
    edit.undone = row.integer(7) != kDone;
    return edit;
}

Result<EditInfo> get(Database &database, EditNumber number)
{
    EditInfo edit;
    {
        Statement row = database.prepare(std::string(kColumns) + "WHERE number=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(number).step());
        if (!found)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no edit number %1"), number));
        edit = readRow(row);
    }
    Statement touched = database.prepare("SELECT touched FROM edit_touch WHERE edit=? ORDER BY touched");
    touched.bind(number);
    for (;;) {
        CAUSEWAY_ASSIGN(const bool more, touched.step());
        if (!more)
            return edit;
        edit.touches.push_back(touched.text(0));
    }
}

Result<bool> isSuperseded(Database &database, EditNumber number)
{
    Statement row = database.prepare("SELECT 1 FROM edit WHERE number=? AND undone=?");
    return row.bind(number).bind(kSuperseded).step();
}

// The newest edit after `number` that shares something with it and is (not) undone. For undoing: not undone. For redoing:
// not undone as well, since what it left behind would be written over.
Result<void> checkLater(Database &database, const EditInfo &edit, const char *what)
{
    Statement later = database.prepare("SELECT e.number, e.summary FROM edit_touch mine JOIN edit_touch other ON other.touched=mine.touched "
                                       "JOIN edit e ON e.number=other.edit WHERE mine.edit=?1 AND other.edit>?1 AND e.undone=0 "
                                       "ORDER BY e.number DESC LIMIT 1");
    CAUSEWAY_ASSIGN(const bool conflict, later.bind(edit.number).step());
    if (conflict)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot be %2"), edit.summary, what),
                       Message(CAUSEWAY_TEXT("a later edit changed the same: “%1” (number %2)"), later.text(1), later.integer(0)),
                       Message(CAUSEWAY_TEXT("Undo the later edit first.")));
    return {};
}

} // namespace

Result<std::vector<EditInfo>> EditLog::recent(std::size_t limit) const
{
    std::vector<EditInfo> edits;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "ORDER BY number DESC LIMIT ?");
        row.bind(static_cast<std::uint64_t>(limit));
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            edits.push_back(readRow(row));
        }
    }));
    return edits;
}

Result<std::optional<EditInfo>> EditLog::lastUndoable(std::string_view kindPrefix) const
{
    std::optional<EditInfo> edit;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "WHERE undone=0 AND substr(kind,1,length(?1))=?1 ORDER BY number DESC LIMIT 1");
        CAUSEWAY_ASSIGN(const bool found, row.bind(kindPrefix).step());
        if (found)
            edit = readRow(row);
        return {};
    }));
    return edit;
}

Result<EditNumber> EditLog::append(Database &database, const EditInfo &edit)
{
    CAUSEWAY_TRY(database.prepare("UPDATE edit SET undone=?1 WHERE undone=?2").bind(kSuperseded).bind(kUndone).run());
    CAUSEWAY_TRY(database.prepare("INSERT INTO edit(kind,subject,summary,before,after,at_ns,undone) VALUES(?,?,?,?,?,?,?)")
                     .bind(edit.kind)
                     .bind(edit.subject)
                     .bind(edit.summary)
                     .bind(edit.before)
                     .bind(edit.after)
                     .bind(edit.atNs)
                     .bind(edit.undone ? kUndone : kDone)
                     .run());
    const EditNumber number = database.lastInsertId();
    Statement touch = database.prepare("INSERT OR IGNORE INTO edit_touch(touched,edit) VALUES(?,?)");
    for (const std::string &key : edit.touches)
        CAUSEWAY_TRY(touch.bind(key).bind(number).run());
    return number;
}

Result<void> EditLog::markUndone(Database &database, EditNumber number, bool undone)
{
    return database.prepare("UPDATE edit SET undone=? WHERE number=?").bind(undone ? kUndone : kDone).bind(number).run();
}

Result<EditInfo> EditLog::checkUndo(Database &database, EditNumber number)
{
    CAUSEWAY_ASSIGN(EditInfo edit, get(database, number));
    if (edit.undone)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” is undone already"), edit.summary));
    CAUSEWAY_TRY(checkLater(database, edit, CAUSEWAY_TEXT("undone")));
    return edit;
}

Result<EditInfo> EditLog::checkRedo(Database &database, EditNumber number)
{
    CAUSEWAY_ASSIGN(EditInfo edit, get(database, number));
    if (!edit.undone)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” has not been undone"), edit.summary));
    CAUSEWAY_ASSIGN(const bool superseded, isSuperseded(database, number));
    if (superseded)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot be %2"), edit.summary, "redone"),
                       Message(CAUSEWAY_TEXT("another edit was made after it was undone")), Message(CAUSEWAY_TEXT("Make the edit again.")));
    CAUSEWAY_TRY(checkLater(database, edit, CAUSEWAY_TEXT("redone")));
    return edit;
}

Result<void> EditLog::undo(EditNumber number, const Apply &apply)
{
    return m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const EditInfo edit, checkUndo(database, number));
        CAUSEWAY_TRY(apply(database, edit, true));
        return markUndone(database, number, true);
    });
}

Result<void> EditLog::redo(EditNumber number, const Apply &apply)
{
    return m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const EditInfo edit, checkRedo(database, number));
        CAUSEWAY_TRY(apply(database, edit, false));
        return markUndone(database, number, false);
    });
}

} // namespace causeway::storage
