#include "analysis/rootcause/transitions.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace causeway::rootcause {

namespace {

constexpr double kHot = 4.0; // nats: a likelihood ratio of 55
constexpr std::size_t kExamples = 50;
constexpr std::size_t kItems = 5; // of a service

// As a person reads it: a line's text, what is called, the end.
std::string described(const Scene &scene, Token token)
{
    switch (token.kind) {
    case TokenKind::Log: {
        const LogPattern &pattern = scene.material->patterns[token.id];
        return pattern.component.empty() ? pattern.text : pattern.component + ": " + pattern.text;
    }
    case TokenKind::Do: return scene.spans().operations()[token.id].name;
    case TokenKind::Call: return scene.services[scene.spans().operations()[token.id].service] + " " + scene.spans().operations()[token.id].name;
    default: return {};
    }
}

// `next` came after `before` so often; without a text of its own an end is told by the sentence.
Message sentence(const Scene &scene, const Transition &transition, const HotTransition &hot)
{
    const auto now = static_cast<std::int64_t>(hot.now.count), of = static_cast<std::int64_t>(hot.now.of);
    const auto before = static_cast<std::int64_t>(hot.before.count), beforeOf = static_cast<std::int64_t>(hot.before.of);
    const std::string &operation = scene.spans().operations()[transition.operation].name;
    const std::string first = transition.before.kind == TokenKind::Begin ? operation : described(scene, transition.before), next = described(scene, transition.next);
    if (hot.nats < 0 && transition.next.kind < TokenKind::End)
        return Message(CAUSEWAY_TEXT("“%1” came right after “%2” in only %3 of %4 traces, in %5 of %6 before"), next, first, now, of, before, beforeOf);
    if (transition.next.kind == TokenKind::EndError)
        return Message(CAUSEWAY_TEXT("%1 failed right after “%2” in %3 of %4 traces, in %5 of %6 before"), operation, first, now, of, before, beforeOf);
    if (transition.next.kind == TokenKind::End)
        return Message(CAUSEWAY_TEXT("%1 ended right after “%2” in %3 of %4 traces, in %5 of %6 before"), operation, first, now, of, before, beforeOf);
    return Message(CAUSEWAY_TEXT("“%1” came right after “%2” in %3 of %4 traces, in %5 of %6 before"), next, first, now, of, before, beforeOf);
}

class Counter {
public:
    Counter(const Scene &scene, const Walks &walks) : m_scene(scene), m_walks(walks), m_sets(scene.before.size() + 1)
    {
        m_transitions.assign(walks.transitions.size() * m_sets, 0);
        m_contexts.assign(static_cast<std::size_t>(walks.contexts) * m_sets, 0);
        m_seenTransition.assign(walks.transitions.size(), 0);
        m_seenContext.assign(walks.contexts, 0);
    }

    void count(std::uint32_t trace, int window)
    {
        ++m_stamp;
        const std::size_t set = window < 0 ? m_sets - 1 : static_cast<std::size_t>(window);
        for (std::uint32_t i = m_walks.offsets[trace]; i < m_walks.offsets[trace + 1]; ++i) {
            const std::uint32_t transition = m_walks.steps[i].transition, context = m_walks.context[transition];
            if (m_seenTransition[transition] != m_stamp) {
                m_seenTransition[transition] = m_stamp;
                ++m_transitions[transition * m_sets + set];
            }
            if (m_seenContext[context] != m_stamp) {
                m_seenContext[context] = m_stamp;
                ++m_contexts[context * m_sets + set];
            }
        }
    }

    [[nodiscard]] Tally tally(std::uint32_t transition) const
    {
        Tally out;
        const std::size_t context = m_walks.context[transition];
        const auto share = [&](std::size_t set) { return Share{static_cast<double>(m_transitions[transition * m_sets + set]), static_cast<double>(m_contexts[context * m_sets + set])}; };
        out.now = share(m_sets - 1);
        for (std::size_t set = 0; set + 1 < m_sets; ++set)
            out.before.push_back(share(set));
        return out;
    }

private:
    const Scene &m_scene;
    const Walks &m_walks;
    std::size_t m_sets;
    std::vector<std::uint32_t> m_transitions, m_contexts, m_seenTransition, m_seenContext;
    std::uint32_t m_stamp = 0;
};

// Where sessions stand for traces it is not known who calls: of a service that fewer of them come by, the call is not the caller's.
std::vector<bool> staysAway(const Scene &scene)
{
    const SpanTable &table = scene.spans();
    std::vector<bool> away(scene.services.size(), false);
    if (scene.material->sessions.empty())
        return away;
    std::vector<Tally> visits(scene.services.size());
    for (Tally &tally : visits)
        tally.before.resize(scene.before.size());
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        // A service has one span of a session.
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
            (window < 0 ? visits[table.service(row)].now : visits[table.service(row)].before[static_cast<std::size_t>(window)]).count += 1;
    });
    for (std::size_t s = 0; s < visits.size(); ++s) {
        visits[s].now.of = static_cast<double>(scene.now.size());
        for (std::size_t w = 0; w < scene.before.size(); ++w)
            visits[s].before[w].of = static_cast<double>(scene.before[w].size());
        away[s] = visits[s].change() <= -kHot;
    }
    return away;
}

} // namespace

Result<PathEvidence> pathEvidence(const Scene &scene, bool logs, const Job &job)
{
    const SpanTable &table = scene.spans();
    const Walks &walks = logs ? scene.facts->withLogs : scene.facts->structure;
    PathEvidence out;
    out.logs = logs;
    out.nats.assign(scene.services.size(), 0);
    out.missing.assign(scene.services.size(), 0);
    out.firstStep.assign(scene.now.size(), kNone);
    if (scene.now.empty() || scene.before.empty())
        return out;
    Counter counter(scene, walks);
    std::size_t done = 0;
    bool stopped = false;
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        if (++done % 256 == 0 && job.isCancelled())
            stopped = true;
        if (!stopped)
            counter.count(trace, window);
    });
    if (stopped)
        return failure(cancelled());

    // Per context what grew and what shrank most.
    struct Moves {
        double grew = 0, shrank = 0;
        std::uint32_t grown = kNone, shrunk = kNone;
    };
    std::vector<Moves> moves(walks.contexts);
    std::vector<std::uint32_t> hotOf(walks.transitions.size(), kNone);
    for (std::uint32_t t = 0; t < walks.transitions.size(); ++t) {
        const Tally tally = counter.tally(t);
        if (tally.now.of == 0)
            continue;
        const double nats = tally.change();
        Moves &context = moves[walks.context[t]];
        if (nats > context.grew) {
            context.grew = nats;
            context.grown = t;
        } else if (nats < context.shrank) {
            context.shrank = nats;
            context.shrunk = t;
        }
        if (std::abs(nats) >= kHot) {
            hotOf[t] = static_cast<std::uint32_t>(out.hot.size());
            out.hot.push_back({t, nats, tally.now, tally.all(), kNone});
        }
    }
    for (HotTransition &hot : out.hot) {
        const Moves &context = moves[walks.context[hot.transition]];
        hot.other = hot.nats > 0 ? context.shrunk : context.grown;
    }
    // Whose doing it is: of a span that only calls, and ends without its other side, the callee's; the call was made and did not arrive.
    std::vector<bool> callers(table.operations().size(), false);
    for (const Gap &gap : scene.facts->gaps)
        callers[table.operation(gap.row)] = true;
    const std::vector<bool> away = staysAway(scene);
    std::vector<std::uint32_t> blamed;
    for (const HotTransition &hot : out.hot) {
        const std::uint32_t operation = walks.transitions[hot.transition].operation;
        blamed.push_back(table.operations()[operation].service);
        const std::uint32_t gone = hot.nats < 0 ? hot.transition : hot.other, came = hot.nats < 0 ? hot.other : hot.transition;
        if (gone == kNone || came == kNone)
            continue;
        const Transition &lost = walks.transitions[gone], &instead = walks.transitions[came];
        const bool ended = callers[operation] && lost.before.kind == TokenKind::Begin && instead.next.kind >= TokenKind::End;
        const bool alone = instead.next.kind == TokenKind::Do && callers[instead.next.id]; // the same, seen from the span around it
        if (lost.next.kind == TokenKind::Call && (ended || alone || away[table.operations()[lost.next.id].service]))
            blamed.back() = table.operations()[lost.next.id].service;
    }
    const auto shrunkIn = [&](std::uint32_t context) { return moves[context].shrank <= -kHot ? moves[context].shrunk : kNone; };

    // One vote a trace, by the service of its first hot transition; of the baseline's traces likewise.
    const std::size_t services = scene.services.size();
    std::vector<Tally> votes(services);
    for (Tally &tally : votes)
        tally.before.resize(scene.before.size());
    std::vector<std::uint32_t> visited(services, 0);
    std::uint32_t stamp = 0;
    std::vector<std::uint32_t> taken(walks.transitions.size(), 0);
    std::map<std::uint32_t, std::vector<std::uint32_t>> voters; // hot index → steps
    std::size_t at = 0;
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        ++stamp;
        const auto share = [&](std::uint32_t service) -> Share & { return window < 0 ? votes[service].now : votes[service].before[static_cast<std::size_t>(window)]; };
        std::uint32_t first = kNone, firstHot = kNone;
        for (std::uint32_t i = walks.offsets[trace]; i < walks.offsets[trace + 1]; ++i)
            taken[walks.steps[i].transition] = stamp;
        for (std::uint32_t i = walks.offsets[trace]; i < walks.offsets[trace + 1]; ++i) {
            const std::uint32_t service = table.service(walks.steps[i].row);
            if (visited[service] != stamp) {
                visited[service] = stamp;
                share(service).of += 1;
            }
            if (first != kNone)
                continue;
            const std::uint32_t transition = walks.steps[i].transition, shrunk = shrunkIn(walks.context[transition]);
            if (hotOf[transition] != kNone && out.hot[hotOf[transition]].nats > 0)
                firstHot = hotOf[transition];
            else if (shrunk != kNone && taken[shrunk] != stamp)
                firstHot = hotOf[shrunk];
            else
                continue;
            first = i;
        }
        if (first != kNone) {
            const std::uint32_t service = blamed[firstHot];
            if (visited[service] != stamp)
                share(service).of += 1; // it should have been
            share(service).count += 1;
        }
        if (window < 0) {
            out.firstStep[at++] = first;
            if (first != kNone)
                voters[firstHot].push_back(first);
        }
    });
    for (std::uint32_t s = 0; s < services; ++s)
        out.nats[s] = std::max(0.0, votes[s].change());

    std::vector<std::pair<double, std::uint32_t>> order; // by votes and nats
    for (const auto &[hot, steps] : voters)
        order.emplace_back(static_cast<double>(steps.size()) * std::abs(out.hot[hot].nats), hot);
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<std::size_t> told(services, 0);
    for (const auto &[weight, index] : order) {
        const HotTransition &hot = out.hot[index];
        const Transition &transition = walks.transitions[hot.transition];
        const std::uint32_t service = blamed[index];
        if (blamed[index] != table.operations()[transition.operation].service)
            out.missing[service] = std::max(out.missing[service], std::min(std::abs(hot.nats), out.nats[service]));
        if (told[service]++ >= kItems)
            continue;
        Evidence item;
        item.family = Family::Path;
        item.service = service;
        item.operation = transition.operation;
        item.nats = std::abs(hot.nats);
        item.text = sentence(scene, transition, hot);
        item.source = table.operations()[transition.operation].name;
        item.expected = hot.before.of > 0 ? hot.before.count / hot.before.of : 0;
        item.observed = hot.now.count / hot.now.of;
        for (const std::uint32_t step : voters[index]) {
            if (item.rows.size() >= kExamples)
                break;
            item.rows.push_back(walks.steps[step].row);
            if (walks.transitions[walks.steps[step].transition].next.kind == TokenKind::Log)
                item.events.push_back(walks.steps[step].event);
        }
        out.items.push_back(std::move(item));
    }
    return out;
}

} // namespace causeway::rootcause
