#include "analysis/allocate/routing/routing.h"

namespace causeway::allocate {

namespace {

using simulate::Routing;

std::function<void(simulate::Scenario &, const Settings &)> everywhere(Routing routing)
{
    return [routing](simulate::Scenario &scenario, const Settings &) {
        for (simulate::Service &service : scenario.services)
            if (service.routing != Routing::Shared)
                service.routing = routing;
    };
}

} // namespace

Policy roundRobinPolicy()
{
    return {"round_robin", PolicyKind::Routing, "one replica after the other", "–", "exact", {}, everywhere(Routing::RoundRobin)};
}

Policy randomPolicy()
{
    return {"random", PolicyKind::Routing, "any replica, each as likely", "–", "exact", {}, everywhere(Routing::Random)};
}

Policy leastConnectionsPolicy()
{
    return {"least_connections", PolicyKind::Routing, "the replica with the fewest requests, of equals the next in turn", "Winston 1977 (join the shortest queue)", "exact; its view may be old", {}, everywhere(Routing::LeastLoaded)};
}

Policy jsq2Policy()
{
    return {"jsq2", PolicyKind::Routing, "of two replicas drawn at random the one with fewer requests", "Mitzenmacher 2001 (the power of two choices)", "exact; its view may be old", {}, everywhere(Routing::BestOfTwo)};
}

} // namespace causeway::allocate
