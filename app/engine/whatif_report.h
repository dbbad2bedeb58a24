#pragma once
// What there is to tell of a what-if: the scenario, what it changes, before and after, how risky it is, and which inputs matter.

#include "analysis/allocate/explore/risk.h"
#include "analysis/allocate/explore/tornado.h"
#include "app/engine/compare_scenarios.h"
#include "app/engine/scenarios.h"

namespace causeway::engine {

struct WhatIfReportRequest {
    ScenarioId scenario = 0;
    ScenarioId baseline = 0;      // 0: the first one that it was forked from, if it was
    unsigned replications = 10, threads = 0;
};

struct WhatIfReport {
    std::string project;          // path
    std::string name, note, baselineName;
    std::shared_ptr<const simulate::Scenario> scenario, baseline;         // baseline: nullptr where the scenario is a first one
    std::shared_ptr<const ScenarioAnswer> answer, baselineAnswer;         // likewise
    std::vector<FieldChange> changes;
    std::vector<ComparedRow> rows;
    allocate::Risk risk;
    allocate::Tornado tornado;    // of SLO violations
    std::uint64_t seed = 1;       // of both
    unsigned replications = 10;
};

// Errors: NotFound, those of answerScenario and makeTornado; Cancelled.
Result<WhatIfReport> whatIfReport(storage::Project &project, const WhatIfReportRequest &request, const Job &job);

} // namespace causeway::engine
