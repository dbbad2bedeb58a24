#pragma once
// How likely a service's load will be above a limit within the time to come, from its season, level and trend.
//
// Loads are counts of steps of equal length, looked at as logarithms. The season is a profile of the day, of working days and week ends
// apart, that follows what comes (exponential smoothing by slot, its neighbours included; Holt–Winters' idea, Winters 1960). The largest
// load of the next steps is a regression on: the largest of the season in them, how far the load is from its season now (fast and slow
// means), and its trend. What the regression leaves over in the time it was fitted on is the forecast's distribution, of the moments that
// were forecast alike: no shape is assumed.

#include <array>
#include <span>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::forecast {

struct ForecastSettings {
    double stepS = 300;                 // length of a step; a day must have at least 4 whole ones
    std::size_t horizon = 6;            // steps ahead
    std::size_t firstWeekday = 0;       // of the first step: 0 Monday … 6 Sunday
};

// Of every step: what was known at its end. Nothing in it looks ahead.
class LoadForecast {
public:
    // Fitted on the first `fitted` steps; behind them again every day, on as long a past. Errors: InvalidInput (a step that does not divide the day, fewer than four days to fit on, negative
    // counts).
    static Result<LoadForecast> fit(std::span<const double> counts, std::size_t fitted, const ForecastSettings &settings);

    [[nodiscard]] std::size_t size() const { return m_expected.size(); }
    [[nodiscard]] const ForecastSettings &settings() const { return m_settings; }
    // Chance that one of the next `horizon` steps has a count above the limit.
    [[nodiscard]] double chanceAbove(std::size_t step, double limit) const;
    // The count that the largest of these steps stays below with that chance, 0 … 1.
    [[nodiscard]] double quantile(std::size_t step, double chance) const;
    // Of the regression at the end: constant, season, fast and slow deviation, trend.
    [[nodiscard]] const std::array<double, 5> &weights() const { return m_fits.back().weights; }

private:
    struct Left {
        double expected = 0;                       // at least that, up to the next
        std::vector<double> residuals;             // rising
    };
    struct Fitted {
        std::size_t from = 0;                      // step
        std::array<double, 5> weights{};
        std::vector<Left> left;                    // rising
    };
    [[nodiscard]] const std::vector<double> &residuals(std::size_t step) const;

    ForecastSettings m_settings;
    std::vector<double> m_expected;                // of each step: logarithm of the largest to come
    std::vector<Fitted> m_fits;                    // rising
};

} // namespace causeway::forecast
