#include "analysis/forecast/alarms.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace causeway::forecast {

AlarmCount countAlarms(std::span<const double> nearness, double height, const std::vector<bool> &violated, std::size_t from, std::size_t to, std::size_t horizon, std::size_t stepsPerDay)
{
    AlarmCount out;
    out.days = static_cast<double>(to - from) / static_cast<double>(stepsPerDay);
    constexpr std::size_t kNone = SIZE_MAX;
    std::size_t alarm = kNone, quietUntil = from; // alarm: since then
    double lead = 0;
    for (std::size_t k = from; k < to; ++k) {
        if (violated[k]) {
            if (k >= quietUntil) { // it begins
                ++out.violations;
                if (alarm != kNone) {
                    ++out.warned;
                    lead += static_cast<double>(k - alarm - 1); // to where the step begins
                }
            }
            alarm = kNone;
            quietUntil = k + 1 + horizon;
            continue;
        }
        if (alarm != kNone && k >= alarm + horizon) { // the violation would have begun in k at the latest
            ++out.inVain;
            alarm = kNone;
        }
        if (alarm == kNone && k >= quietUntil && nearness[k] > height)
            alarm = k;
    }
    out.leadSteps = out.violations > 0 ? lead / static_cast<double>(out.violations) : 0;
    return out;
}

double chooseHeight(std::span<const double> nearness, const std::vector<bool> &violated, std::size_t from, std::size_t to, std::size_t horizon, std::size_t stepsPerDay, double inVainPerDay)
{
    std::vector<double> heights(nearness.begin() + static_cast<std::ptrdiff_t>(from), nearness.begin() + static_cast<std::ptrdiff_t>(to));
    std::ranges::sort(heights, std::greater());
    constexpr std::size_t kTried = 400;
    double best = HUGE_VAL, most = 0;
    // Finer where few steps are above.
    for (std::size_t i = 0; i < kTried; ++i) {
        const double share = static_cast<double>(i) / kTried;
        const double height = heights[static_cast<std::size_t>(share * share * share * static_cast<double>(heights.size() - 1))];
        const AlarmCount count = countAlarms(nearness, height, violated, from, to, horizon, stepsPerDay);
        if (count.inVainPerDay() <= inVainPerDay && count.leadSteps > most) {
            most = count.leadSteps;
            best = height;
        }
    }
    return best;
}

AlarmCount measureAlarms(std::span<const double> nearness, const std::vector<bool> &violated, std::size_t from, std::size_t horizon, std::size_t stepsPerDay, double inVainPerDay)
{
    AlarmCount out;
    double lead = 0;
    for (std::size_t begin = from; begin < nearness.size(); begin += 7 * stepsPerDay) {
        const std::size_t end = std::min(nearness.size(), begin + 7 * stepsPerDay), past = begin - std::min(begin, 14 * stepsPerDay);
        const double height = chooseHeight(nearness, violated, past, begin, horizon, stepsPerDay, inVainPerDay);
        const AlarmCount one = countAlarms(nearness, height, violated, begin, end, horizon, stepsPerDay);
        out.violations += one.violations;
        out.warned += one.warned;
        out.inVain += one.inVain;
        out.days += one.days;
        lead += one.leadSteps * static_cast<double>(one.violations);
    }
    out.leadSteps = out.violations > 0 ? lead / static_cast<double>(out.violations) : 0;
    return out;
}

} // namespace causeway::forecast
