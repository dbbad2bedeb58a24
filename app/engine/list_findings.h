#pragma once
// Findings, worst first, with the lines they are about and the steps of their sessions where asked for.

#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "app/engine/explain_finding.h"
#include "storage/event_reader.h"
#include "storage/finding_store.h"
#include "storage/label_store.h"

namespace causeway::engine {

struct ListFindingsRequest {
    std::optional<RunId> run;            // absent = the newest run of each detector
    std::optional<std::string> subject;  // as a person writes it: a bare KEY is taken in the current grouping
    std::size_t limit = 1000;
    bool withLines = false;              // the events the finding is about; of a window or a session without odd events the first ones
    bool withSteps = false;
};
constexpr std::size_t kLinesPerFinding = 20;

struct FoundFinding {
    storage::Finding finding;
    std::optional<storage::Label> label; // what people say of its subject
    std::vector<storage::Event> lines;
    std::vector<ExplainFindingResponse::Step> steps;
};

struct ListFindingsResponse {
    std::vector<FoundFinding> findings;
    std::uint64_t total = 0; // findings of the newest runs, whatever the limit
};

Result<ListFindingsResponse> listFindings(storage::Project &project, const ListFindingsRequest &request, const Job &job);

} // namespace causeway::engine
