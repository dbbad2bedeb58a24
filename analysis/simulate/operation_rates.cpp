#include "analysis/simulate/operation_rates.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/simulate/call_load.h"
#include "analysis/simulate/plan.h"

namespace causeway::simulate {

namespace {

constexpr std::size_t kParts = 60;
constexpr int kDeepest = 10'000; // where calls go round, each time with less chance

std::size_t operationOf(const Scenario &scenario, const std::string &name)
{
    return static_cast<std::size_t>(std::ranges::find(scenario.operations, name, &Operation::name) - scenario.operations.begin());
}

double closedRate(const Arrivals &arrivals) { return arrivals.closed->think.mean > 0 ? arrivals.closed->users / arrivals.closed->think.mean : 0; }

double meanRate(const Arrivals &arrivals, double durationS)
{
    if (arrivals.closed)
        return closedRate(arrivals);
    if (!arrivals.times.empty())
        return static_cast<double>(std::ranges::count_if(arrivals.times, [&](double t) { return t >= 0 && t < durationS; })) / durationS;
    if (arrivals.rates.empty())
        return arrivals.ratePerS;
    double requests = 0;
    for (std::size_t i = 0; i < arrivals.rates.size(); ++i) {
        const double from = std::max(0.0, i == 0 ? 0 : arrivals.rates[i].first), to = i + 1 < arrivals.rates.size() ? std::min(arrivals.rates[i + 1].first, durationS) : durationS;
        requests += arrivals.rates[i].second * std::max(0.0, to - from);
    }
    return requests / durationS;
}

double rateAt(const Arrivals &arrivals, double durationS, std::size_t part, double timeS)
{
    if (arrivals.closed)
        return closedRate(arrivals);
    if (arrivals.times.empty())
        return arrivals.rates.empty() ? arrivals.ratePerS : valueAt(arrivals.rates, timeS);
    const double width = durationS / kParts;
    return static_cast<double>(std::ranges::count_if(arrivals.times, [&](double t) { return t >= static_cast<double>(part) * width && t < static_cast<double>(part + 1) * width; })) / width;
}

// What follows from so many requests from outside: as often as a call goes on, each call is counted.
std::vector<double> spread(const std::vector<std::vector<CallRate>> &calls, std::vector<double> wave)
{
    std::vector<double> out = wave;
    for (int depth = 0; depth < kDeepest; ++depth) {
        std::vector<double> next(wave.size(), 0);
        double sum = 0;
        for (std::size_t i = 0; i < wave.size(); ++i)
            if (wave[i] > 0)
                for (const CallRate &call : calls[i]) {
                    next[call.operation] += wave[i] * call.times;
                    sum += wave[i] * call.times;
                }
        if (sum < 1e-12)
            break;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] += next[i];
        wave = std::move(next);
    }
    return out;
}

} // namespace

std::vector<double> operationRates(const Scenario &scenario)
{
    std::vector<double> outside(scenario.operations.size(), 0);
    for (const Arrivals &arrivals : scenario.arrivals)
        outside[operationOf(scenario, arrivals.operation)] += meanRate(arrivals, scenario.durationS);
    return spread(callRates(scenario), std::move(outside));
}

std::vector<double> peakRates(const Scenario &scenario)
{
    // By source: requests of each service that follow from one.
    const auto calls = callRates(scenario);
    std::vector<std::vector<double>> visits;
    std::set<double> times;
    for (std::size_t part = 0; part < kParts; ++part)
        times.insert((static_cast<double>(part) + 0.5) * scenario.durationS / kParts);
    for (const Arrivals &arrivals : scenario.arrivals) {
        std::vector<double> one(scenario.operations.size(), 0), &services = visits.emplace_back(scenario.services.size(), 0);
        one[operationOf(scenario, arrivals.operation)] = 1;
        one = spread(calls, std::move(one));
        for (std::size_t o = 0; o < one.size(); ++o)
            services[static_cast<std::size_t>(std::ranges::find(scenario.services, scenario.operations[o].service, &Service::name) - scenario.services.begin())] += one[o];
        for (const auto &[from, rate] : arrivals.rates)
            if (from >= 0 && from < scenario.durationS)
                times.insert(from);
    }
    std::vector<double> out(scenario.services.size(), 0);
    for (const double time : times) {
        std::vector<double> now(out.size(), 0);
        const std::size_t part = std::min(kParts - 1, static_cast<std::size_t>(time / scenario.durationS * kParts));
        for (std::size_t a = 0; a < visits.size(); ++a) {
            const double rate = rateAt(scenario.arrivals[a], scenario.durationS, part, time);
            for (std::size_t s = 0; s < out.size(); ++s)
                now[s] += rate * visits[a][s];
        }
        for (std::size_t s = 0; s < out.size(); ++s)
            out[s] = std::max(out[s], now[s]);
    }
    return out;
}

} // namespace causeway::simulate
