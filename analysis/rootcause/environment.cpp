#include "analysis/rootcause/environment.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>

namespace causeway::rootcause {

namespace {

constexpr std::int64_t kAfterNs = 30'000'000'000;  // a sample so long after the incident still speaks of it
constexpr std::int64_t kGuardNs = 30'000'000'000;  // before it: its time is a person's guess
constexpr std::size_t kFewest = 8;                 // normal samples of a metric
constexpr double kFloorShare = 0.05;               // of the median: what varies by less is still
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Median time between samples of a series.
std::int64_t usualInterval(const Material &material)
{
    std::vector<double> steps;
    for (const Series &series : material.series)
        for (std::size_t i = 1; i < series.timesNs.size(); ++i)
            if (series.timesNs[i] > series.timesNs[i - 1])
                steps.push_back(static_cast<double>(series.timesNs[i] - series.timesNs[i - 1]));
    const double middle = median(steps);
    return middle >= 1 && middle < 9e18 ? static_cast<std::int64_t>(middle) : 60'000'000'000;
}

// Slots of an interval: the normal ones that are used, and those of the incident, rising.
struct Slots {
    std::int64_t interval = 1;
    std::vector<std::int64_t> normal, now;
};

Slots slotsOf(const Scene &scene, const Period &period, std::size_t recent)
{
    Slots slots;
    slots.interval = usualInterval(*scene.material);
    const std::int64_t from = period.incident.from.ns, to = period.incident.to.ns;
    for (const Series &series : scene.material->series)
        for (const std::int64_t time : series.timesNs) {
            if (time >= from && time - kAfterNs < to)
                slots.now.push_back(time / slots.interval);
            else if ((time < from - kGuardNs || time > to) && std::any_of(period.baseline.begin(), period.baseline.end(), [&](const TimeRange &range) { return range.contains(TimePoint{time}); }))
                slots.normal.push_back(time / slots.interval);
        }
    for (std::vector<std::int64_t> *all : {&slots.normal, &slots.now}) {
        std::sort(all->begin(), all->end());
        all->erase(std::unique(all->begin(), all->end()), all->end());
    }
    std::erase_if(slots.normal, [&](std::int64_t slot) { return std::binary_search(slots.now.begin(), slots.now.end(), slot); });
    if (slots.normal.size() > recent) {
        const std::int64_t at = from / slots.interval;
        std::stable_sort(slots.normal.begin(), slots.normal.end(), [&](std::int64_t a, std::int64_t b) { return std::abs(a - at) < std::abs(b - at); });
        slots.normal.resize(recent);
        std::sort(slots.normal.begin(), slots.normal.end());
    }
    return slots;
}

std::vector<double> sampled(const Series &series, const std::vector<std::int64_t> &slots, std::int64_t interval)
{
    std::vector<double> out(slots.size(), kNaN);
    for (std::size_t i = 0; i < series.timesNs.size() && i < series.values.size(); ++i)
        if (const auto slot = std::lower_bound(slots.begin(), slots.end(), series.timesNs[i] / interval); slot != slots.end() && *slot == series.timesNs[i] / interval && std::isfinite(series.values[i]))
            out[static_cast<std::size_t>(slot - slots.begin())] = series.values[i];
    return out;
}

double levelOf(const std::vector<double> &now)
{
    double level = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const double next = i + 1 < now.size() ? now[i + 1] : now.size() == 1 ? now[i] : 0;
        if (now[i] * next > 0 && std::min(std::abs(now[i]), std::abs(next)) > std::abs(level))
            level = std::abs(now[i]) < std::abs(next) ? now[i] : next;
    }
    return level;
}

void standardise(Metric &metric, double pooled)
{
    metric.deviation = std::max({metric.deviation, pooled, kFloorShare * std::abs(metric.median), 1e-9});
    for (std::vector<double> *values : {&metric.normal, &metric.now})
        for (double &value : *values)
            value = (value - metric.median) / metric.deviation;
    metric.level = levelOf(metric.now);
    for (std::vector<double> *values : {&metric.normal, &metric.now})
        for (double &value : *values)
            value = std::clamp(value, -kMostDeviations, kMostDeviations);
}

bool isLoad(const std::string &name)
{
    std::string text;
    for (const char c : name)
        text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text.find("workload") != std::string::npos || text.find("request") != std::string::npos || text.find("ops") != std::string::npos;
}

// Whether most samples of every series of the host are the same number; what stands still tells nothing.
bool shareHost(const Material &material, const Environment &a, const Environment &b)
{
    bool any = false;
    for (const Metric &x : a.metrics)
        for (const Metric &y : b.metrics) {
            if (x.role != MetricRole::Host || y.role != MetricRole::Host || material.series[x.series].name != material.series[y.series].name || x.deviation <= 0 || y.deviation <= 0)
                continue;
            std::size_t both = 0, equal = 0;
            for (std::size_t i = 0; i < x.normal.size(); ++i) {
                both += !std::isnan(x.normal[i]) && !std::isnan(y.normal[i]) ? 1 : 0;
                equal += x.normal[i] == y.normal[i] ? 1 : 0;
            }
            if (both == 0 || 2 * equal < both)
                return false;
            any = true;
        }
    return any;
}

void findHosts(const Material &material, std::vector<Environment> &all)
{
    std::vector<std::size_t> first; // pod, by host
    for (std::size_t p = 0; p < all.size(); ++p) {
        if (std::none_of(all[p].metrics.begin(), all[p].metrics.end(), [](const Metric &metric) { return metric.role == MetricRole::Host; }))
            continue;
        std::size_t host = 0;
        while (host < first.size() && !shareHost(material, all[first[host]], all[p]))
            ++host;
        if (host == first.size())
            first.push_back(p);
        all[p].host = host;
    }
}

// The mean of what others on the host use of processor, memory and network.
void addNeighbours(std::vector<Environment> &all)
{
    std::vector<std::vector<Metric>> added(all.size());
    for (std::size_t p = 0; p < all.size(); ++p)
        for (const MetricRole role : {MetricRole::Cpu, MetricRole::Memory, MetricRole::Traffic}) {
            Metric mean;
            mean.role = role;
            const auto add = [&](std::vector<double> &sum, const std::vector<double> &values, std::vector<double> &count) {
                sum.resize(values.size(), 0);
                count.resize(values.size(), 0);
                for (std::size_t i = 0; i < values.size(); ++i)
                    if (!std::isnan(values[i])) {
                        sum[i] += values[i];
                        count[i] += 1;
                    }
            };
            std::vector<double> normalCount, nowCount;
            for (std::size_t other = 0; other < all.size(); ++other)
                if (other != p && all[other].host != SIZE_MAX && all[other].host == all[p].host)
                    for (const Metric &metric : all[other].metrics)
                        if (metric.role == role && !metric.isLoad) {
                            add(mean.normal, metric.normal, normalCount);
                            add(mean.now, metric.now, nowCount);
                        }
            for (std::size_t i = 0; i < mean.normal.size(); ++i)
                mean.normal[i] = normalCount[i] > 0 ? mean.normal[i] / normalCount[i] : kNaN;
            for (std::size_t i = 0; i < mean.now.size(); ++i)
                mean.now[i] = nowCount[i] > 0 ? mean.now[i] / nowCount[i] : kNaN;
            if (!mean.normal.empty())
                added[p].push_back(std::move(mean));
        }
    for (std::size_t p = 0; p < all.size(); ++p)
        all[p].metrics.insert(all[p].metrics.end(), std::make_move_iterator(added[p].begin()), std::make_move_iterator(added[p].end()));
}

} // namespace

Result<std::vector<Environment>> environments(const Scene &scene, const Period &period, std::size_t recent, const Job &job)
{
    const Material &material = *scene.material;
    const Slots slots = slotsOf(scene, period, recent);
    std::vector<std::uint32_t> order(material.series.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Series &x = material.series[a], &y = material.series[b];
        return std::tie(x.service, x.pod, x.name, x.unit) < std::tie(y.service, y.pod, y.name, y.unit);
    });
    std::map<std::pair<std::uint32_t, std::string>, Environment> pods;
    std::map<std::string_view, std::vector<double>> deviations;
    for (const std::uint32_t i : order) {
        if (job.isCancelled())
            return failure(cancelled());
        const Series &series = material.series[i];
        const auto service = std::find(scene.services.begin(), scene.services.end(), series.service);
        if (service == scene.services.end())
            continue;
        Metric metric;
        metric.series = i;
        metric.role = metricRole(series.name);
        metric.isLoad = metric.role == MetricRole::Traffic && isLoad(series.name);
        metric.normal = sampled(series, slots.normal, slots.interval);
        metric.now = sampled(series, slots.now, slots.interval);
        std::vector<double> values, away;
        std::copy_if(metric.normal.begin(), metric.normal.end(), std::back_inserter(values), [](double value) { return !std::isnan(value); });
        if (values.size() < kFewest || std::all_of(metric.now.begin(), metric.now.end(), [](double value) { return std::isnan(value); }))
            continue;
        metric.median = median(values);
        for (const double value : values)
            away.push_back(std::abs(value - metric.median));
        // What is mostly still and now and then far off has a small median deviation: nine tenths of it tell more, as of a normal one.
        metric.deviation = std::max(1.4826 * median(away), (quantile(values, 0.95) - quantile(values, 0.05)) / 3.29);
        deviations[series.name].push_back(metric.deviation);
        const auto at = static_cast<std::uint32_t>(service - scene.services.begin());
        Environment &pod = pods[{at, series.pod}];
        pod.service = at;
        pod.pod = series.pod;
        pod.metrics.push_back(std::move(metric));
    }
    std::map<std::string_view, double> pooled;
    for (auto &[name, values] : deviations)
        pooled[name] = median(values);
    std::vector<Environment> all;
    for (auto &[key, pod] : pods)
        all.push_back(std::move(pod));
    findHosts(material, all); // in the series' unit
    for (Environment &pod : all)
        for (Metric &metric : pod.metrics)
            standardise(metric, pooled[material.series[metric.series].name]);
    addNeighbours(all);
    return all;
}

double correlation(const std::vector<double> &a, const std::vector<double> &b)
{
    double n = 0, sumA = 0, sumB = 0;
    const std::size_t count = std::min(a.size(), b.size());
    const auto both = [&](std::size_t i) { return !std::isnan(a[i]) && !std::isnan(b[i]); };
    for (std::size_t i = 0; i < count; ++i)
        if (both(i)) {
            n += 1;
            sumA += a[i];
            sumB += b[i];
        }
    if (n < 4)
        return 0;
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < count; ++i)
        if (both(i)) {
            const double x = a[i] - sumA / n, y = b[i] - sumB / n;
            aa += x * x;
            bb += y * y;
            ab += x * y;
        }
    return aa < 1e-12 || bb < 1e-12 ? 0 : ab / std::sqrt(aa * bb);
}

} // namespace causeway::rootcause
