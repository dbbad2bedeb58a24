#include "app/engine/service_knobs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/scenario_path.h"

namespace causeway::engine {

using simulate::Distribution;
using simulate::Scenario;

namespace {

constexpr double kRepairS = 60, kMostFailures = 3600, kMostSpeed = 1000, kMostPrice = 1e6;

double meanSpeed(const simulate::Service &service)
{
    if (service.speeds.empty())
        return 1;
    double sum = 0;
    for (unsigned i = 0; i < service.replicas; ++i)
        sum += service.speeds[i % service.speeds.size()];
    return service.replicas == 0 ? service.speeds.front() : sum / service.replicas;
}

double load(const Scenario &scenario, const std::vector<bool> &which)
{
    double sum = 0;
    for (std::size_t i = 0; i < which.size(); ++i)
        if (which[i])
            sum += simulate::meanLoad(scenario, scenario.arrivals[i]);
    return sum;
}

// A round number not below so many times the value.
double roundReach(double value, double times, double least)
{
    const double wanted = std::max(value * times, least), decade = std::pow(10, std::floor(std::log10(wanted)));
    for (const double step : {1.0, 2.0, 5.0, 10.0})
        if (wanted <= step * decade)
            return step * decade;
    return wanted;
}

} // namespace

std::vector<bool> arrivalsOf(const Scenario &scenario, std::size_t service)
{
    // Operations from which the service is reached: backwards from its own.
    std::map<std::string_view, std::vector<const simulate::Operation *>> callers;
    std::map<std::string_view, bool> reaches;
    std::vector<const simulate::Operation *> open;
    for (const simulate::Operation &operation : scenario.operations) {
        for (const auto &step : operation.steps)
            for (const simulate::Call &call : step)
                callers[call.operation].push_back(&operation);
        if (operation.service == scenario.services[service].name) {
            reaches[operation.name] = true;
            open.push_back(&operation);
        }
    }
    while (!open.empty()) {
        const std::string_view name = open.back()->name;
        open.pop_back();
        for (const simulate::Operation *caller : callers[name])
            if (!std::exchange(reaches[caller->name], true))
                open.push_back(caller);
    }
    std::vector<bool> out;
    for (const simulate::Arrivals &arrivals : scenario.arrivals)
        out.push_back(reaches[arrivals.operation]);
    return out;
}

KnobState knobState(const Scenario &scenario, std::size_t index, Knob knob)
{
    const simulate::Service &service = scenario.services[index];
    KnobState out;
    switch (knob) {
    case Knob::Replicas:
        out = {static_cast<double>(service.replicas), 1, simulate::most::kReplicas, roundReach(service.replicas, 3, 10), true, {}};
        break;
    case Knob::Servers:
        out = {static_cast<double>(service.servers), 1, simulate::most::kServers, roundReach(service.servers, 3, 10), true, {}};
        break;
    case Knob::Load: {
        const std::vector<bool> which = arrivalsOf(scenario, index);
        const double now = load(scenario, which);
        out = {now, now / 1000, now * 1000, roundReach(now, 3, 0), false, {}};
        if (now <= 0)
            out.whyNot = Message(CAUSEWAY_TEXT("no request from outside leads to it"));
        break;
    }
    case Knob::Speed:
        out = {meanSpeed(service), 0.01, kMostSpeed, roundReach(meanSpeed(service), 2, 2), false, {}};
        break;
    case Knob::Failures:
        out = {service.failures && service.failures->between.mean > 0 ? 3600 / service.failures->between.mean : 0, 0, kMostFailures, 0, false, {}};
        out.reach = roundReach(out.value, 3, 10);
        break;
    case Knob::Price:
        out = {service.pricePerH, 0, kMostPrice, roundReach(service.pricePerH, 3, 1), false, {}};
        break;
    }
    return out;
}

Result<void> turnKnob(Scenario &scenario, std::size_t index, Knob knob, double value)
{
    simulate::Service &service = scenario.services[index];
    const KnobState now = knobState(scenario, index, knob);
    if (now.whyNot)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” was not changed"), service.name), *now.whyNot);
    if (!(value >= now.least && value <= now.most) || (now.whole && value != std::floor(value)))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” was not changed"), service.name), Message(CAUSEWAY_TEXT("%1 does not lie between %2 and %3, or is not whole"), value, now.least, now.most));
    switch (knob) {
    case Knob::Replicas: service.replicas = static_cast<unsigned>(value); break;
    case Knob::Servers: service.servers = static_cast<unsigned>(value); break;
    case Knob::Load: {
        const std::vector<bool> which = arrivalsOf(scenario, index);
        for (std::size_t i = 0; i < which.size(); ++i)
            if (which[i] && value != now.value)
                simulate::scaleLoad(scenario.arrivals[i], value / now.value);
        break;
    }
    case Knob::Speed:
        if (service.speeds.empty() || now.value <= 0)
            service.speeds = {value};
        else
            for (double &speed : service.speeds)
                speed *= value / now.value;
        if (std::ranges::all_of(service.speeds, [](double speed) { return speed == 1; }))
            service.speeds.clear();
        break;
    case Knob::Failures:
        if (value == 0)
            service.failures.reset();
        else if (service.failures && service.failures->between.mean > 0)
            simulate::scale(service.failures->between, 3600 / value / service.failures->between.mean);
        else
            service.failures = simulate::Failures{{Distribution::Kind::Exponential, 3600 / value, 1, {}}, {Distribution::Kind::Constant, kRepairS, 0, {}}};
        break;
    case Knob::Price: service.pricePerH = value; break;
    }
    return {};
}

} // namespace causeway::engine
