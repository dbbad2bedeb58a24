#pragma once
// Policies that choose the replica for a request. Services with one queue for all replicas have nothing to choose. How old the queue
// lengths are that they see is a field of the scenario (routing_view_s).

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy roundRobinPolicy();
Policy randomPolicy();
Policy leastConnectionsPolicy();
Policy jsq2Policy();

} // namespace causeway::allocate
