#pragma once
// Adaptation by rules on two levels, services and their instances (Zhang et al. 2019), as a MAPE-K loop: what a window shows is held
// against the conditions (monitor, analyse), conflicts are resolved by priority (plan), what is left is done (execute), and all that
// was done, outranked, impossible or would have been done is in the run's audit (RunResult::ruleAudit, by the order of rulesOf).
//
// Two rules conflict where they want the same thing of the same service or instance at the same tick: its replicas (whoever adds, removes,
// restarts or moves them), its dimmer, a limit, its routing, its speed. The one of higher priority acts, of equals the one that is first.

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy rulesPolicy();

} // namespace causeway::allocate
