#pragma once
// What kind of value a text is, by its look.

#include <string_view>

#include "analysis/templates/miner.h"

namespace causeway::templates {

ParameterType typeOf(std::string_view value);
// The narrowest type that holds values of both.
ParameterType join(ParameterType a, ParameterType b);

} // namespace causeway::templates
