#include "analysis/rootcause/error_votes.h"

#include <algorithm>
#include <map>

namespace causeway::rootcause {

namespace {

constexpr double kHot = 4.0;
constexpr std::size_t kExamples = 50;

// A kind of error: a template in a service, or the failed spans of an operation (pattern kNone).
struct ErrorKey {
    std::uint32_t service = 0, operation = kNone, pattern = kNone;
    auto operator<=>(const ErrorKey &) const = default;
};
struct ErrorPlace {
    ErrorKey key;
    std::int64_t timeNs = 0;
    std::uint32_t row = 0;
    std::uint64_t event = 0;
};

class Errors {
public:
    explicit Errors(const Scene &scene) : m_scene(scene), m_table(scene.spans()) {}

    // Of a trace, by time: a failed span stands where it ends, and one that only passes a child's failure on is none.
    std::vector<ErrorPlace> of(std::uint32_t trace) const
    {
        std::vector<ErrorPlace> places;
        const TraceFacts &facts = *m_scene.facts;
        const std::uint32_t first = m_table.firstRow(trace), end = m_table.endRow(trace);
        for (std::uint32_t row = first; row < end; ++row) {
            if (facts.repeated[row] || m_table.status(row) != traces::SpanStatus::Error)
                continue;
            const auto children = m_table.children(row);
            if (std::none_of(children.begin(), children.end(), [&](std::uint32_t child) { return m_table.status(child) == traces::SpanStatus::Error; }))
                places.push_back({{m_table.service(row), m_table.operation(row), kNone}, facts.startNs[row] + m_table.duration(row), row, 0});
        }
        if (m_scene.logs) {
            auto log = std::lower_bound(facts.logs.begin(), facts.logs.end(), first, [](const LogEvent &e, std::uint32_t row) { return e.row < row; });
            for (; log != facts.logs.end() && log->row < end; ++log)
                if (log->level >= Level::Warning)
                    places.push_back({{m_table.service(log->row), kNone, log->pattern}, log->timeNs + facts.startNs[log->row] - m_table.start(log->row), log->row, log->event.value});
        }
        std::stable_sort(places.begin(), places.end(), [](const ErrorPlace &a, const ErrorPlace &b) { return a.timeNs < b.timeNs; });
        return places;
    }

private:
    const Scene &m_scene;
    const SpanTable &m_table;
};

} // namespace

Result<FamilyEvidence> errorEvidence(const Scene &scene, const Job &job)
{
    const SpanTable &table = scene.spans();
    FamilyEvidence family;
    family.nats.assign(scene.services.size(), 0);
    if (scene.now.empty() || scene.before.empty())
        return family;
    const Errors errors(scene);
    std::map<ErrorKey, Tally> tallies;
    std::vector<Tally> visits(scene.services.size()); // count: unused, of: traces
    for (Tally &tally : visits)
        tally.before.resize(scene.before.size());
    std::vector<std::pair<int, std::vector<ErrorPlace>>> all;
    std::vector<std::uint32_t> seen(scene.services.size(), 0);
    std::uint32_t stamp = 0;
    bool stopped = false;
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        if (stopped || (++stamp % 256 == 0 && job.isCancelled())) {
            stopped = true;
            return;
        }
        const auto share = [&](Tally &tally) -> Share & {
            tally.before.resize(scene.before.size());
            return window < 0 ? tally.now : tally.before[static_cast<std::size_t>(window)];
        };
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
            if (std::uint32_t &last = seen[table.service(row)]; last != stamp) {
                last = stamp;
                share(visits[table.service(row)]).of += 1;
            }
        std::vector<ErrorPlace> places = errors.of(trace);
        std::vector<ErrorKey> keys;
        for (const ErrorPlace &place : places)
            keys.push_back(place.key);
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        for (const ErrorKey &key : keys)
            share(tallies[key]).count += 1;
        all.emplace_back(window, std::move(places));
    });
    if (stopped)
        return failure(cancelled());
    std::map<ErrorKey, std::pair<double, Tally>> hot;
    for (auto &[key, tally] : tallies) {
        tally.before.resize(scene.before.size());
        tally.now.of = visits[key.service].now.of;
        for (std::size_t w = 0; w < tally.before.size(); ++w)
            tally.before[w].of = visits[key.service].before[w].of;
        if (const double nats = tally.change(); nats >= kHot)
            hot.emplace(key, std::pair(nats, tally));
    }
    std::vector<Tally> votes = visits;
    std::map<ErrorKey, std::vector<const ErrorPlace *>> voters;
    for (const auto &[window, places] : all)
        for (const ErrorPlace &place : places)
            if (hot.contains(place.key)) {
                Tally &tally = votes[place.key.service];
                (window < 0 ? tally.now : tally.before[static_cast<std::size_t>(window)]).count += 1;
                if (window < 0)
                    voters[place.key].push_back(&place);
                break;
            }
    for (std::uint32_t s = 0; s < family.nats.size(); ++s)
        family.nats[s] = std::max(0.0, votes[s].change());
    for (const auto &[key, places] : voters) {
        const auto &[nats, tally] = hot.at(key);
        Evidence item;
        item.family = Family::Errors;
        item.service = key.service;
        item.operation = key.operation == kNone ? table.operation(places.front()->row) : key.operation;
        item.kind = CauseKind::Exception;
        item.nats = nats;
        const Share before = tally.all();
        item.expected = before.of > 0 ? before.count / before.of : 0;
        item.observed = tally.now.count / tally.now.of;
        const std::string what = key.pattern == kNone ? table.operations()[key.operation].name : scene.material->patterns[key.pattern].text;
        item.source = what;
        item.text = key.pattern == kNone ? Message(CAUSEWAY_TEXT("%1 failed in %2 of %3 traces, in %4 of %5 before"), what, static_cast<std::int64_t>(tally.now.count), static_cast<std::int64_t>(tally.now.of),
                                               static_cast<std::int64_t>(before.count), static_cast<std::int64_t>(before.of))
                                     : Message(CAUSEWAY_TEXT("“%1” in %2 of %3 traces, in %4 of %5 before"), what, static_cast<std::int64_t>(tally.now.count), static_cast<std::int64_t>(tally.now.of),
                                               static_cast<std::int64_t>(before.count), static_cast<std::int64_t>(before.of));
        for (const ErrorPlace *place : places) {
            if (item.rows.size() >= kExamples)
                break;
            item.rows.push_back(place->row);
            if (key.pattern != kNone)
                item.events.push_back(place->event);
        }
        family.items.push_back(std::move(item));
    }
    std::stable_sort(family.items.begin(), family.items.end(), [](const Evidence &a, const Evidence &b) { return a.nats > b.nats; });
    return family;
}

} // namespace causeway::rootcause
