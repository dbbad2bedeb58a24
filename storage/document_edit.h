#pragma once
// Edits of stored documents that people fork and change (scenarios, splits), as the edit log keeps them. Documents are large and edits small: of
// the document only the part that differs is kept, with digests of the whole, so that an edit is never applied to another text.

#include <string>
#include <string_view>

#include "storage/edit_log.h"

namespace causeway::storage {

// A document of a table by its number, and how it is named.
struct NamedDocument {
    std::int64_t id = 0;
    bool removed = false;
    std::string name, note, text;
};

class DocumentEdit {
public:
    // what: of which kind documents are, for messages ("edits of scenarios").
    explicit DocumentEdit(const char *what) : m_what(what) {}
    // Inside a write transaction: appends an edit whose subject is the document. prefix: of what it touches ("scenario").
    [[nodiscard]] Result<EditNumber> record(Database &database, std::string kind, std::string_view prefix, std::string summary, const NamedDocument &before, const NamedDocument &after) const;
    // The document that an edit is about. Errors: Damaged.
    [[nodiscard]] Result<std::int64_t> idOf(const EditInfo &edit) const;
    // The document after undoing or redoing it. Errors: Conflict (it is not as the edit left or found it), Damaged.
    [[nodiscard]] Result<NamedDocument> replay(const EditInfo &edit, bool undo, NamedDocument now) const;

private:
    const char *m_what;
};

} // namespace causeway::storage
