#include "analysis/allocate/policy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/allocate/learned/trained_policy.h"
#include "analysis/allocate/rules/rule.h"
#include "analysis/core/nearest.h"

namespace causeway::allocate {

using simulate::PolicyChoice;
using simulate::Scenario;
using simulate::ScenarioNote;

std::string_view toName(PolicyKind kind)
{
    static constexpr std::array<std::string_view, 6> names{"scaling", "routing", "flow_control", "resilience", "energy", "rules"};
    return names[static_cast<std::size_t>(kind)];
}

Settings::Settings(std::span<const Setting> all, const std::map<std::string, double> &given)
{
    for (const Setting &setting : all) {
        const auto own = given.find(std::string(setting.name));
        m_values.emplace_back(setting.name, own == given.end() ? setting.usual : own->second);
    }
}

double Settings::operator[](std::string_view name) const
{
    const auto found = std::ranges::find(m_values, name, &std::pair<std::string_view, double>::first);
    return found == m_values.end() ? std::nan("") : found->second;
}

const Policy *findPolicy(std::string_view name)
{
    const auto all = policies();
    const auto found = std::ranges::find(all, name, &Policy::name);
    return found == all.end() ? nullptr : &*found;
}

namespace {

template <typename T>
std::string namesOf(std::span<const T> all)
{
    std::string out;
    for (const T &one : all)
        out += (out.empty() ? "" : ", ") + std::string(one.name);
    return out;
}

template <typename T>
Message near(std::string_view name, std::span<const T> all)
{
    std::vector<std::string> names;
    for (const T &one : all)
        names.emplace_back(one.name);
    const std::string found = nearest(name, names);
    return found.empty() ? Message(CAUSEWAY_TEXT("Write one of them.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), found);
}

// What people say of the services stays, and what would need a consent that is missing is put back and told.
void guard(Scenario &changed, const Scenario &before)
{
    using simulate::ActionKind;
    changed.approve = before.approve;
    for (std::uint32_t s = 0; s < before.services.size(); ++s) {
        const simulate::Service &was = before.services[s];
        simulate::Service &is = changed.services[s];
        is.floor = was.floor;
        is.importance = was.importance;
        is.approve = was.approve;
        const auto missing = [&](ActionKind kind) { return simulate::has(static_cast<simulate::ActionKinds>(before.approve | was.approve), kind); };
        if (is.routing != was.routing && missing(ActionKind::Route)) {
            is.routing = was.routing;
            changed.unapproved.emplace_back(s, ActionKind::Route);
        }
        if (!missing(ActionKind::Resilience))
            continue;
        bool any = false;
        for (std::size_t o = 0; o < before.operations.size(); ++o)
            if (before.operations[o].service == was.name && changed.operations[o].steps != before.operations[o].steps) {
                changed.operations[o].steps = before.operations[o].steps;
                any = true;
            }
        if (any)
            changed.unapproved.emplace_back(s, ActionKind::Resilience);
    }
}

} // namespace

std::vector<ScenarioNote> checkPolicy(const Scenario &scenario)
{
    const PolicyChoice &choice = scenario.policy;
    const Policy *policy = findPolicy(choice.name);
    if (policy == nullptr)
        return {{"policy.name", Message(CAUSEWAY_TEXT("%1: there is no policy \"%2\"; there are: %3"), "policy.name", choice.name, namesOf(policies())), near(choice.name, policies())}};
    std::vector<ScenarioNote> problems = rules::checkRules(scenario);
    for (const auto &[name, value] : choice.settings) {
        const std::string path = "policy.settings." + name;
        const auto setting = std::ranges::find(policy->settings, name, &Setting::name);
        if (setting == policy->settings.end()) {
            if (policy->settings.empty())
                problems.push_back({path, Message(CAUSEWAY_TEXT("%1: the policy \"%2\" has no settings"), path, choice.name), Message(CAUSEWAY_TEXT("Leave it out."))});
            else
                problems.push_back({path, Message(CAUSEWAY_TEXT("%1: the policy \"%2\" has no such setting; it has: %3"), path, choice.name, namesOf(std::span<const Setting>(policy->settings))), near(name, std::span<const Setting>(policy->settings))});
        } else if (!(value >= setting->least && value <= setting->most))
            problems.push_back({path, Message(CAUSEWAY_TEXT("%1 must be between %2 and %3, it is %4"), path, setting->least, setting->most, value), Message(CAUSEWAY_TEXT("Its usual value is %1."), setting->usual)});
        else if (setting->whole && value != std::floor(value))
            problems.push_back({path, Message(CAUSEWAY_TEXT("%1 must be a whole number"), path), Message(CAUSEWAY_TEXT("Its usual value is %1."), setting->usual)});
    }
    return problems;
}

Result<Prepared> prepare(Scenario scenario, const PolicyChoice &choice, std::shared_ptr<const TrainedPolicy> trained)
{
    scenario.policy = choice;
    if (auto problems = checkPolicy(scenario); !problems.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The policy cannot be used")), std::move(problems.front().why), std::move(problems.front().hint));
    const Policy &policy = *findPolicy(choice.name);
    const Settings settings(policy.settings, choice.settings);
    Prepared out;
    if (policy.trained) {
        if (trained == nullptr || trained->method != policy.name)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The policy cannot be used")), Message(CAUSEWAY_TEXT("“%1” acts as it was trained, and it has not been trained here"), policy.name),
                           Message(CAUSEWAY_TEXT("Train it with: causeway train-policy; a file of it is given with --trained.")));
        if (Message why = misfit(*trained, scenario); !why.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The policy cannot be used")), std::move(why), Message(CAUSEWAY_TEXT("Train it on this scenario.")));
        out.controller = [trained = std::move(trained), budget = settings.count("budget"), shared = std::make_shared<const Scenario>(scenario)] { return controllerOf(trained, *shared, budget); };
    }
    if (policy.change) {
        const Scenario before = scenario;
        policy.change(scenario, settings);
        guard(scenario, before);
    }
    if (policy.controller)
        out.controller = [&policy, settings, shared = std::make_shared<const Scenario>(scenario)] { return policy.controller(*shared, settings); };
    out.scenario = std::move(scenario);
    return out;
}

} // namespace causeway::allocate
