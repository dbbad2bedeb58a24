#pragma once
// What a policy can do to a running system, as people consent to it; and how important a service is to them.

#include <array>
#include <cstdint>
#include <string_view>

namespace causeway::simulate {

enum class ActionKind : std::uint8_t { AddReplicas, RemoveReplicas, Dim, Limit, Route, Speed, Restart, Move, Replace, Resilience };
// Limit: of requests in flight or a second. Route: routing and weights. Resilience: breakers and back-off of the calls that a service makes.
constexpr std::array<std::string_view, 10> kActionKinds{"add_replicas", "remove_replicas", "dim", "limit", "route", "speed", "restart", "move", "replace", "resilience"};

// A set of kinds, a bit each.
using ActionKinds = std::uint16_t;
[[nodiscard]] constexpr ActionKinds bitOf(ActionKind kind) { return static_cast<ActionKinds>(1u << static_cast<unsigned>(kind)); }
[[nodiscard]] constexpr bool has(ActionKinds kinds, ActionKind kind) { return (kinds & bitOf(kind)) != 0; }

// What is taken from services is taken from the less important ones first.
enum class Importance : std::uint8_t { Optional, Normal, Vital };
constexpr std::array<std::string_view, 3> kImportances{"optional", "normal", "vital"};

} // namespace causeway::simulate
