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
    std::size_t cases = 20;      // told with their evidence
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
    // Findings of one detector that say the same but for numbers.
    struct Problem {
        storage::Finding example; // the worst
        std::uint64_t findings = 0;
        TimePoint first = TimePoint::none(), last = TimePoint::none();
        std::size_t shownIn = 0;  // index into cases
    };
    std::vector<Problem> problems; // the most findings first; those that have a case
    std::uint64_t otherFindings = 0; // of problems that have none
    // One subject as an example of one or more problems.
    struct Case {
        FoundFinding found;       // with lines
        std::vector<storage::Finding> also; // what other detectors say of the same subject
        std::shared_ptr<const ExplainFindingResponse> explained; // of a session, by a network where one has judged it; null where it cannot be explained any more
    };
    std::vector<Case> cases;
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
