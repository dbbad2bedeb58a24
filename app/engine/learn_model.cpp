#include "app/engine/learn_model.h"

#include "app/engine/current_spans.h"

namespace causeway::engine {

Result<LearnModelResponse> learnModel(storage::Project &project, TimeRange time, const Job &job)
{
    LearnModelResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t trace = 0; trace < response.table->traceCount(); ++trace)
        if (time.contains({response.table->start(response.table->firstRow(trace))}))
            chosen.push_back(trace);
    CAUSEWAY_ASSIGN(response.learned, simulate::learnScenario(*response.table, chosen, job));
    return response;
}

} // namespace causeway::engine
