#pragma once
// Round instants for an axis of time, in the zone that is shown.

#include <QString>

#include <vector>

#include "analysis/core/units.h"

namespace causeway::views {

struct TimeTick {
    TimePoint time;
    QString text; // "12:05", at the first of a day "5 Mar 12:05"
};

// At most `wished` + 1 ticks; none where the range is open or empty.
std::vector<TimeTick> timeTicks(const TimeRange &range, int wished);

} // namespace causeway::views
