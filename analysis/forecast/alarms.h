#pragma once
// Forecasts as alarms: what is raised ahead of a violation, how early, and how often in vain.

#include <functional>
#include <span>
#include <vector>

namespace causeway::forecast {

// Of each step how near a violation is held to be; higher is nearer. An alarm is raised where it is above the height.
using Nearness = std::vector<double>;

struct AlarmCount {
    std::size_t violations = 0;         // that begin: none within the horizon before
    std::size_t warned = 0;             // of them, with an alarm before
    std::size_t inVain = 0;             // alarms without a violation within the horizon
    double leadSteps = 0;               // mean over all violations; not warned of: 0
    double days = 0;
    [[nodiscard]] double inVainPerDay() const { return days > 0 ? static_cast<double>(inVain) / days : 0; }
};

// violated: of each step. Looks at steps [from, to). An alarm stands for the horizon, or until the violation begins; while something is
// violated, and for a horizon behind it, none is raised.
AlarmCount countAlarms(std::span<const double> nearness, double height, const std::vector<bool> &violated, std::size_t from, std::size_t to, std::size_t horizon, std::size_t stepsPerDay);

// The height with the longest mean lead among those with at most so many alarms in vain a day; of equals the highest.
double chooseHeight(std::span<const double> nearness, const std::vector<bool> &violated, std::size_t from, std::size_t to, std::size_t horizon, std::size_t stepsPerDay, double inVainPerDay = 1);

// Over [from, size): the height is chosen again every week, on the two weeks before.
AlarmCount measureAlarms(std::span<const double> nearness, const std::vector<bool> &violated, std::size_t from, std::size_t horizon, std::size_t stepsPerDay, double inVainPerDay = 1);

} // namespace causeway::forecast
