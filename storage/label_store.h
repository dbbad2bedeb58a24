#pragma once
// Labels: what people say about subjects. Saved (durably) when the call returns; every change is an edit that can be undone.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/subject.h"
#include "storage/edit_log.h"

namespace causeway::storage {

struct Label {
    Subject subject;
    Verdict verdict = Verdict::Unsure;
    std::string kind; // user-defined, may be empty
    std::string by;   // who; "import" for labels that came with the data
    std::string note;
    std::int64_t atNs = 0;
};

struct LabelCounts {
    std::uint64_t labels = 0, normal = 0, anomalous = 0, unsure = 0;
};

class LabelStore {
public:
    explicit LabelStore(Project &project) : m_project(project) {}
    Result<std::optional<Label>> get(const Subject &subject) const;
    Result<std::vector<Label>> all() const; // by subject
    Result<LabelCounts> counts() const;
    // Sets or replaces; one edit for the whole batch. The number to undo it by.
    Result<EditNumber> set(std::span<const Label> labels, std::string summary);
    Result<EditNumber> remove(const Subject &subject); // NotFound where there is none
    // One edit for those of the subjects that have a label; NotFound where none has.
    Result<EditNumber> remove(std::span<const Subject> subjects, std::string summary);
    Result<void> undo(EditNumber edit);
    Result<void> redo(EditNumber edit);
    // Labels that come with an import: no edit, part of the import's transaction.
    static Result<void> insertImported(Database &database, std::span<const Label> labels);

private:
    Project &m_project;
};

} // namespace causeway::storage
