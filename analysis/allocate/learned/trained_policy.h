#pragma once
// A policy that was learned, as a value: it can be kept, read again and run without learning.

#include <memory>
#include <string>

#include "analysis/allocate/learned/resource_environment.h"
#include "analysis/allocate/policy.h"
#include "analysis/learn/api/dense.h"

namespace causeway::allocate {

struct TrainedPolicy {
    std::string method;                // "miras", "model_free"
    std::vector<std::string> services; // that it shares replicas among, in order
    AllocationTask task;
    bool judged = true;                // the critic may move replicas
    learn::Dense actor, critic;
    bool operator==(const TrainedPolicy &) const = default;
};

// What keeps it from acting on a scenario: its services are not those it was trained with. Empty: nothing.
Message misfit(const TrainedPolicy &policy, const simulate::Scenario &scenario);

// At each window the replicas of allocationOf. budget 0: as trained. The scenario must fit.
std::unique_ptr<simulate::Controller> controllerOf(std::shared_ptr<const TrainedPolicy> policy, const simulate::Scenario &scenario, unsigned budget = 0);

} // namespace causeway::allocate
