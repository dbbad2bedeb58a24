#pragma once
// What a scenario's policies may do only with a person's consent ("approve" of a scenario file), and who gave it or refused it, when and why.
// The last decision that covers a service and a kind of action holds.

#include <span>

#include "analysis/core/json_writer.h"
#include "analysis/simulate/audit_entry.h"
#include "analysis/simulate/scenario.h"
#include "storage/approval_store.h"

namespace causeway::engine {

using storage::Approval;

// In order of time.
Result<std::vector<Approval>> listApprovals(storage::Project &project);

// The decision that holds for a kind of action at a service of that scenario (0: of none that is kept); nullptr: there is none.
const Approval *decisionOn(std::span<const Approval> approvals, std::int64_t scenario, std::string_view kind, std::string_view service);

// A consent that a scenario asks for.
struct Consent {
    std::uint32_t service = 0;
    simulate::ActionKind kind = simulate::ActionKind::AddReplicas;
    std::optional<Approval> decision;  // absent: nobody has decided
    // What policies asked for and did not get, of an audit.
    std::uint64_t asked = 0;           // times
    double fromS = 0, toS = 0;
};
// By service and kind.
std::vector<Consent> consentsOf(const simulate::Scenario &scenario, std::int64_t number, std::span<const Approval> approvals, std::span<const simulate::AuditEntry> audit = {});

// The scenario as it may be run: what was granted is no longer asked for.
simulate::Scenario approvedScenario(const simulate::Scenario &scenario, std::int64_t number, std::span<const Approval> approvals);
Result<simulate::Scenario> approvedScenario(storage::Project &project, const simulate::Scenario &scenario, std::int64_t number);

struct ApproveRequest {
    std::int64_t scenario = 0;         // 0: all scenarios
    std::string kind;                  // one of simulate::kActionKinds
    std::string service;               // empty: all
    std::string reason, by;            // by empty: the user's name
    bool granted = true;
};
// Durable when it returns; undoEdit() takes it back. Errors: InvalidInput (no such kind; no reason), NotFound (the scenario, or it has no such
// service).
Result<storage::EditNumber> approve(storage::Project &project, const ApproveRequest &request);

std::string approvalsJson(std::span<const Approval> approvals);
void writeConsents(JsonWriter &json, const simulate::Scenario &scenario, std::span<const Consent> consents); // an array

} // namespace causeway::engine
