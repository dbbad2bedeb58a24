#include "storage/split_store.h"

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/document_edit.h"
#include "storage/packed_blob.h"

namespace causeway::storage {

namespace {

constexpr const char *kSelect = "SELECT id,ifnull(parent,0),name,classes,pins,note,by,created_ns,removed FROM split ";
constexpr const char *kEditName = CAUSEWAY_TEXT("an edit of splits");
constexpr char kBetween = '\n'; // of classes and pins: no JSON that is written compactly has one

const DocumentEdit kEdit(kEditName);

NamedDocument documentOf(const StoredSplit &split) { return {split.id, split.removed, split.name, split.note, split.classes + kBetween + split.pins}; }

StoredSplit readRow(const Statement &row)
{
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.integer(7), row.integer(8) != 0};
}

// Removed ones too. Errors: NotFound.
Result<StoredSplit> find(Database &database, SplitId id, bool shown)
{
    Statement row = database.prepare(std::string(kSelect) + "WHERE id=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(id).step());
    StoredSplit split;
    if (found)
        split = readRow(row);
    if (!found || (shown && split.removed))
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no split number %1"), id));
    return split;
}

Result<void> update(Database &database, const StoredSplit &split)
{
    return database.prepare("UPDATE split SET name=?,classes=?,pins=?,note=?,removed=? WHERE id=?")
        .bind(split.name).bind(split.classes).bind(split.pins).bind(split.note).bind(std::int64_t{split.removed}).bind(split.id).run();
}

Result<EditNumber> record(Database &database, const char *kind, std::string summary, const NamedDocument &before, const StoredSplit &after)
{
    return kEdit.record(database, kind, "split", std::move(summary), before, documentOf(after));
}

Result<void> replay(Database &database, const EditInfo &edit, bool undo)
{
    CAUSEWAY_ASSIGN(const SplitId id, kEdit.idOf(edit));
    CAUSEWAY_ASSIGN(StoredSplit split, find(database, id, false));
    CAUSEWAY_ASSIGN(NamedDocument then, kEdit.replay(edit, undo, documentOf(split)));
    const std::size_t between = then.text.find(kBetween);
    if (between == std::string::npos)
        return failure(damagedBlob(kEditName));
    split.removed = then.removed;
    split.name = std::move(then.name);
    split.note = std::move(then.note);
    split.classes = then.text.substr(0, between);
    split.pins = then.text.substr(between + 1);
    return update(database, split);
}

} // namespace

Result<std::vector<StoredSplit>> SplitStore::all() const
{
    std::vector<StoredSplit> splits;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kSelect) + "ORDER BY id");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            splits.push_back(readRow(row));
        }
    }));
    return splits;
}

Result<StoredSplit> SplitStore::get(SplitId id) const
{
    StoredSplit split;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(split, find(database, id, true));
        return {};
    }));
    return split;
}

Result<SplitStore::Saved> SplitStore::add(StoredSplit split, std::string summary)
{
    Saved saved;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        if (split.parent != 0)
            CAUSEWAY_TRY(find(database, split.parent, true));
        Statement row = database.prepare("INSERT INTO split(parent,name,classes,pins,note,created_ns,by) VALUES(nullif(?,0),?,?,?,?,?,?)");
        CAUSEWAY_TRY(row.bind(split.parent).bind(split.name).bind(split.classes).bind(split.pins).bind(split.note).bind(split.createdNs == 0 ? nowNs() : split.createdNs).bind(split.by).run());
        split.id = saved.id = database.lastInsertId();
        split.removed = false;
        NamedDocument before = documentOf(split);
        before.removed = true;
        CAUSEWAY_ASSIGN(saved.edit, record(database, "split.add", std::move(summary), before, split));
        return {};
    }));
    return saved;
}

Result<EditNumber> SplitStore::change(const StoredSplit &split, std::string summary)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(StoredSplit now, find(database, split.id, true));
        const NamedDocument before = documentOf(now);
        now.name = split.name;
        now.note = split.note;
        now.classes = split.classes;
        now.pins = split.pins;
        CAUSEWAY_TRY(update(database, now));
        CAUSEWAY_ASSIGN(number, record(database, "split.change", std::move(summary), before, now));
        return {};
    }));
    return number;
}

Result<EditNumber> SplitStore::remove(SplitId id, std::string summary)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(StoredSplit split, find(database, id, true));
        const NamedDocument before = documentOf(split);
        split.removed = true;
        CAUSEWAY_TRY(update(database, split));
        CAUSEWAY_ASSIGN(number, record(database, "split.remove", std::move(summary), before, split));
        return {};
    }));
    return number;
}

Result<void> SplitStore::undo(EditNumber edit) { return EditLog(m_project).undo(edit, replay); }

Result<void> SplitStore::redo(EditNumber edit) { return EditLog(m_project).redo(edit, replay); }

} // namespace causeway::storage
