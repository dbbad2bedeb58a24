#include "analysis/simulate/extrapolation.h"

#include <algorithm>
#include <cmath>

#include "analysis/simulate/operation_rates.h"

namespace causeway::simulate {

namespace {

using What = Extrapolation::What;

constexpr double kSameWork = 0.001;

// The speed furthest from 1.
double oddestSpeed(const Service &service)
{
    double odd = 1;
    const auto look = [&](double speed) { odd = std::abs(std::log(speed)) > std::abs(std::log(odd)) ? speed : odd; };
    for (const double speed : service.speeds)
        look(speed);
    for (const auto &[from, speed] : service.speedOverTime)
        look(speed);
    return odd;
}

// With three digits: more of them say nothing.
double rounded(double value)
{
    if (value == 0 || !std::isfinite(value))
        return value;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
    return unit < 1 ? std::round(value / unit) / std::round(1 / unit) : std::round(value / unit) * unit;
}

Nanos ofSeconds(double seconds) { return Nanos{std::llround(std::min(seconds, 9e9) * 1e9)}; }

} // namespace

Message told(const Extrapolation &one)
{
    const double asked = rounded(one.asked), observed = rounded(one.observed);
    switch (one.what) {
    case What::Load: return Message(CAUSEWAY_TEXT("%1 gets up to %2 requests a second; %3 is the most that was observed"), one.name, asked, observed);
    case What::Servers: return Message(CAUSEWAY_TEXT("a replica of %1 works on up to %2 requests at once; %3 is the most that was observed"), one.name, asked, observed);
    case What::Replicas: return Message(CAUSEWAY_TEXT("%1 has %2 replicas, the model was learned with %3: that they share nothing is assumed"), one.name, asked, observed);
    case What::Speed: return Message(CAUSEWAY_TEXT("%1 runs at %2 times its speed, %3 was observed"), one.name, asked, observed);
    case What::Work: return Message(CAUSEWAY_TEXT("%1 works %2 on a request itself, %3 was observed"), one.name, ofSeconds(one.asked), ofSeconds(one.observed));
    case What::Unknown: break;
    }
    return Message(CAUSEWAY_TEXT("%1 was never observed"), one.name);
}

std::vector<Extrapolation> extrapolations(const LearnedScenario &observed, const Scenario &asked)
{
    std::vector<Extrapolation> out;
    const std::vector<double> rates = peakRates(asked), ownRates = peakRates(observed.scenario);
    for (std::size_t s = 0; s < asked.services.size(); ++s) {
        const Service &service = asked.services[s];
        const auto known = std::ranges::find(observed.scenario.services, service.name, &Service::name);
        if (known == observed.scenario.services.end()) {
            out.push_back({What::Unknown, service.name, 0, 1});
            continue;
        }
        const auto i = static_cast<std::size_t>(known - observed.scenario.services.begin());
        const LearnedService &learned = observed.services[i];
        if (const double most = std::max(learned.ratePeak, ownRates[i]); rates[s] > (1 + kMarginOfLoad) * most)
            out.push_back({What::Load, service.name, most, rates[s]});
        if (service.servers > known->servers)
            out.push_back({What::Servers, service.name, static_cast<double>(learned.busyMost), static_cast<double>(service.servers)});
        if (service.replicas != known->replicas)
            out.push_back({What::Replicas, service.name, static_cast<double>(known->replicas), static_cast<double>(service.replicas)});
        if (const double speed = oddestSpeed(service), before = oddestSpeed(*known); speed != before)
            out.push_back({What::Speed, service.name, before, speed});
    }
    for (const Operation &operation : asked.operations) {
        const auto known = std::ranges::find(observed.scenario.operations, operation.name, &Operation::name);
        if (known == observed.scenario.operations.end())
            out.push_back({What::Unknown, operation.name, 0, 1});
        else if (std::abs(operation.self.mean - known->self.mean) > kSameWork * known->self.mean)
            out.push_back({What::Work, operation.name, known->self.mean, operation.self.mean});
    }
    return out;
}

} // namespace causeway::simulate
