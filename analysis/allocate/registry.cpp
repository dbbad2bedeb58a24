#include "analysis/allocate/energy/energy.h"
#include "analysis/allocate/flow_control/flow_control.h"
#include "analysis/allocate/learned/learned.h"
#include "analysis/allocate/policy.h"
#include "analysis/allocate/resilience/resilience.h"
#include "analysis/allocate/routing/routing.h"
#include "analysis/allocate/rules/rules.h"
#include "analysis/allocate/scaling/scaling.h"

namespace causeway::allocate {

std::span<const Policy> policies()
{
    static const std::vector<Policy> all{
        staticPolicy(), proportionalPolicy(), hpaPolicy(), smartVmPolicy(), drsPolicy(), modelPredictivePolicy(), mirasPolicy(), modelFreePolicy(),
        roundRobinPolicy(), randomPolicy(), leastConnectionsPolicy(), jsq2Policy(),
        staticLimitPolicy(), liPolicy(), gradient2Policy(), vegasPolicy(), bbrPolicy(),
        breakerPolicy(), backoffPolicy(),
        brownoutPolicy(), deferralPolicy(), brownoutDeferralPolicy(),
        rulesPolicy(),
    };
    return all;
}

} // namespace causeway::allocate
