#pragma once
// What the flow controls share: which services they limit, and windows in which requests were answered.

#include <algorithm>
#include <cmath>
#include <deque>

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

// Those asked from outside, or all.
std::vector<std::uint32_t> limitedServices(const simulate::Scenario &scenario, bool everywhere);
// Of the service's operations, the strictest objective; `otherwise` where there is none.
double strictestObjective(const simulate::Scenario &scenario, std::uint32_t service, double otherwise);

inline const Setting kEverywhere{"everywhere", 0, 0, 1, "1: at all services; 0: at those that are asked from outside", true};
inline Setting interval(double usual) { return {"interval_s", usual, 0.01, 3600, "window of time that is looked at, s"}; }

// One State a limited service. Derived has next(State &, const ServiceWindow &) → the limit, infinite: none.
template <typename Derived, typename State>
class Limiting : public ControllerOf<Derived> {
public:
    Limiting(std::string_view name, const simulate::Scenario &scenario, const Settings &settings, const State &state)
        : ControllerOf<Derived>(name, settings["interval_s"]), m_services(limitedServices(scenario, settings.on("everywhere"))), m_states(m_services.size(), state)
    {
    }
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        for (std::size_t i = 0; i < m_services.size(); ++i) {
            const double limit = static_cast<Derived *>(this)->next(m_states[i], seen.services[m_services[i]]);
            actions.setConcurrencyLimit(m_services[i], std::isfinite(limit) ? static_cast<std::uint32_t>(std::clamp(limit, 1.0, 1e9)) : UINT32_MAX);
        }
    }

protected:
    [[nodiscard]] const std::vector<std::uint32_t> &services() const { return m_services; }
    std::vector<State> &states() { return m_states; }

private:
    std::vector<std::uint32_t> m_services;
    std::vector<State> m_states;
};

// The most or least of the last values.
class Recent {
public:
    explicit Recent(std::size_t count) : m_count(count) {}
    void add(double value)
    {
        m_values.push_back(value);
        if (m_values.size() > m_count)
            m_values.pop_front();
    }
    [[nodiscard]] bool empty() const { return m_values.empty(); }
    [[nodiscard]] double most() const { return *std::ranges::max_element(m_values); }
    [[nodiscard]] double least() const { return *std::ranges::min_element(m_values); }

private:
    std::size_t m_count;
    std::deque<double> m_values;
};

} // namespace causeway::allocate
