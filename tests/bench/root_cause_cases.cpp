#include "tests/bench/root_cause_cases.h"

#include "app/engine/cause_period.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace causeway::bench {

using rootcause::Period;

System loadSystem(std::initializer_list<const char *> folders)
{
    System system;
    for (const char *folder : folders) {
        Day day;
        day.day = loadDay(folder);
        if (day.day.faults.empty() || day.day.material.spans == nullptr)
            continue;
        const auto start = std::chrono::steady_clock::now();
        if (auto facts = readTraceFacts(day.day.material, {}))
            day.facts = std::move(*facts);
        std::printf("%s: %u spans, %zu lines, %zu series, read in %.2f s\n", folder, day.day.material.spans->size(), day.day.material.logs.size(), day.day.material.series.size(),
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        system.push_back(std::move(day));
    }
    return system;
}

Period periodOf(const Day &day, std::size_t fault, Baseline baseline, std::int64_t wrong, bool quiet)
{
    const std::int64_t at = day.day.faults[fault].at.ns + wrong;
    Period period;
    period.incident = quiet ? TimeRange{{at - 125 * kSecond}, {at - 10 * kSecond}} : TimeRange{{at}, {at + kLength}};
    const std::int64_t end = period.incident.from.ns;
    std::int64_t from = baseline == Baseline::MinuteBefore ? end - 120 * kSecond : INT64_MIN;
    const auto push = [&](std::int64_t a, std::int64_t b) {
        if (a < b)
            period.baseline.push_back({{a}, {b}});
    };
    if (baseline == Baseline::AsTheProgram || baseline == Baseline::AsTheProgramRaw) {
        std::vector<TimeRange> known;
        for (std::size_t other = 0; other < day.day.faults.size() && baseline == Baseline::AsTheProgram; ++other)
            if (other != fault)
                known.push_back({day.day.faults[other].at, {day.day.faults[other].at.ns + kLength}});
        return engine::causePeriod(day.day.material, period.incident, {}, engine::CauseBaseline::OtherTimes, std::move(known)).value_or(period);
    }
    if (baseline == Baseline::BeforeRaw || baseline == Baseline::MinuteBefore) {
        push(from, end);
        return period;
    }
    for (std::size_t other = 0; other < day.day.faults.size(); ++other) {
        const std::int64_t known = day.day.faults[other].at.ns;
        if (other == fault) {
            push(from, end);
            if (baseline == Baseline::Before)
                return period;
        } else {
            push(from, std::min(known - 10 * kSecond, known < end ? end : INT64_MAX));
        }
        from = known + 240 * kSecond;
    }
    push(from, INT64_MAX);
    return period;
}

} // namespace causeway::bench
