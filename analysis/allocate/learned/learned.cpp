#include "analysis/allocate/learned/learned.h"

namespace causeway::allocate {

namespace {

std::vector<Setting> settings() { return {{"budget", 0, 0, 10'000, "replicas of all services together; 0: as many as it was trained with", true}}; }

} // namespace

Policy mirasPolicy()
{
    Policy out{"miras", PolicyKind::Scaling, "shares a fixed number of replicas as it learned on roll-outs of a model that it learned of the system", "Yang et al. 2019 (MIRAS)",
               "the idea of the paper, details are own: rounds of running, fitting the model and training on short roll-outs, noise on the actor's weights, lending where little work is; beyond it, roll-outs draw from the model's errors, and the best round is kept", settings()};
    out.trained = true;
    return out;
}

Policy modelFreePolicy()
{
    Policy out{"model_free", PolicyKind::Scaling, "shares a fixed number of replicas as it learned on the system itself", "Yang et al. 2019 (MIRAS), a baseline there; Lillicrap et al. 2016 (DDPG)",
               "the idea, with actions of whole replicas; the best round is kept", settings()};
    out.trained = true;
    return out;
}

} // namespace causeway::allocate
