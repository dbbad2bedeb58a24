#pragma once
// What a report on a project tells: findings with their lines and steps, the flow, models with their settings, measures, labels.

#include <memory>
#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "app/engine/evaluate_runs.h"
#include "app/engine/explain_finding.h"
#include "app/engine/mine_flow.h"
#include "app/engine/project_info.h"
#include "storage/event_reader.h"
#include "storage/finding_store.h"
#include "storage/label_store.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ReportRequest {
    std::size_t cases = 20;      // told with their evidence
    std::size_t lines = 40;      // of a session at most
    std::size_t windowLines = 20; // of a window
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
    // Findings that say the same but for numbers, with what other detectors say of mostly the same subjects.
    struct Problem {
        storage::Finding example;    // the clearest: of the detector that found most of it, ties to those that know the flow
        std::uint64_t subjects = 0;  // distinct
        std::uint64_t findings = 0;
        TimePoint first = TimePoint::none(), last = TimePoint::none();
        struct Teller {
            std::string detector;
            std::uint64_t findings = 0;
        };
        std::vector<Teller> tellers; // the most findings first
    };
    std::vector<Problem> problems;   // the most subjects first; each is told by the case of the same index
    std::uint64_t otherFindings = 0; // of problems that are not told
    // One subject as an example of a problem.
    struct Case {
        storage::Finding finding;    // the problem's example
        std::optional<storage::Label> label;
        // What else is said of the problem: of the same subject where that is so, else of the subject where it is worst.
        struct Also {
            storage::Finding finding;
            std::uint64_t findings = 0; // that say so
        };
        std::vector<Also> also;
        struct Line {
            storage::Event event;
            bool odd = false;           // a finding is about it
            std::uint64_t leftOut = 0;  // lines between the one before and this one
        };
        // In order of time: of a session all where they are few, else those around the odd ones; of a window the first ones.
        std::vector<Line> lines;
        std::uint64_t leftOutAfter = 0;
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
