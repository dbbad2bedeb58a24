#pragma once
// Proleptic Gregorian calendar, UTC. Algorithms: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

#include <cstdint>
#include <optional>
#include <string_view>

#include "analysis/core/units.h"

namespace causeway {

struct CivilTime {
    int year = 1970, month = 1, day = 1; // month 1–12, day 1–31
    int hour = 0, minute = 0, second = 0;
    int nanosecond = 0;
};

// Days since 1970-01-01.
constexpr std::int64_t daysFromCivil(int year, int month, int day)
{
    const std::int64_t y = year - (month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const auto yoe = static_cast<std::uint64_t>(y - era * 400);
    const auto mp = static_cast<std::uint64_t>(month + (month > 2 ? -3 : 9));
    const std::uint64_t doy = (153 * mp + 2) / 5 + static_cast<std::uint64_t>(day) - 1;
    const std::uint64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

CivilTime toCivil(TimePoint time);
TimePoint fromCivil(const CivilTime &civil);

// ISO 8601 ("2024-01-01T00:00:00[.fraction][Z|±hh[:]mm]", blank instead of T allowed, date alone allowed; UTC where no
// zone is told) or an integer of nanoseconds since 1970. nullopt where the text is neither.
std::optional<TimePoint> parseTime(std::string_view text);

} // namespace causeway
