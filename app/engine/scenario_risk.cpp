#include "app/engine/scenario_risk.h"

#include <algorithm>

namespace causeway::engine {

allocate::Risk riskOf(const simulate::Scenario &scenario, const ScenarioAnswer &answer, std::span<const ComparedRow> rows, std::span<const simulate::Extrapolation> beyond)
{
    allocate::Trial trial;
    std::vector<double> before;
    std::vector<double> values(answer.runs.size());
    const auto over = [&](const auto &value) {
        std::ranges::transform(answer.runs, values.begin(), value);
        return simulate::estimate(values);
    };
    // By name: an answer has an order of its own.
    for (const simulate::Service &service : scenario.services) {
        const auto at = static_cast<std::size_t>(std::ranges::find(answer.services, service.name) - answer.services.begin());
        trial.utilisation.push_back(at < answer.services.size() ? over([&](const ScenarioRun &run) { return run.services[at].utilisation; }).mean : 0);
        const auto row = std::ranges::find_if(rows, [&](const ComparedRow &one) { return one.of == ComparedRow::Of::Service && one.quantity == Quantity::Replicas && one.name == service.name; });
        trial.replicas.push_back(row != rows.end() && row->after ? row->after->mean : service.replicas);
        before.push_back(row != rows.end() && row->before ? row->before->mean : 0);
    }
    for (const simulate::Operation &operation : scenario.operations) {
        const auto at = static_cast<std::size_t>(std::ranges::find(answer.operations, operation.name) - answer.operations.begin());
        const simulate::Estimate share = at < answer.operations.size() ? over([&](const ScenarioRun &run) { return run.operations[at].judged > 0 ? run.operations[at].violations / run.operations[at].judged : 0; }) : simulate::Estimate{};
        trial.violation.push_back(share.mean);
        trial.violationHigh.push_back(share.high);
    }
    trial.audit = answer.audit;
    std::optional<simulate::Estimate> costs;
    for (const ComparedRow &row : rows)
        if (row.of == ComparedRow::Of::Whole && row.quantity == Quantity::Cost)
            costs = row.delta;
    return allocate::riskOf(scenario, trial, costs, beyond, before);
}

} // namespace causeway::engine
