#pragma once
// What a model of a project is among its others, in one word.

#include <string_view>
#include <vector>

#include "storage/finding_store.h"

namespace causeway::engine {

// models: as listModels() gives them; model is one of them. "active" (it is judgingModel(), promoted or only the newest), "candidate" (not
// promoted, or newer than the active one), "retired" (another one took its place).
std::string_view standing(const std::vector<storage::ModelInfo> &models, const storage::ModelInfo &model);

} // namespace causeway::engine
