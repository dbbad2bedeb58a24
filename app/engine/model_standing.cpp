#include "app/engine/model_standing.h"

#include "app/engine/list_models.h"
#include "app/engine/train_detector.h"

namespace causeway::engine {

std::string_view standing(const std::vector<storage::ModelInfo> &models, const storage::ModelInfo &model)
{
    const storage::ModelInfo *judging = judgingModel(models, model.detector);
    if (judging != nullptr && judging->id == model.id)
        return "active";
    if (model.status == "retired")
        return "retired";
    return !isProposed(model) && judging != nullptr && model.id.value < judging->id.value ? "retired" : "candidate";
}

} // namespace causeway::engine
