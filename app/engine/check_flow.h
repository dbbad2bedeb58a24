#pragma once
// Conformance of one period to the flow of another: what came in another order, did not come, came once too often or late, and
// what changed for good: delays, shares of branches, steps and transitions that are new.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "app/engine/mine_flow.h"

namespace causeway::engine {

enum class FlowFindingKind : std::uint8_t {
    Shift,       // a transition is slower or faster for good
    Branch,      // what follows from a step is shared out otherwise
    UnknownEdge, // a transition that the other period does not have
    UnknownNode, // a pattern that it does not have
    Sequence,    // an event came without what it follows from
    Missing,     // what always follows did not come
    Redundancy,  // an event came once more than it was to
    Loop,        // more often in a session than ever
    Latency,     // it came, later than the bound
    Transient,   // a transition was slower or faster for a while
};
constexpr std::size_t kFlowFindingKinds = 10;
std::string_view toName(FlowFindingKind kind); // "shift", "branch", "unknown-edge" …

struct FlowFinding {
    FlowFindingKind kind = FlowFindingKind::Sequence;
    Message message;
    std::optional<EventId> event;     // it is about; Missing: the parent; of UnknownNode the first of that pattern
    TimePoint time = TimePoint::none();
    std::string session;              // subject id; empty: of none
    std::uint32_t from = 0, to = 0;   // templates; 0: none
    std::int64_t observedNs = 0, expectedNs = 0; // Latency: delay and bound; Shift, Transient: typical delays now and before
    double pValue = 1;                // Branch, UnknownEdge
    std::uint64_t count = 1;          // events it stands for: UnknownNode, UnknownEdge, Branch
};

struct CheckFlowRequest {
    MineFlowRequest flow;             // `range` is checked; what it is compared with is normal. Not an automaton
    std::size_t limit = 10'000;       // of findings that are listed
};

struct CheckFlowResponse {
    std::vector<FlowFinding> findings; // by kind, within a kind surest or earliest first
    std::array<std::uint64_t, kFlowFindingKinds> counts{}; // of all, listed or not
    std::uint64_t total = 0;
    std::uint64_t events = 0, normalEvents = 0;
    std::uint64_t cut = 0;             // events of sessions that lie partly in the other period or in neither: they are left out
    std::string grouping;              // empty: by times alone
    std::vector<Message> warnings;
};

// Errors: Usage (nothing to compare with, an automaton), those of mineFlow.
Result<CheckFlowResponse> checkFlow(storage::Project &project, const CheckFlowRequest &request, const Job &job);

} // namespace causeway::engine
