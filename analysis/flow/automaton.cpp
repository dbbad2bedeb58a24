#include "analysis/flow/automaton.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/flow/fitted_bound.h"
#include "analysis/flow/state_machine.h"

namespace causeway::flow {

namespace {

std::int64_t boundOf(const DelayHistogram &delays, std::int64_t clockStep)
{
    auto bins = delays.bins();
    for (auto &bin : bins)
        bin.first += static_cast<double>(clockStep);
    const double bound = fitBound(bins).bound;
    return bound == 0 ? 0 : static_cast<std::int64_t>(std::min(bound, 9e18)) - clockStep;
}

} // namespace

Result<Graph> mineAutomaton(const Events &events, const AutomatonSettings &settings, const Job &job)
{
    const SessionIndex index = indexSessions(events);
    if (index.order.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There are no sessions to learn an automaton from")), {},
                       Message(CAUSEWAY_TEXT("Group the events by an identifier or a thread: causeway sessions PROJECT --by identifier.")));
    SessionFolder folder(settings.mostPrefixes);
    std::vector<std::uint32_t> session;
    const auto read = [&](std::size_t s) {
        session.clear();
        for (const std::uint32_t i : index.of(s))
            session.push_back(events.templates[i]);
    };
    std::uint64_t left = 0;
    ClockStep clock;
    std::vector<bool> fits(index.size(), false);
    for (std::size_t s = 0; s < index.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        read(s);
        fits[s] = folder.add(session);
        left += !fits[s] && !session.empty();
        for (std::size_t k = 1; k < index.of(s).size(); ++k)
            clock.add(delayBetween(events.timesNs[index.of(s)[k - 1]], events.timesNs[index.of(s)[k]]));
    }
    CAUSEWAY_ASSIGN(const StateMachine machine, folder.fold(settings.tail, job));
    const std::vector<std::uint32_t> loops = machine.loops();

    Graph graph; // node n is state n + 1
    for (std::uint32_t s = 1; s < machine.states(); ++s)
        graph.nodes.push_back({machine.symbol(s), 0, NodeKind::Event, 0, 0, false, 0});
    std::vector<DelayHistogram> delays(machine.transitions().size());
    std::vector<std::map<std::uint32_t, std::uint64_t>> rounds(graph.nodes.size()); // by loop: most visits of one state → sessions
    std::map<std::uint32_t, std::uint32_t> visits;
    for (std::size_t s = 0; s < index.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        if (!fits[s])
            continue;
        ++graph.sessions;
        visits.clear();
        std::uint32_t at = 0, last = 0;
        for (const std::uint32_t i : index.of(s)) {
            const std::uint32_t step = machine.step(at, events.templates[i]);
            if (at == 0)
                ++graph.nodes[machine.transitions()[step].to - 1].begins;
            else
                delays[step].add(delayBetween(events.timesNs[last], events.timesNs[i]));
            at = machine.transitions()[step].to;
            ++graph.nodes[at - 1].count;
            if (loops[at] != StateMachine::kNone)
                ++visits[at];
            last = i;
        }
        ++graph.nodes[at - 1].ends;
        std::map<std::uint32_t, std::uint32_t> most;
        for (const auto &[state, times] : visits)
            most[loops[state]] = std::max(most[loops[state]], times);
        for (const auto &[loop, times] : most)
            ++rounds[loop][times];
    }
    graph.events = events.templates.size();
    for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
        Node &state = graph.nodes[n];
        state.begins /= static_cast<double>(std::max<std::uint64_t>(state.count, 1));
        state.ends /= static_cast<double>(std::max<std::uint64_t>(state.count, 1));
        if (loops[n + 1] == StateMachine::kNone)
            continue;
        const auto &counts = rounds[loops[n + 1]];
        const std::vector<std::pair<double, std::uint64_t>> values(counts.begin(), counts.end());
        state.mostTimes = static_cast<std::uint32_t>(std::min(std::floor(fitBound(values).bound), 4e9));
    }
    const auto transitions = machine.transitions();
    for (std::size_t t = 0; t < transitions.size(); ++t) {
        if (transitions[t].from == 0)
            continue;
        const std::uint32_t from = transitions[t].from - 1;
        const DelayHistogram &histogram = delays[t];
        const double share = static_cast<double>(histogram.count()) / static_cast<double>(std::max<std::uint64_t>(graph.nodes[from].count, 1));
        graph.edges.push_back({from, transitions[t].to - 1, histogram.count(), share, histogram.quantile(0.5), histogram.quantile(0.95), histogram.quantile(0.99), false,
                               boundOf(histogram, clock.ns())});
    }
    std::ranges::sort(graph.edges, {}, [](const Edge &edge) { return std::pair(edge.from, edge.to); });
    if (left > 0)
        graph.warnings.emplace_back(CAUSEWAY_TEXT("%1 sessions with rare beginnings are left out: there are too many different ones"), left);
    classify(graph, std::vector<NodeShares>(graph.nodes.size()), true);
    return graph;
}

} // namespace causeway::flow
