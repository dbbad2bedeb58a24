#include "analysis/loop/threshold_trigger.h"

#include <algorithm>

namespace causeway::loop {

namespace {

// Which services each one calls.
std::vector<std::vector<std::uint32_t>> calledBy(const simulate::Scenario &scenario)
{
    const auto serviceOf = [&](const std::string &operation) {
        const auto found = std::ranges::find(scenario.operations, operation, &simulate::Operation::name);
        return static_cast<std::uint32_t>(std::ranges::find(scenario.services, found->service, &simulate::Service::name) - scenario.services.begin());
    };
    std::vector<std::vector<std::uint32_t>> out(scenario.services.size());
    for (const simulate::Operation &operation : scenario.operations)
        for (const auto &step : operation.steps)
            for (const simulate::Call &call : step)
                if (const std::uint32_t from = serviceOf(operation.name), to = serviceOf(call.operation); from != to)
                    out[from].push_back(to);
    return out;
}

class ThresholdTrigger final : public Trigger {
public:
    ThresholdTrigger(const simulate::Scenario &scenario, std::shared_ptr<const Normal> normal, const Thresholds &thresholds)
        : m_thresholds(thresholds), m_normal(std::move(normal)), m_called(calledBy(scenario)), m_windows(scenario.services.size())
    {
    }

    std::vector<Alarm> look(const simulate::Observation &seen) override
    {
        std::vector<double> over(seen.services.size());
        for (std::size_t s = 0; s < over.size(); ++s) {
            const simulate::ServiceWindow &window = seen.services[s];
            const double answers = static_cast<double>(window.completions + window.dropped);
            over[s] = window.utilisation / m_thresholds.utilisation;
            if (m_normal->latencyP95S[s] > 0)
                over[s] = std::max(over[s], window.latencyP95S / (m_thresholds.latency * m_normal->latencyP95S[s]));
            if (answers > 0)
                over[s] = std::max(over[s], static_cast<double>(window.errors + window.dropped) / answers / m_thresholds.errors);
            m_windows[s] = over[s] > 1 ? m_windows[s] + 1 : 0;
        }
        const auto alarms = [&](std::uint32_t service) { return m_windows[service] >= m_thresholds.windows; };
        std::vector<Alarm> out;
        for (std::uint32_t s = 0; s < over.size(); ++s) {
            if (!alarms(s))
                continue;
            m_strongest = std::max(m_strongest, over[s]);
            if (std::ranges::none_of(m_called[s], alarms))
                out.push_back({s, over[s]});
        }
        std::ranges::stable_sort(out, std::greater(), &Alarm::strength);
        return out;
    }
    void forget() override { std::ranges::fill(m_windows, 0); }
    [[nodiscard]] double strongest() const override { return m_strongest; }
    [[nodiscard]] std::unique_ptr<Trigger> clone() const override { return std::make_unique<ThresholdTrigger>(*this); }

private:
    Thresholds m_thresholds;
    std::shared_ptr<const Normal> m_normal;
    std::vector<std::vector<std::uint32_t>> m_called;
    std::vector<unsigned> m_windows; // over its thresholds, one after the other
    double m_strongest = 0;
};

} // namespace

std::unique_ptr<Trigger> thresholdTrigger(const simulate::Scenario &scenario, std::shared_ptr<const Normal> normal, const Thresholds &thresholds)
{
    return std::make_unique<ThresholdTrigger>(scenario, std::move(normal), thresholds);
}

} // namespace causeway::loop
