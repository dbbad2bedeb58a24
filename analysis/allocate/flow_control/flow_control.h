#pragma once
// Policies that refuse requests so that those let in are answered in time. Each looks at windows of time and sets how many requests may be
// in flight at a service, at those that are asked from outside, or at all (setting `everywhere`).

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy staticLimitPolicy();
Policy liPolicy();
Policy gradient2Policy();
Policy vegasPolicy();
Policy bbrPolicy();

} // namespace causeway::allocate
