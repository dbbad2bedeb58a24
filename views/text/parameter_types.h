#pragma once
// What a type of template parameters is called.

#include <QString>

#include "analysis/templates/miner.h"

namespace causeway::views::text {

QString parameterTypeName(templates::ParameterType type); // whole number

} // namespace causeway::views::text
