// How early violations of an objective are told: a forecast, the load of a day and of a week before, and the load of the moment.
//   bench_forecast WORKLOAD.txt [FIRST_WEEKDAY]    counts of requests per second; 0 Monday … 6 Sunday (5: nasa_http begins on a Saturday)
// The service has 8 servers, its objective is 95 % within four times its mean work. It is sized so that it meets it for a share of the first
// three weeks; the others are measured on.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "analysis/forecast/alarms.h"
#include "analysis/forecast/limit_load.h"
#include "analysis/forecast/load_forecast.h"

using namespace causeway;
using namespace causeway::forecast;

namespace {

constexpr std::size_t kStepS = 300, kDay = 86'400 / kStepS, kFitted = 21 * kDay;

simulate::Scenario service(double workS)
{
    simulate::Scenario out;
    out.durationS = 600;
    simulate::Service web;
    web.name = "web";
    web.servers = 8;
    out.services.push_back(web);
    simulate::Operation get;
    get.name = "get";
    get.service = "web";
    get.self = {simulate::Distribution::Kind::Exponential, workS, 1, {}};
    out.operations.push_back(get);
    simulate::Arrivals arrivals;
    arrivals.operation = "get";
    arrivals.ratePerS = 1 / workS;
    out.arrivals.push_back(arrivals);
    out.objectives.push_back({"get", 4 * workS, 0.95});
    return out;
}

int fail(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.toEnglish().c_str());
    return 1;
}

} // namespace

int main(int count, char **arguments)
{
    std::ifstream in(count > 1 ? arguments[1] : "");
    std::vector<double> counts;
    double sum = 0;
    std::size_t seconds = 0;
    for (double one = 0; in >> one;) {
        sum += one;
        if (++seconds % kStepS == 0)
            counts.push_back(std::exchange(sum, 0));
    }
    const std::size_t n = counts.size();
    if (n < kFitted + 7 * kDay) {
        std::fprintf(stderr, "bench_forecast WORKLOAD.txt [FIRST_WEEKDAY]: four weeks of counts per second\n");
        return 1;
    }
    const auto unit = limitLoad(service(1));
    if (!unit)
        return fail(unit.error());
    std::vector<double> first(counts.begin(), counts.begin() + kFitted);
    std::ranges::sort(first);
    std::printf("%zu days, measured on the last %.1f; at most 1 alarm in vain a day where the height is chosen (the two weeks before, every week)\n", n / kDay, static_cast<double>(n - kFitted) / kDay);
    std::printf("%-8s %-10s %-7s %-16s %10s %8s %10s %12s %8s %8s\n", "sized", "limit /s", "ahead", "method", "violations", "warned", "lead min", "in vain/day", "Brier", "of rate");
    for (const double sized : {0.85, 0.9, 0.95, 0.97})
        for (const std::size_t horizon : {6u, 12u}) {
            // What takes so long that the limit is where it is to be: both scale alike.
            const auto limit = limitLoad(service(unit->perS / (first[static_cast<std::size_t>(sized * kFitted)] / kStepS)));
            if (!limit)
                return fail(limit.error());
            const double most = limit->perS * kStepS;
            const auto forecast = LoadForecast::fit(counts, kFitted, {kStepS, horizon, count > 2 ? static_cast<std::size_t>(std::atoi(arguments[2])) : 5});
            if (!forecast)
                return fail(forecast.error());
            std::vector<bool> violated(n);
            for (std::size_t k = 0; k < n; ++k)
                violated[k] = counts[k] > most;
            std::array<Nearness, 4> near{Nearness(n), Nearness(n), Nearness(n), counts};
            double squares = 0, came = 0, judged = 0;
            for (std::size_t k = 0; k < n; ++k) {
                near[0][k] = forecast->chanceAbove(k, most);
                bool any = false;
                for (std::size_t h = 1; h <= horizon; ++h) {
                    if (k + h >= kDay)
                        near[1][k] = std::max(near[1][k], counts[k + h - kDay]);
                    if (k + h >= 7 * kDay)
                        near[2][k] = std::max(near[2][k], counts[k + h - 7 * kDay]);
                    any |= k + h < n && violated[k + h];
                }
                if (k < kFitted || k + horizon >= n)
                    continue;
                squares += (near[0][k] - any) * (near[0][k] - any);
                came += any;
                ++judged;
            }
            static constexpr std::array<const char *, 4> names{"forecast", "a day before", "a week before", "load now"};
            for (std::size_t m = 0; m < near.size(); ++m) {
                const AlarmCount all = measureAlarms(near[m], violated, kFitted, horizon, kDay);
                std::printf("%-8.2f %-10.3f %-7zu %-16s %10zu %8zu %10.1f %12.2f", sized, limit->perS, horizon * kStepS / 60, names[m], all.violations, all.warned, all.leadSteps * kStepS / 60, all.inVainPerDay());
                if (m == 0)
                    std::printf(" %8.4f %8.4f", squares / judged, came / judged * (1 - came / judged));
                std::printf("\n");
            }
        }
    return 0;
}
