#pragma once
// A rule by which a policy acts, as people write it:
//   when METRIC(WHAT) OP VALUE [for S] do PRIMITIVE(WHAT, …) [cooldown S] [priority N] [dry]
// What metrics and primitives there are is not known here (analysis/allocate/rules).

#include <string>
#include <string_view>

#include "analysis/core/result.h"

namespace causeway::simulate {

struct PolicyRule {
    std::string when, action;   // "utilisation(order) > 0.8", "add_replicas(order, 1)"
    double forS = 0;            // the condition must have held for so long
    double cooldownS = 0;       // so long after it acted it does not act again
    double priority = 0;        // of two that want opposite things, or the same twice, the higher one acts
    bool dry = false;           // told, not done
    bool operator==(const PolicyRule &) const = default;
};

// Errors: InvalidInput, why and hint without the place.
Result<PolicyRule> parseRule(std::string_view text);
std::string toText(const PolicyRule &rule);

} // namespace causeway::simulate
