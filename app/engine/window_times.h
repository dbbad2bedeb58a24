#pragma once

#include <optional>
#include <string_view>

#include "analysis/core/units.h"

namespace causeway::engine {

// Of a window's id: "window:60s=2024-01-01T00:00:00Z". nullopt: it is none.
std::optional<TimeRange> windowTimes(std::string_view id);

} // namespace causeway::engine
