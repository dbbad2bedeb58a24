#include "analysis/forecast/load_forecast.h"

#include <algorithm>
#include <cmath>

namespace causeway::forecast {

namespace {

constexpr double kDayS = 86'400;
constexpr double kSeasonShare = 0.25;              // of a new day in its slot's mean
constexpr double kFastS = 900, kSlowS = 4 * 3600;  // time constants of the deviation's means
constexpr double kUnusual = 1;                     // of a logarithm: what is further out, as outages are, teaches no more than that
constexpr std::size_t kGroups = 4;                 // of forecasts alike, by what they expect
constexpr std::size_t kFewestDays = 4;

double logOf(double count) { return std::log(count + 0.5); }

using Row = std::array<double, 5>;

// Least squares by the normal equations, a little towards zero so that what never varies does no harm.
Row solve(const std::vector<Row> &rows, const std::vector<double> &targets, std::size_t from, std::size_t to)
{
    std::array<std::array<double, 6>, 5> a{};
    for (std::size_t k = from; k < to; ++k)
        for (std::size_t i = 0; i < 5 && std::isfinite(targets[k]); ++i) {
            for (std::size_t j = 0; j < 5; ++j)
                a[i][j] += rows[k][i] * rows[k][j];
            a[i][5] += rows[k][i] * targets[k];
        }
    for (std::size_t i = 0; i < 5; ++i)
        a[i][i] += 1e-6 * static_cast<double>(to - from);
    for (std::size_t i = 0; i < 5; ++i) {
        const auto pivot = static_cast<std::size_t>(std::max_element(a.begin() + static_cast<std::ptrdiff_t>(i), a.end(), [i](const auto &x, const auto &y) { return std::abs(x[i]) < std::abs(y[i]); }) - a.begin());
        std::swap(a[i], a[pivot]);
        for (std::size_t r = 0; r < 5; ++r)
            if (r != i)
                for (std::size_t c = 6; c-- > i;)
                    a[r][c] -= a[i][c] * a[r][i] / a[i][i];
    }
    Row out{};
    for (std::size_t i = 0; i < 5; ++i)
        out[i] = a[i][5] / a[i][i];
    return out;
}

} // namespace

Result<LoadForecast> LoadForecast::fit(std::span<const double> counts, std::size_t fitted, const ForecastSettings &settings)
{
    const Message what(CAUSEWAY_TEXT("The load cannot be forecast"));
    const double slotsExact = kDayS / settings.stepS;
    const auto slots = static_cast<std::size_t>(slotsExact);
    if (!(settings.stepS > 0) || slots < 4 || static_cast<double>(slots) != slotsExact || settings.horizon == 0 || settings.horizon > slots / 2)
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("a step must divide the day, and the horizon be at least a step and at most half a day")));
    fitted = std::min(fitted, counts.size());
    if (fitted < kFewestDays * slots)
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("%1 days are needed to fit on, there are %2"), kFewestDays, static_cast<double>(fitted) * settings.stepS / kDayS));
    if (const auto bad = std::ranges::find_if(counts, [](double count) { return !(count >= 0) || !std::isfinite(count); }); bad != counts.end())
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("count %1 is %2; counts must not be negative"), static_cast<std::uint64_t>(bad - counts.begin() + 1), *bad));

    LoadForecast out;
    out.m_settings = settings;
    const std::size_t n = counts.size();
    std::array<std::vector<double>, 2> season{std::vector<double>(slots, NAN), std::vector<double>(slots, NAN)}; // working days, week ends
    const auto kindOf = [&](std::size_t step) { return (settings.firstWeekday + step / slots) % 7 >= 5 ? 1u : 0u; };
    double mean = 0, fast = 0, slow = 0, before = 0;
    const double a = 1 - std::exp(-settings.stepS / kFastS), b = 1 - std::exp(-settings.stepS / kSlowS);
    const auto seasonAt = [&](std::size_t step) {
        const auto kind = kindOf(step);
        double sum = 0, weight = 0;
        for (std::size_t d = 0; d < 5; ++d) {
            const std::size_t slot = (step + slots + d - 2) % slots;
            double one = season[kind][slot];
            if (std::isnan(one)) // not yet seen: of the other kind of day
                one = season[1 - kind][slot];
            if (!std::isnan(one)) {
                const double w = d == 2 ? 2 : 1;
                sum += w * one;
                weight += w;
            }
        }
        return weight > 0 ? sum / weight : mean;
    };
    std::vector<Row> rows(n);
    std::vector<double> largest(n, 0);
    for (std::size_t k = 0; k < n; ++k) {
        const double y = logOf(counts[k]);
        mean += (y - mean) / static_cast<double>(std::min<std::size_t>(k + 1, 7 * slots));
        const double deviation = std::clamp(y - seasonAt(k), -kUnusual, kUnusual);
        fast += a * (deviation - fast);
        slow += b * (deviation - slow);
        const double slotBefore = seasonAt(k);
        double &slot = season[kindOf(k)][k % slots];
        slot = std::isnan(slot) ? y : slot + kSeasonShare * std::clamp(y - slot, -kUnusual, kUnusual);
        double most = -HUGE_VAL;
        for (std::size_t h = 1; h <= settings.horizon; ++h)
            most = std::max(most, seasonAt(k + h));
        rows[k] = {1, most, fast, slow, fast - before};
        before = fast;
        for (std::size_t h = 1; h <= settings.horizon && k + h < n; ++h)
            largest[k] = h == 1 ? logOf(counts[k + h]) : std::max(largest[k], logOf(counts[k + h]));
        if (std::abs(y - slotBefore) > 2 * kUnusual) // something else was going on
            largest[k] = NAN;
    }
    // The first two days teach the season. Behind what it is fitted on it is fitted again every day, on as long a past.
    const std::size_t length = fitted - settings.horizon - 2 * slots;
    out.m_expected.resize(n);
    for (std::size_t begin = 0; begin < n; begin = begin == 0 ? fitted : begin + slots) {
        const std::size_t end = std::min(n, begin == 0 ? fitted : begin + slots);
        const std::size_t to = (begin == 0 ? fitted : begin) - settings.horizon, from = std::max(2 * slots, to - length);
        Fitted &fit = out.m_fits.emplace_back();
        fit.from = begin;
        fit.weights = solve(rows, largest, from, to);
        const auto expected = [&](std::size_t k) {
            double sum = 0;
            for (std::size_t i = 0; i < 5; ++i)
                sum += fit.weights[i] * rows[k][i];
            return sum;
        };
        std::vector<std::pair<double, double>> byExpected; // expected, left over
        for (std::size_t k = from; k < to; ++k)
            if (std::isfinite(largest[k]))
                byExpected.emplace_back(expected(k), largest[k] - expected(k));
        if (byExpected.size() < slots)
            return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("there is less than a day of usual load to fit on")));
        std::ranges::sort(byExpected);
        for (std::size_t g = 0; g < kGroups; ++g) {
            const std::size_t first = byExpected.size() * g / kGroups, behind = byExpected.size() * (g + 1) / kGroups;
            Left &left = fit.left.emplace_back();
            left.expected = byExpected[first].first;
            for (std::size_t i = first; i < behind; ++i)
                left.residuals.push_back(byExpected[i].second);
            std::ranges::sort(left.residuals);
        }
        for (std::size_t k = begin; k < end; ++k)
            out.m_expected[k] = expected(k);
    }
    return out;
}

const std::vector<double> &LoadForecast::residuals(std::size_t step) const
{
    const Fitted &fit = *std::prev(std::ranges::upper_bound(m_fits, step, {}, &Fitted::from));
    const auto after = std::ranges::upper_bound(fit.left, m_expected[step], {}, &Left::expected);
    return (after == fit.left.begin() ? after : std::prev(after))->residuals;
}

double LoadForecast::chanceAbove(std::size_t step, double limit) const
{
    if (!(limit >= 0))
        return 1;
    // (k + 1/2) of (n + 1): never quite 0 or 1, and rising within what was not seen.
    const std::vector<double> &left = residuals(step);
    const double needed = logOf(limit) - m_expected[step];
    const auto above = static_cast<double>(left.end() - std::ranges::upper_bound(left, needed));
    const double n = static_cast<double>(left.size()), spread = std::max(1e-6, left[left.size() * 9 / 10] - left[left.size() / 2]);
    const double beyond = needed > left.back() ? std::exp(-(needed - left.back()) / spread) : 1;
    return (above + 0.5 * beyond) / (n + 1);
}

double LoadForecast::quantile(std::size_t step, double chance) const
{
    const std::vector<double> &left = residuals(step);
    const double place = std::clamp(chance, 0.0, 1.0) * static_cast<double>(left.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const double one = left[low], other = left[std::min(low + 1, left.size() - 1)];
    return std::max(0.0, std::exp(m_expected[step] + one + (place - static_cast<double>(low)) * (other - one)) - 0.5);
}

} // namespace causeway::forecast
