#pragma once
// Policies that act as they were trained (train.h).

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy mirasPolicy();
Policy modelFreePolicy();

} // namespace causeway::allocate
