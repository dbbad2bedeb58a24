#include "analysis/rootcause/fusion.h"

#include <algorithm>
#include <cmath>

namespace causeway::rootcause {

namespace {

constexpr double kSilence = 0.7;    // what a kind loses whose own source is covered and says nothing
constexpr double kUnexplained = 0.5; // of what is seen in a group of sources and does not go with the kind
constexpr double kExplained = 0.5;  // what is left of a caller's own where a callee explains it
constexpr double kEnough = 0.8;     // of the caller's score, for a callee to explain it
constexpr double kClear = 1.0;      // a score that may explain others

constexpr std::size_t index(Source source) { return static_cast<std::size_t>(source); }
constexpr std::size_t index(CauseKind kind) { return static_cast<std::size_t>(kind); }

// Sources that follow from one another.
constexpr std::array<std::size_t, kSourceCount> kGroup{0, 0, 0, 0, 1, 1, 2, 2};

// The source without which a kind is hard to believe.
std::size_t ownSource(CauseKind kind)
{
    switch (kind) {
    case CauseKind::Cpu: return index(Source::Cpu);
    case CauseKind::Memory: return index(Source::Memory);
    case CauseKind::Network: return index(Source::Network);
    case CauseKind::Latency: return index(Source::SelfTime);
    case CauseKind::MissingCall: return index(Source::Missing);
    default: return kSourceCount;
    }
}

Calibration makeDefault()
{
    Calibration calibration;
    const auto set = [&](Source source, std::array<double, kCauseKindCount> byKind) { calibration.relevance[index(source)] = byKind; };
    //                      cpu  mem  net  exc  ret  miss lat  other
    set(Source::Structure, {0.2, 0.2, 0.3, 1.0, 1.0, 0.5, 0.1, 0.5});
    set(Source::Lines,     {0.2, 0.2, 0.3, 1.0, 1.0, 0.5, 0.1, 0.5});
    set(Source::Errors,    {0.2, 0.3, 0.3, 1.0, 0.9, 0.5, 0.1, 0.5});
    set(Source::Missing,   {0.0, 0.0, 0.3, 0.3, 0.3, 1.1, 0.0, 0.3});
    set(Source::Network,   {0.8, 0.6, 1.0, 0.0, 0.0, 0.0, 0.3, 0.2});
    set(Source::SelfTime,  {0.9, 0.7, 0.1, 0.1, 0.1, 0.0, 0.8, 0.3});
    set(Source::Cpu,       {1.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2});
    set(Source::Memory,    {0.3, 1.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.2});
    calibration.normal = {6, 6, 5, 5, 3, 4, 3, 3};
    calibration.bar = 1.15;
    return calibration;
}

std::vector<std::vector<bool>> reachable(std::size_t services, const std::vector<std::pair<std::uint32_t, std::uint32_t>> &calls)
{
    std::vector<std::vector<bool>> reach(services, std::vector<bool>(services, false));
    for (std::uint32_t from = 0; from < services; ++from) {
        std::vector<std::uint32_t> open{from};
        while (!open.empty()) {
            const std::uint32_t at = open.back();
            open.pop_back();
            for (auto call = std::lower_bound(calls.begin(), calls.end(), std::pair(at, 0u)); call != calls.end() && call->first == at; ++call)
                if (!reach[from][call->second]) {
                    reach[from][call->second] = true;
                    open.push_back(call->second);
                }
        }
    }
    return reach;
}

} // namespace

Family familyOf(Source source)
{
    constexpr std::array<Family, kSourceCount> kFamilies{Family::Path, Family::Path, Family::Errors, Family::Path, Family::Network, Family::Time, Family::Metrics, Family::Metrics};
    return kFamilies[index(source)];
}

std::string_view toName(Source source)
{
    static constexpr std::string_view kNames[] = {"structure", "lines", "errors", "missing", "network", "self_time", "cpu", "memory"};
    return kNames[index(source)];
}

const Calibration &defaultCalibration()
{
    static const Calibration one = makeDefault();
    return one;
}

SourceNats loudness(const RankingInput &input, const Calibration &calibration)
{
    SourceNats loud;
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        std::vector<double> values;
        for (const Loudness &window : input.normal)
            values.push_back(window[source]);
        // The few windows there are count with what is known beforehand, as if that were four more.
        const double seen = quantile(values, 0.75), weight = static_cast<double>(input.normal.size());
        const double scale = 2 + (4 * calibration.normal[source] + weight * seen) / (4 + weight);
        for (const double nats : input.nats[source])
            loud[source].push_back(2 * std::log1p(std::max(0.0, nats) / scale));
    }
    return loud;
}

std::vector<Candidate> rankCandidates(const RankingInput &input, const Calibration &calibration)
{
    const SourceNats &nats = input.nats;
    const SourceNats allLoud = loudness(input, calibration);
    const std::size_t services = nats[0].size();
    std::vector<Candidate> candidates(services);
    for (std::uint32_t s = 0; s < services; ++s) {
        Candidate &candidate = candidates[s];
        candidate.service = s;
        Loudness loud{};
        for (std::size_t source = 0; source < kSourceCount; ++source)
            loud[source] = allLoud[source][s];
        std::array<double, 3> loudest{};
        for (std::size_t source = 0; source < kSourceCount; ++source)
            loudest[kGroup[source]] = std::max(loudest[kGroup[source]], loud[source]);
        bool first = true;
        for (std::size_t kind = 0; kind < kCauseKindCount; ++kind) {
            std::array<double, 3> groups{};
            for (std::size_t source = 0; source < kSourceCount; ++source)
                groups[kGroup[source]] = std::max(groups[kGroup[source]], calibration.relevance[source][kind] * loud[source]);
            // What a kind leaves unexplained at the service speaks against it.
            double score = 0;
            for (std::size_t group = 0; group < groups.size(); ++group)
                score += groups[group] - kUnexplained * (loudest[group] - groups[group]);
            score = std::max(0.0, score);
            if (const std::size_t own = ownSource(static_cast<CauseKind>(kind)); own < kSourceCount && input.covered[own][s] && nats[own][s] <= 0)
                score *= kSilence;
            if (first || score > candidate.own) {
                candidate.own = score;
                candidate.kind = static_cast<CauseKind>(kind);
                first = false;
            }
        }
        for (std::size_t source = 0; source < kSourceCount; ++source)
            candidate.parts[source] = calibration.relevance[source][index(candidate.kind)] * loud[source];
        candidate.score = candidate.own;
    }
    // What is seen at a caller may come from whom it calls, but for what is measured at the caller itself.
    const auto reach = reachable(services, input.calls);
    for (Candidate &caller : candidates) {
        if (caller.own <= 0 || nats[index(Source::Cpu)][caller.service] > 0 || nats[index(Source::Memory)][caller.service] > 0)
            continue;
        for (const Candidate &callee : candidates)
            if (callee.service != caller.service && reach[caller.service][callee.service] && !reach[callee.service][caller.service] && callee.own >= kClear && callee.own >= kEnough * caller.own &&
                (caller.explainedBy == kNone || callee.own > candidates[caller.explainedBy].own))
                caller.explainedBy = callee.service;
        if (caller.explainedBy != kNone)
            caller.score = kExplained * caller.own;
    }
    for (Candidate &candidate : candidates)
        if (!input.wayTaken.empty() && (candidate.kind == CauseKind::Exception || candidate.kind == CauseKind::Return))
            candidate.kind = input.wayTaken[candidate.service];
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) { return a.score > b.score; });
    return candidates;
}

} // namespace causeway::rootcause
