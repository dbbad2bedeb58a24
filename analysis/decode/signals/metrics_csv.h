#pragma once
// What the decoder of metrics in CSV shares with the detection.

#include <optional>
#include <string_view>

#include "analysis/core/units.h"

namespace causeway::decode {

char metricsSeparator(std::string_view header); // comma, semicolon or tab, whichever is there most often
// A whole cell that is a time: ISO 8601, an epoch in any unit, or as Go prints it.
std::optional<TimePoint> csvTime(std::string_view text);

} // namespace causeway::decode
