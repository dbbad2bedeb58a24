#pragma once
// Which optional calls are left out while nodes are overloaded.

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

// θ = √(overloaded hosts / hosts): so much of the optional work is left out, services with the least of it first.
class Dimmers {
public:
    Dimmers(const simulate::Scenario &scenario, double overload, double green);
    void tick(const simulate::Observation &seen, simulate::Actions &actions);
    // θ of the last tick, 0 … 1.
    [[nodiscard]] double theta() const { return m_theta; }

private:
    struct Optional {
        std::uint32_t service = 0;
        double work = 0; // server seconds a second, where nothing is left out and the load is the scenario's mean
    };
    [[nodiscard]] double brownShare(const simulate::Observation &seen) const;

    simulate::Scenario m_scenario;
    double m_overload, m_green, m_theta = 0;
    std::vector<Optional> m_optional; // least work first
    std::vector<std::size_t> m_hosts; // nodes of what is called optionally and of what calls it
};

// Power of the nodes now, W, at the utilisation that is seen.
double powerOf(const simulate::Scenario &scenario, const simulate::Observation &seen);
// Green power of all domains at that time, W.
double greenPowerAt(const simulate::Scenario &scenario, double timeS);

} // namespace causeway::allocate
