#pragma once
// The steps behind a finding: what was observed, what was expected, with the events they are about.

#include <memory>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "app/engine/finding_origin.h"
#include "storage/event_reader.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct ExplainFindingRequest {
    storage::Finding finding; // from list_findings.h; its run and subject are what counts
};

struct ExplainFindingResponse {
    struct Step {
        EventId event;            // of a session; for windows: the first event of the bucket
        detect::Step step;        // keys are TemplateIds
    };
    std::vector<Step> steps;      // empty for windows
    // Every event of the session in order, with its key: steps may be only the odd ones. Of a window no events, and the keys of
    // what occurs too often or too rarely, where it is about patterns.
    std::vector<EventId> events;
    std::vector<std::uint32_t> keys;
    std::vector<detect::Step::Expected> expectedAtEnd; // what should have followed where the session ends oddly, else empty
    Message message;
    std::vector<detect::WordWeights> words{}; // may be empty
    std::optional<FindingOrigin> origin{};    // where the session first goes wrong
};

// Errors: NotFound (the run, its model or the subject is gone), Cancelled, Damaged.
Result<ExplainFindingResponse> explainFinding(storage::Project &project, const ExplainFindingRequest &request, const Job &job);

// The same for many findings: models, sessions and counts are read once. One thread.
class FindingExplainer {
public:
    explicit FindingExplainer(storage::Project &project);
    ~FindingExplainer();
    FindingExplainer(const FindingExplainer &) = delete;
    FindingExplainer &operator=(const FindingExplainer &) = delete;
    Result<ExplainFindingResponse> explain(const storage::Finding &finding, const Job &job);
    // The events it is about, at most `limit`; of a session without odd events, and of a window, the first ones.
    Result<std::vector<storage::Event>> lines(const storage::Finding &finding, std::size_t limit, const Job &job);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace causeway::engine
