#pragma once
// What a report on a project tells: findings with their lines and steps, the flow, models with their settings, measures, labels.

#include <memory>
#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "app/engine/evaluate_runs.h"
#include "app/engine/explain_finding.h"
#include "app/engine/list_findings.h"
#include "app/engine/mine_flow.h"
#include "app/engine/project_info.h"
#include "storage/label_store.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ReportRequest {
    std::size_t findings = 20;   // told with their evidence: the worst of each run in turn, so that no detector hides another
    std::size_t labels = 200;    // listed
    unsigned threads = 0;
};

struct ReportContent {
    std::string project;         // path
    ProjectInfo info;
    struct Run {
        storage::RunInfo run;
        storage::ModelInfo model;
    };
    std::vector<Run> runs;       // the newest of each detector, newest first
    struct Reported {
        FoundFinding found;      // with lines and steps
        std::shared_ptr<const ExplainFindingResponse> explained; // of a session; null where it cannot be explained any more
    };
    std::vector<Reported> findings;
    std::uint64_t totalFindings = 0;
    std::vector<RunQuality> quality; // of these runs; empty without labels
    std::vector<storage::Label> labels; // at most as many as asked for, those that people gave first
    std::shared_ptr<const MineFlowResponse> flow; // null: flowProblem says why
    std::optional<Error> flowProblem;
    std::shared_ptr<const storage::TemplateCatalog> catalog;
};

// Errors: NotFound (nothing is imported), Cancelled, Damaged.
Result<ReportContent> reportContent(storage::Project &project, const ReportRequest &request, const Job &job);

} // namespace causeway::engine
