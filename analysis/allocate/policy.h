#pragma once
// A resource policy: what it is, what can be set, and how it acts on a simulated scenario, by changing the scenario before it runs, by
// a controller while it runs, or both.

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/simulate/controller.h"

namespace causeway::allocate {

enum class PolicyKind : std::uint8_t { Scaling, Routing, FlowControl, Resilience, Energy, Rules };
std::string_view toName(PolicyKind kind); // "scaling", "routing", "flow_control" …

struct Setting {
    std::string_view name;
    double usual = 0, least = 0, most = 0;
    std::string_view what;              // with its unit
    bool whole = false;                 // whole numbers only
};

// A value for each of a policy's settings.
class Settings {
public:
    // What is not given takes its usual value. Names must be those of the settings.
    Settings(std::span<const Setting> all, const std::map<std::string, double> &given);
    // The name must be that of a setting.
    [[nodiscard]] double operator[](std::string_view name) const;
    [[nodiscard]] unsigned count(std::string_view name) const { return static_cast<unsigned>((*this)[name]); }
    [[nodiscard]] bool on(std::string_view name) const { return (*this)[name] != 0; }

private:
    std::vector<std::pair<std::string_view, double>> m_values;
};

struct Policy {
    std::string_view name;
    PolicyKind kind = PolicyKind::Scaling;
    std::string_view title;             // what it does, in a line
    std::string_view paper;             // where it comes from
    std::string_view fidelity;          // how near to that
    std::vector<Setting> settings = {};
    // Either may be absent. The controller is made for the changed scenario.
    std::function<void(simulate::Scenario &, const Settings &)> change = {};
    std::function<std::unique_ptr<simulate::Controller>(const simulate::Scenario &, const Settings &)> controller = {};
    bool trained = false;               // it acts as it was trained (learned/trained_policy.h) and has neither of these
};
struct TrainedPolicy;

// All there are, in the order in which they are shown: by kind, the plainest first. "static" does nothing.
std::span<const Policy> policies();
const Policy *findPolicy(std::string_view name);

// What is wrong with a scenario's choice of a policy: "policy.name", "policy.settings.target". Empty: nothing.
std::vector<simulate::ScenarioNote> checkPolicy(const simulate::Scenario &scenario);

// A scenario under a policy, ready for runReplications.
struct Prepared {
    simulate::Scenario scenario;
    std::function<std::unique_ptr<simulate::Controller>()> controller; // none: nothing acts while it runs
};
// trained: of the policies that act as they were trained. Errors: InvalidInput (the first of checkPolicy; none that was trained, or one for
// other services).
Result<Prepared> prepare(simulate::Scenario scenario, const simulate::PolicyChoice &choice, std::shared_ptr<const TrainedPolicy> trained = nullptr);

// A controller that is copied with all that it has learned.
template <typename Derived>
class ControllerOf : public simulate::Controller {
public:
    ControllerOf(std::string_view name, double intervalS) : m_name(name), m_intervalS(intervalS) {}
    [[nodiscard]] std::string_view name() const final { return m_name; }
    [[nodiscard]] double intervalS() const final { return m_intervalS; }
    [[nodiscard]] std::unique_ptr<simulate::Controller> clone() const final { return std::make_unique<Derived>(static_cast<const Derived &>(*this)); }

private:
    std::string_view m_name;
    double m_intervalS;
};

} // namespace causeway::allocate
