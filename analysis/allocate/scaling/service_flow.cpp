#include "analysis/allocate/scaling/service_flow.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "analysis/simulate/call_load.h"

namespace causeway::allocate {

using simulate::Call;
using simulate::Operation;
using simulate::Scenario;

namespace {

// Which operation ended its own work last, with what chance.
using Ends = std::vector<std::pair<std::uint32_t, double>>;

class Flow {
public:
    explicit Flow(const Scenario &scenario) : m_scenario(scenario), m_ends(scenario.operations.size()), m_state(scenario.operations.size(), State::Fresh)
    {
        for (std::uint32_t i = 0; i < scenario.operations.size(); ++i)
            m_ids.emplace(scenario.operations[i].name, i);
    }

    // Per one request of each operation: how often another one follows directly.
    const Ends &follow(std::uint32_t index)
    {
        m_state[index] = State::Begun;
        const Operation &operation = m_scenario.operations[index];
        Ends at{{index, 1}};
        for (const auto &step : operation.steps) {
            Ends after = at;
            double most = -1;
            for (const Call &call : step) {
                const std::uint32_t called = m_ids.at(call.operation);
                for (const auto &[from, chance] : at)
                    m_flows.push_back({index, from, called, chance * call.probability});
                if (call.async || m_scenario.operations[called].self.mean * call.probability <= most)
                    continue;
                most = m_scenario.operations[called].self.mean * call.probability;
                after.clear();
                for (const auto &[end, chance] : endsOf(called))
                    after.emplace_back(end, chance * call.probability);
                for (const auto &[end, chance] : at)
                    if (call.probability < 1)
                        after.emplace_back(end, chance * (1 - call.probability));
            }
            at = merged(after);
        }
        m_state[index] = State::Done;
        return m_ends[index] = std::move(at);
    }
    struct OneFlow {
        std::uint32_t parent, from, to;
        double times; // per request of the parent
    };
    [[nodiscard]] const std::vector<OneFlow> &flows() const { return m_flows; }
    void all()
    {
        for (std::uint32_t i = 0; i < m_state.size(); ++i)
            if (m_state[i] == State::Fresh)
                follow(i);
    }

private:
    enum class State : std::uint8_t { Fresh, Begun, Done };
    Ends endsOf(std::uint32_t called)
    {
        if (m_state[called] == State::Begun) // calls that go round
            return {{called, 1}};
        return m_state[called] == State::Done ? m_ends[called] : follow(called);
    }
    Ends merged(const Ends &ends)
    {
        Ends out;
        for (const auto &[end, chance] : ends) {
            const auto same = std::ranges::find(out, end, &std::pair<std::uint32_t, double>::first);
            if (same == out.end())
                out.emplace_back(end, chance);
            else
                same->second += chance;
        }
        return out;
    }

    const Scenario &m_scenario;
    std::vector<Ends> m_ends;
    std::vector<State> m_state;
    std::vector<OneFlow> m_flows;
    std::unordered_map<std::string_view, std::uint32_t> m_ids;
};

} // namespace

ServiceFlow flowOf(const Scenario &scenario)
{
    std::unordered_map<std::string_view, std::size_t> services, operations;
    for (const simulate::Service &service : scenario.services)
        services.emplace(service.name, services.size());
    for (const Operation &operation : scenario.operations)
        operations.emplace(operation.name, operations.size());
    const std::size_t n = scenario.services.size(), count = scenario.operations.size();
    std::vector<double> outside(count, 0);
    for (const simulate::Arrivals &arrivals : scenario.arrivals)
        outside[operations.at(arrivals.operation)] += expectedRequests(scenario, arrivals) / (scenario.durationS + scenario.warmupS);
    const auto calls = callRates(scenario);
    // A scenario that can be simulated makes a bounded number of calls, so this settles.
    std::vector<double> rate = outside, wave = outside;
    for (int round = 0; round < 10'000; ++round) {
        std::vector<double> next(count, 0);
        double sum = 0;
        for (std::size_t o = 0; o < count; ++o)
            for (const simulate::CallRate &call : calls[o])
                next[call.operation] += wave[o] * call.times;
        for (std::size_t o = 0; o < count; ++o) {
            rate[o] += next[o];
            sum += next[o];
        }
        wave = std::move(next);
        if (sum < 1e-12)
            break;
    }
    ServiceFlow out{std::vector<double>(n, 0), std::vector<double>(n, 0), std::vector<double>(n, 0), std::vector<std::vector<double>>(n, std::vector<double>(n, 0))};
    std::vector<double> plain(n, 0), operationsOf(n, 0);
    for (std::size_t o = 0; o < count; ++o) {
        const std::size_t s = services.at(scenario.operations[o].service);
        out.outside[s] += outside[o];
        out.rate[s] += rate[o];
        out.workS[s] += rate[o] * scenario.operations[o].self.mean;
        plain[s] += scenario.operations[o].self.mean;
        ++operationsOf[s];
    }
    for (std::size_t s = 0; s < n; ++s)
        out.workS[s] = out.rate[s] > 0 ? out.workS[s] / out.rate[s] : operationsOf[s] > 0 ? plain[s] / operationsOf[s] : 0;
    Flow flow(scenario);
    flow.all();
    for (const auto &one : flow.flows()) {
        const std::size_t s = services.at(scenario.operations[one.from].service), t = services.at(scenario.operations[one.to].service);
        if (out.rate[s] > 0)
            out.next[s][t] += rate[one.parent] * one.times / out.rate[s];
    }
    return out;
}

} // namespace causeway::allocate
