#include "app/engine/cause_period.h"

#include <algorithm>
#include <set>

#include "app/engine/window_times.h"
#include "storage/label_store.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kEnoughMinutes = 30;
constexpr std::int64_t kAftermathNs = 60'000'000'000;

std::vector<TimeRange> without(std::vector<TimeRange> out)
{
    std::sort(out.begin(), out.end(), [](const TimeRange &a, const TimeRange &b) { return a.from < b.from; });
    std::vector<TimeRange> ranges;
    TimePoint at{INT64_MIN};
    for (const TimeRange &range : out) {
        if (range.from > at)
            ranges.push_back({at, range.from});
        at = std::max(at, range.to);
    }
    if (at.ns < INT64_MAX)
        ranges.push_back({at, {INT64_MAX}});
    return ranges;
}

// With requests in them; without any, those that there are points of.
std::size_t minutesIn(const rootcause::Material &material, const std::vector<TimeRange> &ranges)
{
    constexpr std::int64_t kMinuteNs = 60'000'000'000;
    std::set<std::int64_t> minutes;
    const auto see = [&](std::int64_t ns) {
        if (std::ranges::any_of(ranges, [&](const TimeRange &range) { return range.contains({ns}); }))
            minutes.insert(ns / kMinuteNs);
    };
    for (std::uint32_t row = 0; row < material.spans->size(); ++row)
        see(material.spans->start(row));
    if (material.spans->size() == 0)
        for (const rootcause::Series &series : material.series)
            for (const std::int64_t ns : series.timesNs)
                see(ns);
    return minutes.size();
}

// Of spans, lines and points; false: there are none.
bool timesOf(const rootcause::Material &material, std::int64_t &first, std::int64_t &last)
{
    first = INT64_MAX;
    last = INT64_MIN;
    const auto see = [&](std::int64_t from, std::int64_t to) {
        first = std::min(first, from);
        last = std::max(last, to);
    };
    for (std::uint32_t row = 0; row < material.spans->size(); ++row)
        see(material.spans->start(row), material.spans->end(row));
    for (const rootcause::LogEvent &line : material.logs)
        see(line.timeNs, line.timeNs);
    for (const rootcause::Series &series : material.series)
        if (!series.timesNs.empty())
            see(series.timesNs.front(), series.timesNs.back());
    return first <= last;
}

} // namespace

Result<std::vector<TimeRange>> knownTroubles(storage::Project &project, const std::vector<storage::Incident> &incidents, storage::IncidentId apartFrom)
{
    std::vector<TimeRange> known;
    for (const storage::Incident &incident : incidents)
        if (incident.verdict != storage::IncidentVerdict::NoFault && (apartFrom == 0 || incident.id != apartFrom))
            known.push_back(incident.time);
    CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
    for (const storage::Label &label : labels)
        if (label.verdict == Verdict::Anomalous)
            if (const auto range = windowTimes(label.subject.id))
                known.push_back(*range);
    return known;
}

Result<rootcause::Period> causePeriod(const rootcause::Material &material, TimeRange incident, const std::optional<TimeRange> &baseline, CauseBaseline otherwise, std::vector<TimeRange> known)
{
    rootcause::Period period{incident, {}};
    if (baseline)
        period.baseline.push_back(*baseline);
    else {
        known.push_back({incident.from, {INT64_MAX}});
        period.baseline = without(known);
        if (otherwise == CauseBaseline::OtherTimes && incident.to.ns < INT64_MAX - kAftermathNs && minutesIn(material, period.baseline) < kEnoughMinutes) {
            known.back().to = incident.to + Nanos{kAftermathNs};
            period.baseline = without(std::move(known));
        }
    }
    // An open end ends with what there is.
    if (std::int64_t first = 0, last = 0; timesOf(material, first, last)) {
        if (incident.from.ns > last || incident.to.ns <= first)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to explain")), Message(CAUSEWAY_TEXT("no span, line or point lies in this time")),
                           Message(CAUSEWAY_TEXT("What there is lies between %1 and %2."), TimePoint{first}, TimePoint{last}));
        const std::int64_t end = last == INT64_MAX ? last : last + 1;
        period.incident.to.ns = std::min(incident.to.ns, end);
        for (TimeRange &range : period.baseline)
            range = {{std::max(range.from.ns, first)}, {std::min(range.to.ns, end)}};
        std::erase_if(period.baseline, [](const TimeRange &range) { return range.from >= range.to; });
    }
    return period;
}

} // namespace causeway::engine
