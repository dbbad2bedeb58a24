#pragma once
// Mines templates anew over all shapes of the snapshot and keeps their ids stable: called at the end of every import. What
// is expensive (first and last time of each shape) is read only for chunks that came since the last call.

#include "analysis/core/job.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct MineTemplatesRequest {
    unsigned threads = 0; // 0 = as many as there are processors
};

struct MineTemplatesResponse {
    std::uint64_t templates = 0, shapes = 0;
    std::uint64_t fresh = 0;   // templates that got a new id
    std::uint64_t aliased = 0; // ids that vanished and are known by another one now
};

// Errors: Cancelled, Damaged, Unwritable. All or nothing.
Result<MineTemplatesResponse> mineTemplates(storage::Project &project, const MineTemplatesRequest &request, const Job &job);

// The catalogue as it is, mined first where the snapshot is newer than it.
Result<std::shared_ptr<const storage::TemplateCatalog>> currentTemplates(storage::Project &project, unsigned threads, const Job &job);

} // namespace causeway::engine
