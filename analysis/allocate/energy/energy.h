#pragma once
// Policies that trade what is done and when for power that is not green (Xu, Toosi and Buyya 2020).

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy brownoutPolicy();
Policy deferralPolicy();
Policy brownoutDeferralPolicy();

} // namespace causeway::allocate
