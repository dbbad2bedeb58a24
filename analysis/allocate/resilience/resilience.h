#pragma once
// Policies that keep a failure from spreading along calls. A limit on what is in flight is among the flow controls.

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy breakerPolicy();
Policy backoffPolicy();

} // namespace causeway::allocate
