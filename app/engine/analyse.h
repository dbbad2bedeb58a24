#pragma once
// What is done after an import without being asked: mine templates, group sessions, train the simple detectors where they
// never were, run them. Afterwards the findings can be looked at.

#include <functional>
#include <vector>

#include "analysis/core/job.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct AnalyseRequest {
    unsigned threads = 0;
    std::uint64_t seed = 1;
    std::function<void(const Message &)> onStage; // what begins now; called on the calling thread
};

struct AnalyseResponse {
    MineTemplatesResponse templates;
    std::shared_ptr<const storage::SessionSet> sessions;
    std::vector<storage::RunInfo> runs;
    std::uint64_t findings = 0;      // of these runs
    std::vector<Error> warnings;     // detectors that had nothing to learn from: the rest is there all the same
    double seconds = 0;
};

// Each stage is stored when it ends; cancelling keeps the stages before.
Result<AnalyseResponse> analyse(storage::Project &project, const AnalyseRequest &request, const Job &job);

} // namespace causeway::engine
