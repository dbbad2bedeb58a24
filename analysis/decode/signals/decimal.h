#pragma once
// Decimal numbers as exact multiples of a small unit: times in seconds or microseconds with a fraction, as nanoseconds.

#include <cstdint>
#include <optional>
#include <string_view>

#include "analysis/core/units.h"

namespace causeway::decode {

// text * 10^digits (digits <= 9), cut off below. "1.5", "-3", "1.5e9" (that by way of a double). nullopt: no number, or it
// does not fit.
std::optional<std::int64_t> scaledDecimal(std::string_view text, int digits);

// An epoch in seconds, milli-, micro- or nanoseconds, told by its size: below 10^11 seconds (until the year 5138), and so on by
// factors of 1000.
std::optional<TimePoint> epochOfAnyUnit(std::string_view text);

} // namespace causeway::decode
