#pragma once
// Scenarios that people plan with: a tree of forks, each a whole scenario document. Saved (durably) when the call returns; every change is
// an edit that can be undone, over restarts. Also the answers that were computed for them, so that the same input is not run twice.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/edit_log.h"

namespace causeway::storage {

using ScenarioId = std::int64_t;

struct StoredScenario {
    ScenarioId id = 0;       // 0: not kept yet
    ScenarioId parent = 0;   // that it was forked from, which may be removed since; 0: none
    std::string name;
    std::string document;    // a scenario file's text, as simulate::toJson writes it
    std::string note, by;
    std::int64_t createdNs = 0; // 0: now
    bool removed = false;
    bool operator==(const StoredScenario &) const = default;
};

// An answer by the digest of all that decides it.
struct StoredAnswer {
    std::string digest, kind;  // kind: which question, for people
    std::int64_t version = 0;  // of what computed it
    std::uint64_t seed = 0;
    std::string result;        // JSON
};

class ScenarioStore {
public:
    static constexpr std::size_t kMostAnswers = 500; // kept; the oldest go first

    explicit ScenarioStore(Project &project) : m_project(project) {}
    Result<std::vector<StoredScenario>> all() const;          // by id, removed ones too
    Result<StoredScenario> get(ScenarioId id) const;          // NotFound, also where it is removed
    struct Saved {
        ScenarioId id = 0;
        EditNumber edit = 0;
    };
    Result<Saved> add(StoredScenario scenario, std::string summary);
    // Name, note and document. Errors: NotFound.
    Result<EditNumber> change(const StoredScenario &scenario, std::string summary);
    Result<EditNumber> remove(ScenarioId id, std::string summary); // NotFound. Its forks stay
    Result<void> undo(EditNumber edit);
    Result<void> redo(EditNumber edit);

    Result<std::optional<StoredAnswer>> answer(std::string_view digest) const;
    Result<void> keep(const StoredAnswer &answer);

private:
    Project &m_project;
};

} // namespace causeway::storage
