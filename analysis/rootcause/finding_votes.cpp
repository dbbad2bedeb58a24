#include "analysis/rootcause/finding_votes.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace causeway::rootcause {

namespace {

constexpr std::size_t kExamples = 50;

struct Vote {
    const Flagged *flagged = nullptr;
    const LogEvent *log = nullptr;
};

std::uint32_t serviceOf(const Scene &scene, const Vote &vote)
{
    const std::uint32_t named = scene.spans().findService(vote.flagged->service);
    return named != kNone ? named : scene.spans().service(vote.log->row);
}

} // namespace

Result<FamilyEvidence> findingEvidence(const Scene &scene, const Job &job)
{
    FamilyEvidence family;
    family.nats.assign(scene.services.size(), 0);
    const Material &material = *scene.material;
    if (material.flagged.empty() || scene.now.empty() || scene.before.empty())
        return family;
    std::unordered_map<std::uint64_t, const LogEvent *> logs;
    for (const LogEvent &log : scene.facts->logs)
        logs.emplace(log.event.value, &log);
    // Of each detector and trace the earliest.
    std::map<std::string_view, std::vector<Vote>> byDetector;
    for (const Flagged &flagged : material.flagged) {
        const auto log = logs.find(flagged.event.value);
        if (log == logs.end())
            continue;
        auto &votes = byDetector[flagged.detector];
        votes.resize(scene.spans().traceCount());
        Vote &vote = votes[scene.spans().trace(log->second->row)];
        if (vote.log == nullptr || std::pair(log->second->timeNs, flagged.event) < std::pair(vote.log->timeNs, vote.flagged->event))
            vote = {&flagged, log->second};
    }
    for (const auto &[detector, votes] : byDetector) {
        if (job.isCancelled())
            return failure(cancelled());
        struct Count {
            Tally tally;
            std::vector<const Vote *> now;
        };
        std::map<std::uint32_t, Count> counts;
        forEachTrace(scene, [&](std::uint32_t trace, int window) {
            const Vote &vote = votes[trace];
            if (vote.log == nullptr)
                return;
            Count &count = counts[serviceOf(scene, vote)];
            count.tally.before.resize(scene.before.size());
            (window < 0 ? count.tally.now : count.tally.before[static_cast<std::size_t>(window)]).count += 1;
            if (window < 0)
                count.now.push_back(&vote);
        });
        for (auto &[service, count] : counts) {
            count.tally.now.of = static_cast<double>(scene.now.size());
            for (std::size_t w = 0; w < scene.before.size(); ++w)
                count.tally.before[w].of = static_cast<double>(scene.before[w].size());
            const double nats = count.tally.change();
            if (nats <= 0)
                continue;
            family.nats[service] = std::max(family.nats[service], nats);
            const Share before = count.tally.all();
            Evidence item;
            item.family = Family::Path;
            item.service = service;
            item.nats = nats;
            item.source = std::string(detector);
            item.expected = before.of > 0 ? before.count / before.of : 0;
            item.observed = count.tally.now.count / count.tally.now.of;
            std::map<std::string_view, std::size_t> absent;
            for (const Vote *vote : count.now) {
                ++absent[vote->flagged->absent];
                if (item.events.size() < kExamples) {
                    item.events.push_back(vote->flagged->event.value);
                    item.rows.push_back(vote->log->row);
                }
            }
            const auto most = std::ranges::max_element(absent, {}, [](const auto &one) { return one.second; });
            item.kind = most->first.empty() ? CauseKind::Other : CauseKind::MissingCall;
            const auto whole = [](double number) { return static_cast<std::int64_t>(number); };
            item.text = most->first.empty()
                            ? Message(CAUSEWAY_TEXT("%1 finds %2 of %3 requests odd, and first here; %4 of %5 before"), item.source, whole(count.tally.now.count), whole(count.tally.now.of), whole(before.count),
                                      whole(before.of))
                            : Message(CAUSEWAY_TEXT("%1 misses “%6” or the like in %2 of %3 requests, in %4 of %5 before"), item.source, whole(count.tally.now.count), whole(count.tally.now.of),
                                      whole(before.count), whole(before.of), std::string(most->first));
            family.items.push_back(std::move(item));
        }
    }
    std::stable_sort(family.items.begin(), family.items.end(), [](const Evidence &a, const Evidence &b) { return a.nats > b.nats; });
    return family;
}

} // namespace causeway::rootcause
