#include "analysis/rootcause/cloud_pd.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/rootcause/environment.h"

namespace causeway::rootcause {

namespace {

constexpr double kLevel = 3;        // deviations from which a metric's level is told
constexpr std::size_t kItems = 8;   // of evidence, a cause
constexpr double kVictim = 0.25;    // what is left of a pod beside one that is busy
constexpr double kUnmatched = 0.25; // what a deviation counts that fits no signature

using Vectors = std::vector<std::vector<double>>; // by sample

Vectors vectorsOf(const Environment &pod, bool now)
{
    Vectors out;
    for (std::size_t m = 0; m < pod.metrics.size(); ++m) {
        const std::vector<double> &values = now ? pod.metrics[m].now : pod.metrics[m].normal;
        out.resize(values.size(), std::vector<double>(pod.metrics.size(), std::numeric_limits<double>::quiet_NaN()));
        for (std::size_t i = 0; i < values.size(); ++i)
            out[i][m] = values[i];
    }
    return out;
}

// Root mean square of what both have; negative: nothing.
double distance(const std::vector<double> &a, const std::vector<double> &b)
{
    double sum = 0, n = 0;
    for (std::size_t m = 0; m < a.size(); ++m)
        if (const double d = a[m] - b[m]; !std::isnan(d)) {
            sum += d * d;
            n += 1;
        }
    return n > 0 ? std::sqrt(sum / n) : -1;
}

// Mean distance to the k nearest but the one itself.
double toNearest(const std::vector<double> &one, const Vectors &normal, std::size_t itself, std::size_t k)
{
    std::vector<double> distances;
    for (std::size_t i = 0; i < normal.size(); ++i)
        if (const double d = i == itself ? -1 : distance(one, normal[i]); d >= 0)
            distances.push_back(d);
    k = std::min(k, distances.size());
    if (k == 0)
        return 0;
    std::partial_sort(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(k), distances.end());
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i)
        sum += distances[i];
    return sum / static_cast<double>(k);
}

// Of two samples of the incident in a row the nearer one, where they are furthest out, in what is usual of normal ones.
double deviationOf(const Environment &pod, const CloudPdSettings &settings)
{
    const Vectors normal = vectorsOf(pod, false), now = vectorsOf(pod, true);
    std::vector<double> usual;
    for (std::size_t i = 0; i < normal.size(); ++i)
        usual.push_back(toNearest(normal[i], normal, i, settings.neighbours));
    const double limit = std::max(quantile(usual, settings.normalShare), 1e-3);
    double most = 0, before = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const double here = toNearest(now[i], normal, SIZE_MAX, settings.neighbours);
        most = std::max(most, now.size() == 1 ? here : std::min(here, before));
        before = here;
    }
    return most / limit;
}

// The last samples, normal ones first.
std::vector<double> lately(const Metric &metric, std::size_t window)
{
    std::vector<double> out = metric.normal;
    out.insert(out.end(), metric.now.begin(), metric.now.end());
    if (const std::size_t kept = std::max(window, metric.now.size()); out.size() > kept)
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(kept));
    return out;
}

// Metrics by time, as if of one that is measured at the peers: their mean.
Metric meanOf(const std::vector<const Metric *> &all)
{
    Metric mean;
    const auto average = [&](auto part) {
        std::vector<double> out(part(*all[0]).size(), 0);
        for (std::size_t i = 0; i < out.size(); ++i) {
            double n = 0;
            for (const Metric *one : all)
                if (!std::isnan(part(*one)[i])) {
                    out[i] += part(*one)[i];
                    n += 1;
                }
            out[i] = n > 0 ? out[i] / n : std::numeric_limits<double>::quiet_NaN();
        }
        return out;
    };
    mean.normal = average([](const Metric &metric) -> const std::vector<double> & { return metric.normal; });
    mean.now = average([](const Metric &metric) -> const std::vector<double> & { return metric.now; });
    return mean;
}

// Of services, how many calls from an entry; those that are not called by another: 0.
std::vector<std::uint32_t> depths(const Scene &scene)
{
    std::vector<std::uint32_t> depth(scene.services.size(), kNone);
    const SpanTable &table = scene.spans();
    forEachTrace(scene, [&](std::uint32_t trace, int) {
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
            std::uint32_t calls = 0, at = row;
            for (std::uint32_t parent = table.parent(at); parent != kNone && calls < 1000; parent = table.parent(at)) {
                calls += table.service(parent) != table.service(at) ? 1 : 0;
                at = parent;
            }
            depth[table.service(row)] = std::min(depth[table.service(row)], calls);
        }
    });
    return depth;
}

class Determination {
public:
    Determination(const Scene &scene, const std::vector<Environment> &pods, const CloudPdSettings &settings) : m_scene(scene), m_pods(pods), m_settings(settings), m_depths(depths(scene)) {}

    [[nodiscard]] CloudPdCause of(const Environment &pod, double distance) const
    {
        CloudPdCause cause;
        cause.service = pod.service;
        cause.pod = pod.pod;
        cause.distance = distance;
        levels(pod, cause);
        within(pod, cause);
        acrossPeers(pod, cause);
        withHost(pod, cause);
        const SignatureMatch match = matchSignature(cause.seen);
        cause.kind = match.signature == nullptr ? CauseKind::Other : match.signature->kind;
        cause.score = match.signature != nullptr && !match.signature->isFault ? 0 : std::log(distance) * (kUnmatched + match.share);
        for (Evidence &item : cause.evidence)
            item.kind = cause.kind;
        std::stable_sort(cause.evidence.begin(), cause.evidence.end(), [](const Evidence &a, const Evidence &b) { return a.nats > b.nats; });
        if (cause.evidence.size() >= kItems)
            cause.evidence.resize(kItems - 1);
        Message text(CAUSEWAY_TEXT("The environment of %1 is %2 times as far from its nearest normal ones as is usual"), name(pod), distance);
        if (match.signature != nullptr)
            text = Message(CAUSEWAY_TEXT("The environment of %1 is %2 times as far from its nearest normal ones as is usual; of the signature “%3” and what is seen %4 % are common"), name(pod), distance,
                           std::string(match.signature->name), std::round(100 * match.share));
        add(cause, pod.metrics[0], 3 * std::log(distance), 1, distance, std::move(text));
        std::rotate(cause.evidence.begin(), cause.evidence.end() - 1, cause.evidence.end());
        return cause;
    }

private:
    [[nodiscard]] std::string name(const Environment &pod) const { return pod.pod.empty() ? m_scene.services[pod.service] : pod.pod; }
    [[nodiscard]] const std::string &name(const Metric &metric) const { return m_scene.material->series[metric.series].name; }

    void add(CloudPdCause &cause, const Metric &metric, double nats, double expected, double observed, Message text) const
    {
        Evidence item;
        item.family = Family::Metrics;
        item.service = cause.service;
        item.nats = nats;
        item.expected = expected;
        item.observed = observed;
        item.text = std::move(text);
        item.source = metric.series == kNone ? std::string() : name(metric);
        cause.evidence.push_back(std::move(item));
    }

    void levels(const Environment &pod, CloudPdCause &cause) const
    {
        for (const Metric &metric : pod.metrics) {
            if (metric.series == kNone || std::abs(metric.level) < kLevel)
                continue;
            const bool up = metric.level > 0;
            const auto see = [&](Deviation deviation) { cause.seen[static_cast<std::size_t>(deviation)] = true; };
            const std::string &series = name(metric);
            const bool isLatency = metric.role == MetricRole::Symptom && series.find("uccess") == std::string::npos;
            if (metric.isLoad && up)
                see(Deviation::LoadUp);
            else if (metric.role == MetricRole::Cpu && up)
                see(Deviation::CpuUp);
            else if (metric.role == MetricRole::Memory && up)
                see(Deviation::MemoryUp);
            else if (metric.role == MetricRole::Traffic && !up)
                see(Deviation::TrafficDown);
            else if (metric.role == MetricRole::Host && up)
                see(Deviation::HostUp);
            else if (isLatency && up)
                see(Deviation::LatencyUp);
            add(cause, metric, 3 * std::log(std::abs(metric.level) / kLevel) + 1, metric.median, metric.median + metric.level * metric.deviation,
                Message(CAUSEWAY_TEXT("%1 of %2 stood at %3, %4 before (%5 deviations)"), series, name(pod), metric.median + metric.level * metric.deviation, metric.median, metric.level));
        }
    }

    // Whether two that went together no longer do.
    bool parted(const Metric &a, const Metric &b, double &before, double &now) const
    {
        before = correlation(a.normal, b.normal);
        if (std::abs(before) < m_settings.together)
            return false;
        now = correlation(lately(a, m_settings.window), lately(b, m_settings.window));
        return std::abs(before - now) >= m_settings.apart;
    }
    // Fisher 1921: the difference of atanh is normal, with variance 1 / (n − 3) each.
    [[nodiscard]] double certainty(double before, double now) const
    {
        const double z = (std::atanh(std::clamp(before, -0.99, 0.99)) - std::atanh(std::clamp(now, -0.99, 0.99))) * std::sqrt(static_cast<double>(std::max<std::size_t>(m_settings.window, 4) - 3));
        return z * z / 2;
    }

    void within(const Environment &pod, CloudPdCause &cause) const
    {
        for (const Metric &a : pod.metrics) {
            if (a.series == kNone || a.isLoad || (a.role != MetricRole::Cpu && a.role != MetricRole::Memory && a.role != MetricRole::Traffic))
                continue;
            for (const Metric &b : pod.metrics) {
                double before = 0, now = 0;
                if (b.series == kNone || b.role == MetricRole::Host || (b.role == a.role && !b.isLoad) || !parted(a, b, before, now))
                    continue;
                see(cause, a.role, Deviation::CpuWithin);
                add(cause, a, certainty(before, now), before, now,
                    Message(CAUSEWAY_TEXT("%1 of %2 no longer goes with %3 (correlation %4, %5 before)"), name(a), name(pod), name(b), now, before));
            }
        }
    }

    static void see(CloudPdCause &cause, MetricRole role, Deviation ofCpu)
    {
        cause.seen[static_cast<std::size_t>(ofCpu) + (role == MetricRole::Cpu ? 0 : role == MetricRole::Memory ? 1 : 2)] = true;
    }

    void acrossPeers(const Environment &pod, CloudPdCause &cause) const
    {
        std::vector<const Environment *> peers, tier;
        for (const Environment &other : m_pods)
            if (&other != &pod) {
                if (other.service == pod.service)
                    peers.push_back(&other);
                else if (m_depths[other.service] == m_depths[pod.service] && m_depths[pod.service] != kNone)
                    tier.push_back(&other);
            }
        if (peers.empty())
            peers = tier;
        for (const Metric &a : pod.metrics) {
            if (a.series == kNone || a.isLoad || (a.role != MetricRole::Cpu && a.role != MetricRole::Memory && a.role != MetricRole::Traffic))
                continue;
            std::vector<const Metric *> same;
            for (const Environment *peer : peers)
                for (const Metric &b : peer->metrics)
                    if (b.series != kNone && name(b) == name(a))
                        same.push_back(&b);
            double before = 0, now = 0;
            if (same.empty() || !parted(a, meanOf(same), before, now))
                continue;
            see(cause, a.role, Deviation::CpuPeers);
            add(cause, a, certainty(before, now), before, now,
                Message(CAUSEWAY_TEXT("%1 of %2 no longer goes with that of its %3 peers (correlation %4, %5 before)"), name(a), name(pod), static_cast<std::int64_t>(same.size()), now, before));
        }
    }

    void withHost(const Environment &pod, CloudPdCause &cause) const
    {
        for (const Metric &a : pod.metrics) {
            if (a.series == kNone || a.isLoad || (a.role != MetricRole::Cpu && a.role != MetricRole::Memory && a.role != MetricRole::Traffic))
                continue;
            for (const Metric &b : pod.metrics) {
                double before = 0, now = 0;
                if (b.role != MetricRole::Host || !parted(a, b, before, now))
                    continue;
                see(cause, a.role, Deviation::CpuHost);
                add(cause, a, certainty(before, now), before, now,
                    Message(CAUSEWAY_TEXT("%1 of %2 no longer goes with %3 of its host (correlation %4, %5 before)"), name(a), name(pod), name(b), now, before));
            }
        }
    }

    const Scene &m_scene;
    const std::vector<Environment> &m_pods;
    const CloudPdSettings &m_settings;
    std::vector<std::uint32_t> m_depths;
};

} // namespace

const std::vector<FaultSignature> &faultSignatures()
{
    using D = Deviation;
    static const std::vector<FaultSignature> all{
        {"busy processor", CauseKind::Cpu, true, {D::CpuUp, D::CpuWithin, D::CpuPeers, D::HostUp, D::LatencyUp}, {}},
        {"busy host", CauseKind::Cpu, true, {D::HostUp, D::CpuHost, D::LatencyUp}, D::CpuUp},
        {"memory fills", CauseKind::Memory, true, {D::MemoryUp, D::MemoryWithin, D::MemoryPeers}, {}},
        {"slow network", CauseKind::Network, true, {D::LatencyUp, D::TrafficDown, D::TrafficWithin, D::TrafficPeers}, {}},
        {"another load", CauseKind::Other, false, {D::LoadUp, D::CpuUp}, {}},
    };
    return all;
}

SignatureMatch matchSignature(const std::array<bool, kDeviationCount> &seen)
{
    SignatureMatch best;
    const auto count = static_cast<double>(std::count(seen.begin(), seen.end(), true));
    for (const FaultSignature &signature : faultSignatures()) {
        if (!seen[static_cast<std::size_t>(signature.deviations[0])] || (signature.without && seen[static_cast<std::size_t>(*signature.without)]))
            continue;
        double common = 0;
        for (const Deviation deviation : signature.deviations)
            common += seen[static_cast<std::size_t>(deviation)] ? 1 : 0;
        if (const double share = common / (count + static_cast<double>(signature.deviations.size()) - common); share > best.share)
            best = {&signature, share};
    }
    return best;
}

Result<std::vector<CloudPdCause>> cloudPd(const Scene &scene, const Period &period, const CloudPdSettings &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(const std::vector<Environment> pods, environments(scene, period, settings.recent, job));
    const Determination determination(scene, pods, settings);
    std::vector<CloudPdCause> all;
    std::vector<std::size_t> hosts;
    for (const Environment &pod : pods) {
        if (job.isCancelled())
            return failure(cancelled());
        if (const double distance = deviationOf(pod, settings); distance > 1) {
            all.push_back(determination.of(pod, distance));
            hosts.push_back(pod.host);
        }
    }
    const auto sees = [](const CloudPdCause &cause, Deviation deviation) { return cause.seen[static_cast<std::size_t>(deviation)]; };
    for (std::size_t victim = 0; victim < all.size(); ++victim)
        if (sees(all[victim], Deviation::HostUp) && !sees(all[victim], Deviation::CpuUp) && hosts[victim] != SIZE_MAX)
            for (std::size_t other = 0; other < all.size(); ++other)
                if (hosts[other] == hosts[victim] && sees(all[other], Deviation::CpuUp)) {
                    all[victim].score *= kVictim;
                    break;
                }
    std::erase_if(all, [](const CloudPdCause &cause) { return cause.score <= 0; });
    std::stable_sort(all.begin(), all.end(), [](const CloudPdCause &a, const CloudPdCause &b) { return a.score > b.score; });
    std::vector<bool> told(scene.services.size(), false);
    std::erase_if(all, [&](const CloudPdCause &cause) {
        const bool again = told[cause.service];
        told[cause.service] = true;
        return again;
    });
    return all;
}

} // namespace causeway::rootcause
