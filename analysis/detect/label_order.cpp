#include "analysis/detect/label_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/detect/log_profile.h"
#include "analysis/detect/unique_sequences.h"

namespace causeway::detect {

namespace {

constexpr std::size_t kMostCandidates = 20'000; // of the greatest worth; the others wait until these are labelled
constexpr std::size_t kMostAnchors = 2'000;     // labelled groups that distance is measured from

// Of each score its rank among all, 0 … 1, ties in the middle; and where the threshold lies among them.
struct Ranks {
    std::vector<double> sorted;
    double threshold = 0;

    explicit Ranks(const Opinion &opinion)
    {
        for (const double score : opinion.scores)
            if (!std::isnan(score))
                sorted.push_back(score);
        std::sort(sorted.begin(), sorted.end());
        threshold = sorted.empty() ? 0 : static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), opinion.threshold) - sorted.begin()) / static_cast<double>(sorted.size());
    }
    [[nodiscard]] double of(double score) const
    {
        const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), score);
        return static_cast<double>((low - sorted.begin()) + (high - sorted.begin())) / 2 / static_cast<double>(sorted.size());
    }
};

struct Candidate {
    QueuedGroup group;
    LogProfile profile;
    double worth = 0, common = 0;
};

void judge(QueuedGroup &group, std::uint32_t session, std::span<const Opinion> opinions, const std::vector<Ranks> &ranks)
{
    double unsure = 0, border = 0, severe = 0;
    std::size_t ofUnsure = 0, ofBorder = 0, ofSevere = 0;
    for (std::size_t o = 0; o < opinions.size(); ++o) {
        const double score = session < opinions[o].scores.size() ? opinions[o].scores[session] : std::nan("");
        if (std::isnan(score))
            continue;
        ++group.judging;
        const double threshold = opinions[o].threshold;
        const bool flagged = score > threshold;
        group.flagging += flagged ? 1 : 0;
        if (opinions[o].probability) {
            // 1 at the threshold, 0 where it is sure.
            const double room = flagged ? 1 - threshold : threshold;
            const double near = room > 0 ? std::clamp(1 - std::abs(score - threshold) / room, 0.0, 1.0) : 1;
            if (near > unsure)
                unsure = near, ofUnsure = o;
            continue;
        }
        const double rank = ranks[o].of(score);
        const double near = std::exp(-std::abs(rank - ranks[o].threshold) / 0.05);
        // Where most sessions have one score, a rank near the threshold says nothing of those below.
        if (flagged && near > border)
            border = near, ofBorder = o;
        if (flagged && rank > severe)
            severe = rank, ofSevere = o;
    }
    const double share = group.judging > 0 ? static_cast<double>(group.flagging) / group.judging : 0;
    const double disputed = 4 * share * (1 - share);
    group.severity = severe;
    group.uncertainty = std::max({unsure, 0.8 * disputed, 0.5 * border});
    if (group.uncertainty > 0.3 && unsure == group.uncertainty)
        group.why = WorthOf::Unsure, group.opinion = ofUnsure;
    else if (group.uncertainty > 0.3 && 0.8 * disputed == group.uncertainty)
        group.why = WorthOf::Disputed;
    else if (group.uncertainty > 0.3)
        group.why = WorthOf::Border, group.opinion = ofBorder;
    else if (severe > 0)
        group.why = WorthOf::Severe, group.opinion = ofSevere;
}

} // namespace

Result<std::vector<QueuedGroup>> labelOrder(const SequenceSet &sessions, std::span<const Opinion> opinions, const std::vector<bool> &labelled, std::size_t limit,
                                            const Job &job)
{
    CAUSEWAY_ASSIGN(const UniqueSequences unique, uniqueSequences(sessions, job));
    std::vector<bool> known(unique.first.size());
    std::vector<std::vector<std::uint32_t>> members(unique.first.size());
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        members[unique.of[s]].push_back(static_cast<std::uint32_t>(s));
        if (s < labelled.size() && labelled[s])
            known[unique.of[s]] = true;
    }
    std::vector<Ranks> ranks;
    for (const Opinion &opinion : opinions) {
        if (job.isCancelled())
            return failure(cancelled());
        ranks.emplace_back(opinion);
    }
    std::vector<LogProfile> anchors;
    std::vector<Candidate> candidates;
    std::uint64_t most = 1;
    for (std::size_t u = 0; u < known.size(); ++u)
        most = std::max<std::uint64_t>(most, unique.weight[u]);
    for (std::size_t u = 0; u < known.size(); ++u) {
        if (u % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        if (known[u]) {
            if (anchors.size() < kMostAnchors)
                anchors.push_back(logProfile(sessions.session(unique.first[u])));
            continue;
        }
        Candidate candidate;
        candidate.group.sessions = std::move(members[u]);
        judge(candidate.group, unique.first[u], opinions, ranks);
        candidate.common = std::log1p(static_cast<double>(unique.weight[u])) / std::log1p(static_cast<double>(most));
        candidate.worth = 0.02 + 0.3 * candidate.group.uncertainty + 0.05 * candidate.group.severity + 0.65 * candidate.common;
        candidates.push_back(std::move(candidate));
    }
    if (candidates.size() > kMostCandidates) {
        std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) { return a.worth > b.worth; });
        candidates.erase(candidates.begin() + kMostCandidates, candidates.end());
    }
    for (Candidate &candidate : candidates) {
        if (job.isCancelled())
            return failure(cancelled());
        candidate.profile = logProfile(sessions.session(candidate.group.sessions.front()));
        candidate.group.distance = 1;
        for (const LogProfile &anchor : anchors)
            candidate.group.distance = std::min(candidate.group.distance, difference(candidate.profile, anchor));
    }
    std::vector<QueuedGroup> out;
    std::vector<bool> chosen(candidates.size());
    while (out.size() < std::min(limit, candidates.size())) {
        std::size_t best = candidates.size();
        double bestValue = -1;
        for (std::size_t c = 0; c < candidates.size(); ++c)
            if (!chosen[c])
                // Equal counts in another order differ in nothing here, and are worth a little all the same.
                if (const double value = candidates[c].worth * std::sqrt(0.05 + candidates[c].group.distance); value > bestValue) {
                    bestValue = value;
                    best = c;
                }
        chosen[best] = true;
        Candidate &next = candidates[best];
        if (next.group.why == WorthOf::Unlike && next.common > 0.5 && next.group.sessions.size() > 1)
            next.group.why = WorthOf::Common;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            if (c % 1024 == 0 && job.isCancelled())
                return failure(cancelled());
            if (!chosen[c])
                candidates[c].group.distance = std::min(candidates[c].group.distance, difference(candidates[c].profile, next.profile));
        }
        out.push_back(std::move(next.group));
    }
    return out;
}

} // namespace causeway::detect
