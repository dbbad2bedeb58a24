#pragma once
// The word that was probably meant.

#include "analysis/core/nearest.h"

namespace causeway::engine {

using causeway::nearest;

} // namespace causeway::engine
