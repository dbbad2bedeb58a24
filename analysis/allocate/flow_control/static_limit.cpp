#include "analysis/allocate/flow_control/flow_control.h"
#include "analysis/allocate/flow_control/limiting.h"

namespace causeway::allocate {

namespace {

struct Servers {
    double perReplica = 1;
};

class StaticLimit final : public Limiting<StaticLimit, Servers> {
public:
    StaticLimit(const simulate::Scenario &scenario, const Settings &settings) : Limiting("static_limit", scenario, settings, {}), m_perServer(settings["per_server"])
    {
        for (std::size_t i = 0; i < services().size(); ++i)
            states()[i].perReplica = scenario.services[services()[i]].servers;
    }
    [[nodiscard]] double next(const Servers &servers, const simulate::ServiceWindow &window) const { return std::ceil(m_perServer * servers.perReplica * std::max(window.replicas, 1u)); }

private:
    double m_perServer;
};

} // namespace

Policy staticLimitPolicy()
{
    return {"static_limit", PolicyKind::FlowControl, "refuses requests beyond a fixed number in flight for each server", "–", "exact",
            {{"per_server", 4, 0.01, 1e6, "requests in flight for each server"}, interval(1), kEverywhere},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<StaticLimit>(scenario, settings); }};
}

} // namespace causeway::allocate
