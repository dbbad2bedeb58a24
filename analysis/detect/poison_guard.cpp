#include "analysis/detect/poison_guard.h"

#include <algorithm>
#include <limits>

#include "analysis/detect/log_profile.h"
#include "analysis/detect/unique_sequences.h"

namespace causeway::detect {

namespace {

constexpr std::size_t kNeighbours = 5, kAgainst = 4; // so many of so many
constexpr std::size_t kMostUsual = 3'000;            // contents, the commonest
constexpr std::size_t kMostLabelled = 20'000;        // contents compared with, those with most labels
constexpr double kMuchNearer = 0.5;

struct Content {
    std::uint32_t first = 0;
    std::uint64_t sessions = 0, normal = 0, anomalous = 0;
    double flagged = 0;
    LogProfile profile;
};

struct Near {
    double distance = std::numeric_limits<double>::infinity();
    std::size_t content = 0;
};

template <typename Contents>
Near nearest(const std::vector<Content> &all, const Contents &among, std::size_t to)
{
    Near best;
    for (const std::size_t c : among)
        if (c != to)
            if (const double distance = difference(all[c].profile, all[to].profile); distance < best.distance)
                best = {distance, c};
    return best;
}

Message word(SuspectFor why, Verdict verdict)
{
    switch (why) {
    case SuspectFor::Contradiction: return Message(CAUSEWAY_TEXT("Labelled %1, but as many sessions with the same events have the other label"), toName(verdict));
    case SuspectFor::NearAnomaly: return Message(CAUSEWAY_TEXT("Labelled normal, but most detectors found it anomalous, and it is far nearer to a session labelled anomalous than to the usual ones"));
    case SuspectFor::Influence: return Message(CAUSEWAY_TEXT("Labelled normal, but most detectors found it anomalous, and with it a session labelled anomalous would pass for nearly normal"));
    case SuspectFor::Neighbours: break;
    }
    return Message(CAUSEWAY_TEXT("Labelled %1, but what is labelled around it has the other label"), toName(verdict));
}

} // namespace

Result<std::vector<SuspectLabel>> suspectLabels(const SequenceSet &sessions, const std::vector<std::optional<Verdict>> &labels, const std::vector<double> &flagged,
                                                const Job &job)
{
    CAUSEWAY_ASSIGN(const UniqueSequences unique, uniqueSequences(sessions, job));
    std::vector<Content> contents(unique.first.size());
    for (std::size_t u = 0; u < contents.size(); ++u) {
        contents[u].first = unique.first[u];
        contents[u].sessions = unique.weight[u];
    }
    for (std::size_t s = 0; s < std::min(labels.size(), sessions.size()); ++s) {
        Content &content = contents[unique.of[s]];
        content.normal += labels[s] == Verdict::Normal ? 1 : 0;
        content.anomalous += labels[s] == Verdict::Anomalous ? 1 : 0;
        if (s < flagged.size())
            content.flagged = std::max(content.flagged, flagged[s]);
    }
    const bool judged = !flagged.empty();
    std::vector<std::size_t> usual, odd, labelled; // contents
    for (std::size_t c = 0; c < contents.size(); ++c) {
        const Content &content = contents[c];
        if (content.normal > 0 || content.anomalous > 0)
            labelled.push_back(c);
        if (content.anomalous > content.normal || (content.anomalous > 0 && content.anomalous == content.normal))
            odd.push_back(c);
        else if (content.flagged == 0 && (judged || content.normal > 0))
            usual.push_back(c);
    }
    const auto keep = [&](std::vector<std::size_t> &list, std::size_t most) {
        std::stable_sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) { return contents[a].sessions > contents[b].sessions; });
        list.resize(std::min(list.size(), most));
    };
    const std::vector<std::size_t> toJudge = labelled;
    keep(usual, kMostUsual);
    keep(odd, kMostUsual);
    keep(labelled, kMostLabelled);
    for (const std::vector<std::size_t> *list : {static_cast<const std::vector<std::size_t> *>(&usual), &toJudge})
        for (const std::size_t c : *list) {
            if (job.isCancelled())
                return failure(cancelled());
            if (contents[c].profile.norm == 0)
                contents[c].profile = logProfile(sessions.session(contents[c].first));
        }
    std::vector<double> oddToUsual; // of each of `odd`
    for (const std::size_t c : odd) {
        if (job.isCancelled())
            return failure(cancelled());
        oddToUsual.push_back(nearest(contents, usual, c).distance);
    }

    struct Suspicion {
        Verdict verdict;
        SuspectFor why;
        std::size_t against;
    };
    std::vector<std::optional<Suspicion>> suspect(contents.size());
    std::vector<std::pair<double, std::size_t>> around;
    for (const std::size_t c : toJudge) {
        if (job.isCancelled())
            return failure(cancelled());
        const Content &content = contents[c];
        if (content.normal > 0 && content.anomalous > 0) {
            suspect[c] = {content.anomalous >= content.normal ? Verdict::Normal : Verdict::Anomalous, SuspectFor::Contradiction, c};
            continue;
        }
        const Verdict verdict = content.normal > 0 ? Verdict::Normal : Verdict::Anomalous;
        if (verdict == Verdict::Normal && content.flagged >= 0.5) {
            const Near anomaly = nearest(contents, odd, c);
            if (anomaly.distance < kMuchNearer * nearest(contents, usual, c).distance) {
                suspect[c] = {verdict, SuspectFor::NearAnomaly, anomaly.content};
                continue;
            }
            for (std::size_t o = 0; o < odd.size() && !suspect[c]; ++o)
                if (difference(contents[odd[o]].profile, content.profile) < kMuchNearer * oddToUsual[o])
                    suspect[c] = {verdict, SuspectFor::Influence, odd[o]};
            if (suspect[c])
                continue;
        }
        // A detector that agrees with a label is a witness for it.
        if (judged && (verdict == Verdict::Normal ? content.flagged < 0.5 : content.flagged > 0))
            continue;
        around.clear();
        for (const std::size_t other : labelled)
            if (other != c)
                around.emplace_back(difference(contents[other].profile, content.profile), other);
        if (around.size() < kNeighbours)
            continue;
        std::partial_sort(around.begin(), around.begin() + kNeighbours, around.end());
        const auto against = std::count_if(around.begin(), around.begin() + kNeighbours,
                                           [&](const auto &near) { return (contents[near.second].normal > contents[near.second].anomalous) != (verdict == Verdict::Normal); });
        if (against >= static_cast<std::ptrdiff_t>(kAgainst))
            suspect[c] = {verdict, SuspectFor::Neighbours, around.front().second};
    }
    std::vector<SuspectLabel> out;
    for (std::size_t s = 0; s < std::min(labels.size(), sessions.size()); ++s)
        if (const auto &found = suspect[unique.of[s]]; found && labels[s] == found->verdict)
            out.push_back({static_cast<std::uint32_t>(s), found->verdict, found->why, contents[found->against].first, word(found->why, found->verdict)});
    return out;
}

} // namespace causeway::detect
