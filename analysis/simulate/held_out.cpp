#include "analysis/simulate/held_out.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/simulate/random.h"

namespace causeway::simulate {

namespace {

using traces::SpanTable;

struct Request {
    std::int64_t durationNs = 0;
    std::uint32_t trace = 0; // of the chosen ones
};

struct Parts {
    Quantiles first{}, second{};
    std::uint64_t firstCount = 0, secondCount = 0;
    double distance = 0; // Kolmogorov's
};

// sorted by duration. first: by trace, whether it is of the first part.
Parts compare(std::span<const Request> sorted, const std::vector<bool> &first)
{
    Parts out;
    for (const Request &request : sorted)
        ++(first[request.trace] ? out.firstCount : out.secondCount);
    std::uint64_t a = 0, b = 0;
    const auto put = [](Quantiles &into, std::uint64_t place, std::uint64_t count, std::int64_t value) {
        for (std::size_t q = 0; q < kShares.size(); ++q)
            if (place == std::min(count - 1, static_cast<std::uint64_t>(kShares[q] * static_cast<double>(count))))
                into[q] = static_cast<double>(value);
    };
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (first[sorted[i].trace])
            put(out.first, a++, out.firstCount, sorted[i].durationNs);
        else
            put(out.second, b++, out.secondCount, sorted[i].durationNs);
        if (out.firstCount > 0 && out.secondCount > 0 && (i + 1 == sorted.size() || sorted[i + 1].durationNs != sorted[i].durationNs))
            out.distance = std::max(out.distance, std::abs(static_cast<double>(a) / static_cast<double>(out.firstCount) - static_cast<double>(b) / static_cast<double>(out.secondCount)));
    }
    return out;
}

Quantiles errors(const Quantiles &told, const Quantiles &truth)
{
    Quantiles out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = told[i] / std::max(truth[i], 1.0) - 1;
    return out;
}

std::vector<bool> firstPart(const SpanTable &table, std::span<const std::uint32_t> traces, const HeldOutSettings &settings)
{
    std::vector<bool> out(traces.size(), false);
    const auto take = [&](std::size_t from, std::size_t end) {
        const auto many = static_cast<std::size_t>(settings.share * static_cast<double>(end - from));
        std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(from), many, true);
    };
    if (settings.division == Division::Time) {
        take(0, traces.size());
        return out;
    }
    std::vector<std::int64_t> starts;
    for (const std::uint32_t trace : traces)
        starts.push_back(table.start(table.firstRow(trace)));
    const Recordings recordings(starts);
    for (std::size_t from = 0; from < traces.size();) {
        std::size_t end = from;
        while (end < traces.size() && recordings.find(starts[end]) == recordings.find(starts[from]))
            ++end;
        take(from, end);
        from = end;
    }
    return out;
}

// A division of whole traces into parts of these sizes, by chance.
std::vector<bool> randomPart(std::size_t traces, std::size_t first, std::uint64_t key)
{
    std::vector<std::uint32_t> order(traces);
    for (std::uint32_t i = 0; i < traces; ++i)
        order[i] = i;
    Draw draw(key);
    std::vector<bool> out(traces, false);
    for (std::size_t i = 0; i < first; ++i) {
        std::swap(order[i], order[i + draw.bits() % (traces - i)]);
        out[order[i]] = true;
    }
    return out;
}

void judge(HeldOut &out, const std::map<std::uint32_t, std::vector<Request>> &requests, const std::vector<bool> &first)
{
    for (const auto &[service, sorted] : requests) {
        const Parts parts = compare(sorted, first);
        if (parts.secondCount < HeldOutSettings::kFewest)
            continue;
        ServiceError one{service, parts.firstCount, parts.secondCount, parts.second, parts.first, {}, {}, {}, {}, 1, 0, ServiceError::Verdict::New};
        if (const auto known = std::ranges::find(out.learned.services, service, &LearnedService::service); known != out.learned.services.end()) {
            const ServiceEstimate &told = out.simulated.services[static_cast<std::size_t>(known - out.learned.services.begin())];
            one.predictedNs = {told.p50Ns, told.p95Ns, told.p99Ns};
            one.error = errors(one.predictedNs, one.heldNs);
            one.floor = errors(one.learnedNs, one.heldNs);
            one.own = errors(one.predictedNs, one.learnedNs);
            one.verdict = ServiceError::Verdict::Model;
        }
        one.unchanged = parts.distance; // until the divisions by chance are known
        out.services.push_back(one);
    }
}

} // namespace

bool withinLimits(const Quantiles &errors)
{
    for (std::size_t i = 0; i < errors.size(); ++i)
        if (!(std::abs(errors[i]) <= kErrorLimits[i]))
            return false;
    return true;
}

Result<HeldOut> holdOut(const SpanTable &table, std::span<const std::uint32_t> traces, const HeldOutSettings &settings, const Job &job)
{
    const std::vector<bool> first = firstPart(table, traces, settings);
    std::vector<std::uint32_t> learn;
    std::map<std::uint32_t, std::vector<Request>> requests; // by service
    for (std::uint32_t i = 0; i < traces.size(); ++i) {
        if (first[i])
            learn.push_back(traces[i]);
        for (std::uint32_t row = table.firstRow(traces[i]); row < table.endRow(traces[i]); ++row)
            if (entersService(table, row))
                requests[table.service(row)].push_back({table.duration(row), i});
    }
    HeldOut out;
    out.tracesLearned = learn.size();
    out.tracesHeld = traces.size() - learn.size();
    if (learn.empty() || out.tracesHeld == 0)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There are too few traces to hold some out")), {}, Message(CAUSEWAY_TEXT("Import more traces, or take a longer time range.")));
    CAUSEWAY_ASSIGN(out.learned, learnScenario(table, learn, job));
    CAUSEWAY_ASSIGN(out.simulated, runReplications(out.learned.scenario, {settings.replications, settings.threads, settings.seed, 0, {}}, job));
    for (auto &[service, times] : requests)
        std::ranges::sort(times, {}, [](const Request &r) { return std::pair(r.durationNs, r.trace); });
    judge(out, requests, first);

    std::vector<unsigned> asUnlike(out.services.size(), 0), told(out.services.size(), 0);
    for (unsigned d = 0; d < HeldOutSettings::kDivisions; ++d) {
        if (job.isCancelled())
            return failure(cancelled());
        const std::vector<bool> drawn = randomPart(traces.size(), learn.size(), keyOf(settings.seed, d));
        for (std::size_t s = 0; s < out.services.size(); ++s) {
            const Parts parts = compare(requests.at(out.services[s].service), drawn);
            asUnlike[s] += parts.distance >= out.services[s].unchanged;
            told[s] += parts.firstCount > 0 && parts.secondCount > 0 && withinLimits(errors(parts.first, parts.second));
        }
    }
    for (std::size_t s = 0; s < out.services.size(); ++s) {
        ServiceError &one = out.services[s];
        one.unchanged = (asUnlike[s] + 1.0) / (HeldOutSettings::kDivisions + 1.0);
        one.byChance = static_cast<double>(told[s]) / HeldOutSettings::kDivisions;
        if (one.verdict == ServiceError::Verdict::New)
            continue;
        out.floorWithin += withinLimits(one.floor);
        out.ownWithin += withinLimits(one.own);
        if (withinLimits(one.error)) {
            ++out.within;
            one.verdict = ServiceError::Verdict::Within;
        } else
            one.verdict = one.unchanged <= HeldOutSettings::kSame ? ServiceError::Verdict::Changed : one.byChance < HeldOutSettings::kCertain ? ServiceError::Verdict::Uncertain : ServiceError::Verdict::Model;
    }
    return out;
}

} // namespace causeway::simulate
