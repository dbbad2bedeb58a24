#pragma once
// What people allow policies to do: who said so, when and why. A row a decision; the last of a kind and service holds. Undo through the
// edit log.

#include <string>
#include <vector>

#include "storage/edit_log.h"

namespace causeway::storage {

struct Approval {
    std::int64_t id = 0;
    std::int64_t scenario = 0;  // number; 0: of all scenarios
    std::string kind;           // simulate::kActionKinds
    std::string service;        // empty: of all services
    bool granted = true;        // false: refused, or what was granted is taken back
    std::string reason, by;     // neither is empty
    std::int64_t atNs = 0;
    bool operator==(const Approval &) const = default;
};

class ApprovalStore {
public:
    explicit ApprovalStore(Project &project) : m_project(project) {}
    // In order of time.
    Result<std::vector<Approval>> all() const;
    // The id and, where it is not told, the time are set. Errors: InvalidInput (nobody, no reason).
    Result<EditNumber> add(Approval approval);
    Result<void> undo(EditNumber edit);
    Result<void> redo(EditNumber edit);

private:
    Project &m_project;
};

} // namespace causeway::storage
