#include "analysis/rootcause/scene.h"

#include <algorithm>

namespace causeway::rootcause {

namespace {

constexpr std::int64_t kWindowNs = 60'000'000'000;
constexpr std::size_t kWindows = 64;
constexpr double kLogShare = 0.3; // of traces of either side, for events of logs to be compared

double logShare(const TraceFacts &facts, const std::vector<std::uint32_t> &traces)
{
    const auto with = std::count_if(traces.begin(), traces.end(), [&](std::uint32_t trace) { return facts.hasLogs[trace]; });
    return traces.empty() ? 0 : static_cast<double>(with) / static_cast<double>(traces.size());
}

} // namespace

Share Tally::all() const
{
    Share sum;
    for (const Share &share : before) {
        sum.count += share.count;
        sum.of += share.of;
    }
    return sum;
}

Scene makeScene(const Material &material, const TraceFacts &facts, const Period &period)
{
    Scene scene;
    scene.material = &material;
    scene.facts = &facts;
    scene.incident = period.incident;
    scene.services = material.spans->services();
    std::vector<std::string> others;
    for (const Series &series : material.series)
        if (!series.service.empty() && material.spans->findService(series.service) == kNone)
            others.push_back(series.service);
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    scene.services.insert(scene.services.end(), others.begin(), others.end());

    std::vector<std::pair<std::int64_t, std::uint32_t>> baseline;
    for (std::uint32_t trace = 0; trace < material.spans->traceCount(); ++trace) {
        const TimePoint start{facts.traceNs[trace]};
        if (period.incident.contains(start))
            scene.now.push_back(trace);
        else if (std::any_of(period.baseline.begin(), period.baseline.end(), [&](const TimeRange &range) { return range.contains(start); }))
            baseline.emplace_back(start.ns, trace);
    }
    std::sort(baseline.begin(), baseline.end());
    std::int64_t length = kWindowNs;
    const auto cut = [&] {
        scene.before.clear();
        std::int64_t from = 0;
        for (const auto &[start, trace] : baseline) {
            if (scene.before.empty() || start - from >= length) {
                scene.before.emplace_back();
                from = start;
            }
            scene.before.back().push_back(trace);
        }
    };
    for (cut(); scene.before.size() > kWindows && length < INT64_MAX / 4; cut())
        length *= 2;
    std::vector<std::uint32_t> all;
    for (const auto &[start, trace] : baseline)
        all.push_back(trace);
    scene.logs = logShare(facts, scene.now) >= kLogShare && logShare(facts, all) >= kLogShare;
    return scene;
}

} // namespace causeway::rootcause
