#pragma once
// From a pattern to what a person reads: constants, and parameters with a type, a name, and what their values begin and
// end with.

#include <span>

#include "analysis/templates/generaliser.h"
#include "analysis/templates/masks.h"
#include "analysis/templates/miner.h"

namespace causeway::templates {

MinedTemplate buildTemplate(const Pattern &pattern, const Vocabulary &vocabulary, std::span<const WeightedShape> shapes,
                            const CompiledMasks &masks);

} // namespace causeway::templates
