#include "app/engine/forecast_slo.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>

#include "analysis/core/json_writer.h"
#include "app/engine/compare_policies.h"
#include "app/engine/current_spans.h"
#include "app/engine/is_project.h"
#include "storage/project.h"

namespace causeway::engine {

namespace {

constexpr double kDayS = 86'400;

Result<std::vector<double>> readCounts(const std::filesystem::path &path)
{
    const Message what(CAUSEWAY_TEXT("The load could not be read"));
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error)
        return failure(ErrorCode::NotFound, what, Message(CAUSEWAY_TEXT("there is no file “%1”"), path.string()));
    if (size > kMostLoadBytes)
        return failure(ErrorCode::LimitExceeded, what, Message(CAUSEWAY_TEXT("“%1” is larger than %2"), path.string(), Bytes{static_cast<std::int64_t>(kMostLoadBytes)}));
    std::ifstream in(path, std::ios::binary);
    std::string text(size, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(size)))
        return failure(ErrorCode::Unreadable, what, Message(CAUSEWAY_TEXT("“%1” cannot be read"), path.string()));
    std::vector<double> out;
    const auto apart = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ';'; };
    for (const char *at = text.data(), *const end = at + text.size(); at != end;) {
        if (apart(*at)) {
            ++at;
            continue;
        }
        double value = 0;
        const auto [stop, wrong] = std::from_chars(at, end, value);
        if (wrong != std::errc{} || (stop != end && !apart(*stop)) || !(value >= 0) || !std::isfinite(value))
            return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("value %1 of “%2” is no count of requests"), static_cast<std::uint64_t>(out.size() + 1), path.string()),
                           Message(CAUSEWAY_TEXT("Counts that are not negative are expected, separated by spaces, commas or lines.")));
        out.push_back(value);
        at = stop;
    }
    return out;
}

// Requests from outside by second, from the first trace's day on.
Result<std::vector<double>> countsOf(const std::filesystem::path &path, const Job &job)
{
    if (!isProject(path))
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no load to forecast")), Message(CAUSEWAY_TEXT("“%1” is no project whose traces would show it"), path.string()), Message(CAUSEWAY_TEXT("Give it as --load FILE.")));
    CAUSEWAY_ASSIGN(const auto project, storage::Project::open(path.string(), storage::Project::Mode::OpenExisting));
    CAUSEWAY_ASSIGN(const auto spans, currentSpans(*project, job));
    std::vector<std::int64_t> starts;
    for (std::uint32_t row = 0; row < spans->size(); ++row)
        if (spans->parent(row) == traces::kNone && spans->start(row) != TimePoint::none().ns)
            starts.push_back(spans->start(row));
    if (starts.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no load to forecast")), Message(CAUSEWAY_TEXT("the project has no traces")), Message(CAUSEWAY_TEXT("Give it as --load FILE.")));
    const auto [first, last] = std::ranges::minmax(starts);
    const double days = static_cast<double>(last - first) * 1e-9 / kDayS;
    if (days > 3660)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("There is no load to forecast")), Message(CAUSEWAY_TEXT("the traces lie %1 days apart"), days));
    std::vector<double> out(static_cast<std::size_t>((last - first) / 1'000'000'000) + 1);
    for (const std::int64_t start : starts)
        ++out[static_cast<std::size_t>((start - first) / 1'000'000'000)];
    return out;
}

} // namespace

Result<ForecastSloResponse> forecastSlo(const ForecastSloRequest &request, const Job &job)
{
    ForecastSloResponse out;
    if (request.limitPerS)
        out.limitPerS = *request.limitPerS;
    else {
        CAUSEWAY_ASSIGN(const OpenedScenario opened, openScenario(request.file, {}, job));
        const simulate::Scenario &scenario = opened.scenario;
        CAUSEWAY_ASSIGN(out.limit, forecast::limitLoad(scenario));
        out.limitPerS = out.limit->perS;
    }
    CAUSEWAY_ASSIGN(const std::vector<double> units, request.load.empty() ? countsOf(request.file, job) : readCounts(request.load));
    const double unitS = request.load.empty() ? 1 : request.unitS;
    const double exact = request.stepS / unitS;
    const auto perStep = static_cast<std::size_t>(std::max(1.0, std::round(exact)));
    if (std::abs(exact - static_cast<double>(perStep)) > 1e-9)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The load cannot be forecast")), Message(CAUSEWAY_TEXT("a step of %1 s is not a whole number of counts of %2 s"), request.stepS, unitS));
    std::vector<double> counts;
    for (std::size_t i = 0; i + perStep <= units.size(); i += perStep) {
        double sum = 0;
        for (std::size_t k = i; k < i + perStep; ++k)
            sum += units[k];
        counts.push_back(sum);
    }
    forecast::ForecastSettings settings;
    settings.stepS = request.stepS;
    settings.horizon = static_cast<std::size_t>(std::max(1.0, std::round(request.horizonS / request.stepS)));
    settings.firstWeekday = request.firstWeekday;
    const auto perDay = static_cast<std::size_t>(kDayS / request.stepS), n = counts.size();
    // Half of it at least is left to measure on, where there is enough to fit on.
    out.fitted = std::min(static_cast<std::size_t>(request.fitDays * static_cast<double>(perDay)), std::max(n / 2, std::min(n, 4 * perDay)));
    CAUSEWAY_ASSIGN(const forecast::LoadForecast fitted, forecast::LoadForecast::fit(counts, out.fitted, settings));
    const double limit = out.limitPerS * request.stepS;
    out.steps = n;
    out.stepS = request.stepS;
    out.horizonS = static_cast<double>(settings.horizon) * request.stepS;
    out.loadPerS = counts.back() / request.stepS;
    out.chance = fitted.chanceAbove(n - 1, limit);
    out.medianPerS = fitted.quantile(n - 1, 0.5) / request.stepS;
    out.highPerS = fitted.quantile(n - 1, 0.95) / request.stepS;

    std::vector<bool> violated(n);
    std::array<forecast::Nearness, 4> near;
    for (forecast::Nearness &one : near)
        one.resize(n);
    for (std::size_t k = 0; k < n; ++k)
        violated[k] = counts[k] > limit;
    double came = 0, squares = 0, judged = 0, over = 0;
    for (std::size_t k = 0; k < n; ++k) {
        near[0][k] = fitted.chanceAbove(k, limit);
        bool any = false;
        for (std::size_t h = 1; h <= settings.horizon; ++h) {
            for (const auto &[which, back] : {std::pair{1u, perDay}, {2u, 7 * perDay}})
                if (k + h >= back)
                    near[which][k] = std::max(near[which][k], counts[k + h - back]);
            any |= k + h < n && violated[k + h];
        }
        near[3][k] = counts[k];
        over += k >= out.fitted && violated[k];
        if (k < out.fitted || k + settings.horizon >= n)
            continue;
        squares += (near[0][k] - any) * (near[0][k] - any);
        came += any;
        ++judged;
    }
    if (judged == 0)
        return out;
    out.violatedShare = over / static_cast<double>(n - out.fitted);
    out.brier = squares / judged;
    out.brierOfRate = came / judged * (1 - came / judged);
    static constexpr std::array<std::string_view, 4> names{"forecast", "seasonal_naive_day", "seasonal_naive_week", "load_now"};
    for (std::size_t m = 0; m < near.size(); ++m) {
        ForecastMethod &method = out.methods.emplace_back();
        method.name = names[m];
        method.measured = forecast::measureAlarms(near[m], violated, out.fitted, settings.horizon, perDay, request.inVainPerDay);
    }
    return out;
}

std::string toJson(const ForecastSloResponse &response)
{
    JsonWriter json;
    json.beginObject().field("limit_per_s", response.limitPerS);
    if (response.limit)
        json.field("limit_objective", response.limit->objective).field("limit_factor", response.limit->factor);
    json.field("load_per_s", response.loadPerS).field("horizon_s", response.horizonS).field("step_s", response.stepS);
    json.field("chance", response.chance).field("largest_median_per_s", response.medianPerS).field("largest_p95_per_s", response.highPerS);
    json.field("steps", static_cast<std::uint64_t>(response.steps)).field("fitted_steps", static_cast<std::uint64_t>(response.fitted));
    if (!response.methods.empty())
        json.field("violated_share", response.violatedShare).field("brier", response.brier).field("brier_of_rate", response.brierOfRate);
    json.key("methods").beginArray();
    for (const ForecastMethod &method : response.methods) {
        const forecast::AlarmCount &count = method.measured;
        json.beginObject().field("name", method.name).field("violations", static_cast<std::uint64_t>(count.violations)).field("warned", static_cast<std::uint64_t>(count.warned));
        json.field("lead_s", count.leadSteps * response.stepS).field("in_vain", static_cast<std::uint64_t>(count.inVain)).field("in_vain_per_day", count.inVainPerDay()).field("days", count.days).endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace causeway::engine
