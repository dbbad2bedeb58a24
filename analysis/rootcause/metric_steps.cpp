#include "analysis/rootcause/metric_steps.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/rootcause/likelihood.h"

namespace causeway::rootcause {

namespace {

constexpr std::int64_t kBeforeNs = 1'800'000'000'000;
constexpr std::int64_t kGuardNs = 30'000'000'000;  // before the incident: its time is a person's guess
constexpr std::int64_t kAfterNs = 30'000'000'000;
constexpr std::size_t kFewest = 3;                 // samples before
constexpr double kLeastZ = 3;
constexpr double kFloorPoints = 1; // of a percentage, likewise
constexpr double kFloorShare = 0.05; // of the median: what varies by less is still

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool isPercent(const Series &series)
{
    return series.unit == "%" || series.name.find('%') != std::string::npos || lower(series.name).find("percent") != std::string::npos;
}

struct Sides {
    std::vector<double> before, now;
    std::vector<std::int64_t> times; // of now
};

Sides sidesOf(const Series &series, TimeRange incident)
{
    Sides sides;
    const std::int64_t from = incident.from.ns;
    for (std::size_t i = 0; i < series.timesNs.size() && i < series.values.size(); ++i) {
        const std::int64_t time = series.timesNs[i];
        if (!std::isfinite(series.values[i]))
            continue;
        if (time < from - kGuardNs && time >= from - kBeforeNs) {
            sides.before.push_back(series.values[i]);
        } else if (time >= from && time - kAfterNs < incident.to.ns) {
            sides.now.push_back(series.values[i]);
            sides.times.push_back(time);
        }
    }
    return sides;
}

} // namespace

std::string_view toName(MetricRole role)
{
    static constexpr std::string_view kNames[] = {"cpu", "memory", "traffic", "symptom", "host", "other"};
    return kNames[static_cast<std::size_t>(role)];
}

MetricRole metricRole(std::string_view name)
{
    const std::string text = lower(name);
    const auto has = [&](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string::npos; });
    };
    if (text.starts_with("node") || has({"machine_", "host_"}))
        return MetricRole::Host;
    if (has({"latency", "duration", "success", "error", "p50", "p90", "p95", "p99", "response_time"}))
        return MetricRole::Symptom;
    if (has({"cpu"}))
        return MetricRole::Cpu;
    if (has({"memory", "mem_", "heap", "rss", "working_set"}))
        return MetricRole::Memory;
    if (has({"workload", "request", "bytes", "packets", "syscall", "receive", "transmit", "ops", "network"}))
        return MetricRole::Traffic;
    return MetricRole::Other;
}

std::vector<MetricStep> metricSteps(const Material &material, TimeRange incident)
{
    std::vector<MetricStep> steps;
    std::vector<Sides> sides;
    std::map<std::string_view, std::vector<double>> deviations; // by name
    std::vector<std::pair<double, double>> centre;               // median, 1.48 MAD
    for (const Series &series : material.series) {
        sides.push_back(sidesOf(series, incident));
        std::vector<double> &before = sides.back().before;
        const double middle = median(before);
        std::vector<double> away;
        for (const double value : before)
            away.push_back(std::abs(value - middle));
        centre.emplace_back(middle, 1.4826 * median(away));
        if (before.size() >= kFewest)
            deviations[series.name].push_back(centre.back().second);
    }
    std::map<std::string_view, double> pooled;
    for (auto &[name, values] : deviations)
        pooled[name] = median(values);
    for (std::uint32_t i = 0; i < material.series.size(); ++i) {
        const Sides &side = sides[i];
        if (side.before.size() < kFewest || side.now.empty())
            continue;
        MetricStep step;
        step.series = i;
        step.role = metricRole(material.series[i].name);
        step.expected = centre[i].first;
        // A spread known from few samples may be larger than it looks.
        const auto samples = static_cast<double>(side.before.size());
        const double few = 1 + 20 / (samples * samples); // about what Student's 97.5 % quantile is of the normal one
        step.deviation = few * std::max({centre[i].second, pooled[material.series[i].name], kFloorShare * std::abs(step.expected), isPercent(material.series[i]) ? kFloorPoints : 0, 1e-9});
        const auto z = [&](double value) { return (value - step.expected) / step.deviation; };
        const std::size_t count = side.now.size();
        for (std::size_t k = 0; k < count; ++k) {
            const double a = z(side.now[k]), b = k + 1 < count ? z(side.now[k + 1]) : count == 1 ? a : 0;
            const double both = a * b <= 0 ? 0 : std::abs(a) < std::abs(b) ? a : b;
            if (std::abs(both) > std::abs(step.robustZ)) {
                step.robustZ = both;
                step.observed = step.expected + both * step.deviation;
            }
        }
        if (std::abs(step.robustZ) < kLeastZ)
            continue;
        for (std::size_t k = 0; k < count; ++k)
            if (std::abs(z(side.now[k])) >= kLeastZ && z(side.now[k]) * step.robustZ > 0) {
                step.onsetNs = side.times[k];
                break;
            }
        steps.push_back(step);
    }
    std::stable_sort(steps.begin(), steps.end(), [](const MetricStep &a, const MetricStep &b) { return std::abs(a.robustZ) > std::abs(b.robustZ); });
    return steps;
}

FamilyEvidence metricEvidence(const Material &material, const std::vector<std::string> &services, const std::vector<MetricStep> &steps)
{
    FamilyEvidence family;
    family.nats.assign(services.size(), 0);
    for (const MetricStep &step : steps) {
        const Series &series = material.series[step.series];
        const auto service = std::find(services.begin(), services.end(), series.service);
        if (service == services.end() || step.role == MetricRole::Host)
            continue;
        Evidence item;
        item.family = Family::Metrics;
        item.service = static_cast<std::uint32_t>(service - services.begin());
        item.kind = step.role == MetricRole::Cpu ? CauseKind::Cpu : step.role == MetricRole::Memory ? CauseKind::Memory : CauseKind::Other;
        item.source = series.name;
        item.expected = step.expected;
        item.observed = step.observed;
        const bool resource = step.role == MetricRole::Cpu || step.role == MetricRole::Memory;
        if (resource && step.robustZ > 0)
            item.nats = 3 * std::log(step.robustZ / kLeastZ);
        item.text = Message(CAUSEWAY_TEXT("%1 of %2 stood at %3, %4 before (%5 deviations)"), series.name, series.pod.empty() ? series.service : series.pod, step.observed, step.expected, step.robustZ);
        family.nats[item.service] = std::max(family.nats[item.service], item.nats);
        family.items.push_back(std::move(item));
    }
    return family;
}

} // namespace causeway::rootcause
