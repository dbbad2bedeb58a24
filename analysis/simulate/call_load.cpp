#include "analysis/simulate/call_load.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace causeway::simulate {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kMostSteps = 300'000'000; // of adding up a scenario that goes round and round

// Each operation after those it calls, but for rounds.
std::vector<std::uint32_t> calledFirst(std::span<const std::vector<CallRate>> rates)
{
    std::vector<std::uint32_t> order;
    std::vector<bool> seen(rates.size(), false);
    std::vector<std::pair<std::uint32_t, std::size_t>> path;
    for (std::uint32_t root = 0; root < rates.size(); ++root) {
        if (seen[root])
            continue;
        seen[root] = true;
        path.assign(1, {root, 0});
        while (!path.empty()) {
            auto &[at, next] = path.back();
            if (next == rates[at].size()) {
                order.push_back(at);
                path.pop_back();
                continue;
            }
            const std::uint32_t called = rates[at][next++].operation;
            if (!seen[called]) {
                seen[called] = true;
                path.emplace_back(called, 0);
            }
        }
    }
    return order;
}

} // namespace

std::vector<std::vector<CallRate>> callRates(const Scenario &scenario)
{
    std::unordered_map<std::string_view, std::uint32_t> ids;
    for (std::uint32_t i = 0; i < scenario.operations.size(); ++i)
        ids.emplace(scenario.operations[i].name, i);
    std::vector<std::vector<CallRate>> out(scenario.operations.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        for (const auto &step : scenario.operations[i].steps)
            for (const Call &call : step)
                if (const auto found = ids.find(call.operation); found != ids.end() && call.probability > 0)
                    out[i].push_back({found->second, call.probability});
    return out;
}

std::vector<double> callsPerRequest(std::span<const std::vector<CallRate>> rates, double most)
{
    const std::vector<std::uint32_t> order = calledFirst(rates);
    std::vector<double> calls(rates.size(), 1);
    std::uint64_t steps = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (const std::uint32_t i : order) {
            double sum = 1;
            for (const CallRate &rate : rates[i])
                sum += rate.times * calls[rate.operation];
            if (sum > most)
                sum = kInfinite;
            if (sum > calls[i] && (std::isinf(sum) ? !std::isinf(calls[i]) : sum - calls[i] > 1e-7 * sum)) {
                calls[i] = sum;
                changed = true;
            }
            steps += rates[i].size() + 1;
        }
        if (changed && steps > kMostSteps) { // it converges too slowly to be a sum that ends
            for (double &one : calls)
                one = one > 2 ? kInfinite : one;
            changed = false;
        }
    }
    return calls;
}

std::vector<std::uint32_t> costliestRound(std::span<const std::vector<CallRate>> rates, std::span<const double> calls, std::uint32_t from)
{
    std::vector<std::uint32_t> path{from};
    for (;;) {
        const auto &next = rates[path.back()];
        if (next.empty())
            return {};
        const auto worst = std::ranges::max_element(next, {}, [&](const CallRate &rate) { return rate.times * calls[rate.operation]; });
        const auto again = std::ranges::find(path, worst->operation) - path.begin();
        path.push_back(worst->operation);
        if (again + 1 < static_cast<std::ptrdiff_t>(path.size())) {
            path.erase(path.begin(), path.begin() + again);
            return path;
        }
    }
}

std::vector<double> operationRates(const Scenario &scenario, std::span<const double> outside)
{
    constexpr int kMostRounds = 100'000;
    const auto rates = callRates(scenario);
    std::vector<double> out(outside.begin(), outside.end()), fresh = out, next;
    for (int round = 0; round < kMostRounds; ++round) {
        next.assign(out.size(), 0);
        double most = 0, least = 0;
        for (std::size_t o = 0; o < rates.size(); ++o)
            if (fresh[o] > 0)
                for (const CallRate &call : rates[o])
                    next[call.operation] += fresh[o] * call.times;
        for (std::size_t o = 0; o < out.size(); ++o) {
            out[o] += next[o];
            most = std::max(most, out[o]);
            least = std::max(least, next[o]);
        }
        if (least <= 1e-12 * most)
            break;
        std::swap(fresh, next);
    }
    return out;
}

double expectedRequests(const Scenario &scenario, const Arrivals &arrivals)
{
    if (!arrivals.times.empty())
        return static_cast<double>(arrivals.times.size());
    const double whole = scenario.durationS + scenario.warmupS;
    if (arrivals.closed) {
        const auto operation = std::ranges::find(scenario.operations, arrivals.operation, &Operation::name);
        const double round = arrivals.closed->think.mean + (operation == scenario.operations.end() ? 0 : operation->self.mean);
        return round > 0 ? arrivals.closed->users * whole / round : kInfinite;
    }
    if (arrivals.rates.empty())
        return arrivals.ratePerS * whole;
    double sum = 0;
    for (std::size_t i = 0; i < arrivals.rates.size(); ++i) {
        const double from = i == 0 && arrivals.rates[i].first <= 0 ? -scenario.warmupS : arrivals.rates[i].first, to = i + 1 < arrivals.rates.size() ? arrivals.rates[i + 1].first : scenario.durationS;
        sum += arrivals.rates[i].second * std::max(0.0, std::min(to, scenario.durationS) - from);
    }
    return sum;
}

} // namespace causeway::simulate
