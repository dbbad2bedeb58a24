#pragma once
// What a policy asked for and was not given, or not as it asked.

#include <cstdint>

#include "analysis/simulate/action_kind.h"

namespace causeway::simulate {

struct AuditEntry {
    // Of what: replicas; share of optional calls made; share of requests refused; requests in flight (0: no limit), requests a second
    // (0: no limit); number of a routing; factor. The others have no amount.
    enum class What : std::uint8_t { Replicas, Dimmer, Shed, Limit, RateLimit, Routing, Weight, Speed, Restart, Move, Replace, Resilience } what = What::Replicas;
    std::uint32_t service = 0;
    double fromS = 0, toS = 0;      // first and last time; 0 is where measuring begins
    double asked = 0, kept = 0;
    std::uint64_t times = 0;        // one after the other
    // Floor: of the service. Importance: it was taken from, or given to, another service; asked and kept are those that differ most, and Shed
    // tells of single requests: asked 1, kept 0 was let in, and one at a less important service refused in its place (asked 0, kept 1).
    // Approval: a person's consent is missing.
    enum class Why : std::uint8_t { Floor, Importance, Approval } why = Why::Floor;
};
constexpr std::array<std::string_view, 12> kAuditWhats{"replicas", "dimmer", "shed", "limit", "rate_limit", "routing", "weight", "speed", "restart", "move", "replace", "resilience"};
constexpr std::array<std::string_view, 3> kAuditWhys{"floor", "importance", "approval"};

// What consent it would have needed.
[[nodiscard]] constexpr ActionKind kindOf(const AuditEntry &entry)
{
    using What = AuditEntry::What;
    switch (entry.what) {
    case What::Replicas: return entry.asked > entry.kept ? ActionKind::AddReplicas : ActionKind::RemoveReplicas;
    case What::Dimmer: return ActionKind::Dim;
    case What::Shed:
    case What::Limit:
    case What::RateLimit: return ActionKind::Limit;
    case What::Routing:
    case What::Weight: return ActionKind::Route;
    case What::Speed: return ActionKind::Speed;
    case What::Restart: return ActionKind::Restart;
    case What::Move: return ActionKind::Move;
    case What::Replace: return ActionKind::Replace;
    case What::Resilience: break;
    }
    return ActionKind::Resilience;
}

} // namespace causeway::simulate
