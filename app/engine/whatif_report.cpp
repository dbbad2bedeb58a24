#include "app/engine/whatif_report.h"

#include <algorithm>

#include "app/engine/approvals.h"
#include "app/engine/observed_model.h"
#include "app/engine/scenario_risk.h"

namespace causeway::engine {

Result<WhatIfReport> whatIfReport(storage::Project &project, const WhatIfReportRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const std::vector<ScenarioRow> rows, listScenarios(project));
    const auto find = [&](ScenarioId id) {
        const auto row = std::ranges::find(rows, id, [](const ScenarioRow &one) { return one.stored.id; });
        return row == rows.end() ? nullptr : &*row;
    };
    const ScenarioRow *row = find(request.scenario);
    WhatIfReport out;
    CAUSEWAY_ASSIGN(simulate::Scenario scenario, readScenarioOf(project, request.scenario));
    out.project = project.path();
    out.name = row == nullptr ? std::string() : row->stored.name;
    out.note = row == nullptr ? std::string() : row->stored.note;
    out.scenario = std::make_shared<const simulate::Scenario>(std::move(scenario));
    ScenarioId baseline = request.baseline;
    for (const ScenarioRow *above = row; baseline == 0 && above != nullptr && above->parent != 0;) {
        above = find(above->parent);
        if (above != nullptr && above->parent == 0)
            baseline = above->stored.id;
    }
    out.replications = request.replications;
    out.seed = out.scenario->seed;
    if (baseline != 0 && baseline != request.scenario) {
        CAUSEWAY_ASSIGN(simulate::Scenario before, readScenarioOf(project, baseline));
        out.baselineName = find(baseline) == nullptr ? std::string() : find(baseline)->stored.name;
        out.seed = before.seed;
        out.changes = scenarioDifference(before, *out.scenario);
        out.baseline = std::make_shared<const simulate::Scenario>(std::move(before));
    }
    // As people let them be run.
    CAUSEWAY_ASSIGN(simulate::Scenario allowed, approvedScenario(project, *out.scenario, request.scenario));
    out.scenario = std::make_shared<const simulate::Scenario>(std::move(allowed));
    if (out.baseline != nullptr) {
        CAUSEWAY_ASSIGN(simulate::Scenario before, approvedScenario(project, *out.baseline, baseline));
        out.baseline = std::make_shared<const simulate::Scenario>(std::move(before));
    }
    const AnswerRequest asked{request.replications, request.threads, out.seed};
    CAUSEWAY_ASSIGN(out.answer, answerScenario(project, *out.scenario, asked, allocate::partOf(job, 0, 1, 4)));
    if (out.baseline != nullptr) {
        CAUSEWAY_ASSIGN(out.baselineAnswer, answerScenario(project, *out.baseline, asked, allocate::partOf(job, 1, 1, 4)));
    }
    out.rows = compareAnswers(out.baselineAnswer.get(), *out.answer);
    CAUSEWAY_ASSIGN(const auto beyond, beyondObserved(project, request.scenario, *out.scenario));
    out.risk = riskOf(*out.scenario, *out.answer, out.rows, beyond.value_or(Extrapolations()));
    allocate::TornadoSettings settings;
    settings.trial = {request.replications, request.threads, out.seed};
    CAUSEWAY_ASSIGN(out.tornado, allocate::makeTornado(*out.scenario, settings, allocate::partOf(job, 2, 2, 4)));
    return out;
}

} // namespace causeway::engine
