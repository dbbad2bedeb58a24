#include "analysis/simulate/theory_check.h"

#include <algorithm>
#include <cmath>

#include "analysis/simulate/operation_rates.h"
#include "analysis/simulate/queueing.h"
#include "analysis/simulate/sampler.h"

namespace causeway::simulate {

namespace {

using Kind = Distribution::Kind;

constexpr double kClose = 0.01;

// What of the whole scenario keeps each service from having a closed form.
bool isPlain(const Scenario &scenario)
{
    const bool steady = std::ranges::all_of(scenario.arrivals, [](const Arrivals &a) { return !a.closed && a.times.empty() && a.rates.empty(); });
    return steady && scenario.nodes.empty() && scenario.links.empty() && scenario.policy == PolicyChoice{};
}

bool isPlain(const Service &service)
{
    const bool even = std::ranges::all_of(service.speeds, [&](double speed) { return speed == 1; });
    return (service.replicas == 1 || service.routing == Routing::Shared) && even && !service.failures && service.speedOverTime.empty() && service.discipline != Discipline::Priority;
}

bool callsAlone(const Scenario &scenario)
{
    return std::ranges::all_of(scenario.operations, [](const Operation &operation) {
        return operation.errorProbability == 0 && std::ranges::all_of(operation.steps, [](const auto &step) {
                   return step.size() == 1 && !step[0].async && !step[0].timeoutS && step[0].retries == 0 && !step[0].breaker;
               });
    });
}

struct Load {
    double rate = 0, mean = 0, square = 0; // square: E[S²]
    bool exponential = true;               // all operations, of the same mean
};

std::vector<Load> loads(const Scenario &scenario)
{
    const std::vector<double> rates = operationRates(scenario);
    std::vector<Load> out(scenario.services.size());
    for (std::size_t o = 0; o < rates.size(); ++o) {
        const Operation &operation = scenario.operations[o];
        if (rates[o] == 0)
            continue;
        Load &load = out[static_cast<std::size_t>(std::ranges::find(scenario.services, operation.service, &Service::name) - scenario.services.begin())];
        const double mean = operation.self.mean, cv = variation(operation.self);
        load.exponential = load.exponential && operation.self.kind == Kind::Exponential && (load.rate == 0 || mean == load.mean / load.rate);
        load.rate += rates[o];
        load.mean += rates[o] * mean;
        load.square += rates[o] * mean * mean * (1 + cv * cv);
    }
    for (Load &load : out)
        if (load.rate > 0) {
            load.mean /= load.rate;
            load.square /= load.rate;
        }
    return out;
}

} // namespace

bool TheoryCheck::agrees() const
{
    return (simulatedS.low <= responseS && responseS <= simulatedS.high) || std::abs(simulatedS.mean / responseS - 1) < kClose;
}

std::vector<TheoryCheck> checkTheory(const Scenario &scenario, const ReplicationsResult &result)
{
    std::vector<TheoryCheck> out;
    if (!isPlain(scenario) || !std::ranges::all_of(scenario.services, [](const Service &s) { return isPlain(s); }))
        return out;
    const std::vector<Load> all = loads(scenario);
    const bool noCalls = std::ranges::all_of(scenario.operations, [](const Operation &o) { return o.steps.empty(); });
    const bool limits = std::ranges::any_of(scenario.services, [](const Service &s) { return s.queueLimit.has_value(); });
    const bool shares = std::ranges::any_of(scenario.services, [](const Service &s) { return s.discipline == Discipline::Ps; });
    const bool exponential = std::ranges::all_of(all, &Load::exponential);
    const bool correlated = scenario.correlation > 0 || std::ranges::any_of(scenario.services, [](const Service &s) { return s.correlation > 0; });
    if (!noCalls && (!callsAlone(scenario) || limits || shares || !exponential || correlated))
        return out;
    for (std::uint32_t s = 0; s < scenario.services.size(); ++s) {
        const Service &service = scenario.services[s];
        const Load &load = all[s];
        const unsigned servers = service.servers * service.replicas;
        if (load.rate == 0 || load.mean == 0)
            continue;
        const double mu = 1 / load.mean, cv = std::sqrt(std::max(0.0, load.square / (load.mean * load.mean) - 1));
        TheoryCheck check{s, {}, 0, {}};
        if (service.queueLimit) {
            if (!load.exponential || service.discipline == Discipline::Ps)
                continue;
            check.form = "M/M/c/K";
            check.responseS = mmck(load.rate, mu, servers, servers + *service.queueLimit).response;
        } else if (load.rate >= servers * mu)
            continue;
        else if (service.discipline == Discipline::Ps) {
            if (servers != 1)
                continue;
            check.form = "M/G/1-PS";
            check.responseS = mg1ps(load.rate, load.mean).response;
        } else if (load.exponential) {
            check.form = "M/M/c";
            check.responseS = mmc(load.rate, mu, servers).response;
        } else if (servers == 1) {
            check.form = "M/G/1";
            check.responseS = mg1(load.rate, load.mean, cv).response;
        } else
            continue;
        std::vector<double> responses;
        for (const RunResult &run : result.runs)
            responses.push_back(run.services[s].sojournMean * 1e-9);
        check.simulatedS = estimate(responses);
        out.push_back(std::move(check));
    }
    return out;
}

} // namespace causeway::simulate
