#pragma once
// How likely a service misses its objectives soon: from the load so far, through the model of the service.

#include <filesystem>

#include "analysis/core/job.h"
#include "analysis/forecast/alarms.h"
#include "analysis/forecast/limit_load.h"
#include "analysis/forecast/load_forecast.h"

namespace causeway::engine {

struct ForecastSloRequest {
    std::filesystem::path file;            // a scenario with objectives, or a project, whose traces show the service
    std::filesystem::path load;            // counts of requests one after the other, separated by spaces, commas or lines; empty: of the project's traces
    double unitS = 1;                      // that a count of the file is of
    double stepS = 300, horizonS = 3600;
    std::size_t firstWeekday = 0;          // of the load's first day: 0 Monday … 6 Sunday
    double fitDays = 21;                   // at most; the rest is what forecasts are measured on
    std::optional<double> limitPerS;       // else by the model
    double inVainPerDay = 1;
};

struct ForecastMethod {
    std::string_view name;                 // "forecast", "seasonal_naive_day", "seasonal_naive_week", "load_now"
    forecast::AlarmCount measured;         // on the later part; the height is chosen again every week on the two weeks before
};

struct ForecastSloResponse {
    std::optional<forecast::LimitLoad> limit; // by the model
    double limitPerS = 0, loadPerS = 0;    // load: of the last step
    double chance = 0;                     // within the horizon from the end of the load
    double medianPerS = 0, highPerS = 0;   // of the largest load within it: median, and what it stays below with 95 %
    std::size_t steps = 0, fitted = 0;
    double stepS = 0, horizonS = 0;
    double violatedShare = 0;              // of the later steps
    double brier = 0, brierOfRate = 0;     // of the later part: of the chances; of always telling the share that came true
    std::vector<ForecastMethod> methods;   // empty: there is no later part
};

constexpr std::uint64_t kMostLoadBytes = 256u << 20;

// Errors: those of readScenarioFile, learnModel and of opening a project, limitLoad and LoadForecast::fit; NotFound, Unreadable, LimitExceeded,
// InvalidInput (a count that is none, with its number).
Result<ForecastSloResponse> forecastSlo(const ForecastSloRequest &request, const Job &job);

std::string toJson(const ForecastSloResponse &response);

} // namespace causeway::engine
