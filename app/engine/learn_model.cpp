#include "app/engine/learn_model.h"

#include "app/engine/current_spans.h"

namespace causeway::engine {

Result<LearnModelResponse> learnModel(storage::Project &project, TimeRange time, const Job &job)
{
    LearnModelResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    const std::vector<std::uint32_t> chosen = tracesIn(*response.table, time);
    CAUSEWAY_ASSIGN(response.learned, simulate::learnScenario(*response.table, chosen, job));
    return response;
}

} // namespace causeway::engine
