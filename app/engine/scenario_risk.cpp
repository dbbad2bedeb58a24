#include "app/engine/scenario_risk.h"

#include <algorithm>
#include <cmath>

namespace causeway::engine {

namespace {

constexpr double kFailures = 0.05; // replicas that are missing now and then because they break down

} // namespace

allocate::Risk riskOf(const simulate::Scenario &scenario, const ScenarioAnswer &answer, std::span<const ComparedRow> rows, std::span<const simulate::Extrapolation> beyond)
{
    allocate::Trial trial;
    std::vector<double> values(answer.runs.size());
    const auto over = [&](const auto &value) {
        std::ranges::transform(answer.runs, values.begin(), value);
        return simulate::estimate(values);
    };
    // By name: an answer has an order of its own.
    for (const simulate::Service &service : scenario.services) {
        const auto at = static_cast<std::size_t>(std::ranges::find(answer.services, service.name) - answer.services.begin());
        trial.utilisation.push_back(at < answer.services.size() ? over([&](const ScenarioRun &run) { return run.services[at].utilisation; }).mean : 0);
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
    allocate::Risk out = allocate::riskOf(scenario, trial, costs, beyond);
    // Where one failure stops a service that was more than one before.
    using Kind = allocate::RiskReason::Kind;
    std::vector<allocate::RiskReason> alone;
    for (const simulate::Service &service : scenario.services) {
        const auto row = std::ranges::find_if(rows, [&](const ComparedRow &one) { return one.of == ComparedRow::Of::Service && one.quantity == Quantity::Replicas && one.name == service.name; });
        const bool known = row != rows.end() && row->after.has_value();
        const double after = known ? row->after->mean : service.replicas, before = known && row->before ? row->before->mean : service.replicas;
        if (std::max<double>(before, service.replicas) >= 2 && after < 2 - kFailures)
            alone.push_back({Kind::FloorTouched, Message(CAUSEWAY_TEXT("%1 has %2 replicas on average, and had %3: one failure stops it"), service.name, std::round(after * 100) / 100, std::round(std::max<double>(before, service.replicas) * 100) / 100)});
    }
    if (!alone.empty()) {
        const auto graver = std::ranges::find_if(out.reasons, [](const allocate::RiskReason &one) { return one.kind == Kind::Busy || one.kind == Kind::Dearer; });
        if (std::ranges::find(out.reasons, Kind::FloorTouched, &allocate::RiskReason::kind) == out.reasons.end())
            out.grade = std::min(allocate::kMostRisk, out.grade + 1);
        out.reasons.insert(graver, alone.begin(), alone.end());
    }
    return out;
}

} // namespace causeway::engine
