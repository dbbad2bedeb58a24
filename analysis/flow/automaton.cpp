#include "analysis/flow/automaton.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "analysis/core/hash.h"

namespace causeway::flow {

namespace {

constexpr std::uint32_t kNone = 0xffffffff;
constexpr std::uint64_t kEnd = 0x9d3f;

struct Prefix {
    std::uint32_t symbol = 0;
    bool ends = false;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> children; // symbol, prefix; ascending
};

class PrefixTree {
public:
    explicit PrefixTree(std::size_t most) : m_most(most), m_all(1) {}
    // false: there is no room.
    bool add(std::uint32_t &at, std::uint32_t symbol)
    {
        auto &children = m_all[at].children;
        const auto it = std::ranges::lower_bound(children, symbol, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
        if (it != children.end() && it->first == symbol) {
            at = it->second;
            return true;
        }
        if (m_all.size() >= m_most)
            return false;
        const auto made = static_cast<std::uint32_t>(m_all.size());
        children.insert(it, {symbol, made});
        m_all.push_back({symbol, false, {}});
        at = made;
        return true;
    }
    std::vector<Prefix> &all() { return m_all; }

private:
    std::size_t m_most;
    std::vector<Prefix> m_all;
};

// What may follow within two events, as a number.
std::uint64_t future(const std::vector<Prefix> &all, std::uint32_t at, unsigned tail)
{
    std::vector<std::uint64_t> strings;
    if (all[at].ends)
        strings.push_back(kEnd);
    for (const auto &[symbol, child] : all[at].children) {
        const std::uint64_t first = mix64(symbol + 1);
        if (tail < 2 || all[child].ends)
            strings.push_back(first);
        if (tail >= 2)
            for (const auto &[second, grandchild] : all[child].children)
                strings.push_back(mix64(first ^ (second + 0x51ed2701u)));
    }
    std::sort(strings.begin(), strings.end());
    strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
    std::uint64_t hash = 0x2545f4914f6cdd1d;
    for (const std::uint64_t s : strings)
        hash = mix64(hash ^ s) + 0x9e3779b97f4a7c15u;
    return hash;
}

class Classes {
public:
    explicit Classes(std::size_t n) : m_parent(n) { std::iota(m_parent.begin(), m_parent.end(), 0u); }
    std::uint32_t of(std::uint32_t x)
    {
        while (m_parent[x] != x)
            x = m_parent[x] = m_parent[m_parent[x]];
        return x;
    }
    bool join(std::uint32_t a, std::uint32_t b)
    {
        a = of(a);
        b = of(b);
        if (a == b)
            return false;
        m_parent[std::max(a, b)] = std::min(a, b);
        return true;
    }

private:
    std::vector<std::uint32_t> m_parent;
};

Classes mergeStates(const std::vector<Prefix> &all, unsigned tail)
{
    Classes classes(all.size());
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> known;
    for (std::uint32_t p = 1; p < all.size(); ++p)
        if (const auto [it, added] = known.try_emplace({all[p].symbol, future(all, p, tail)}, p); !added)
            classes.join(it->second, p);
    // From one state a template must lead to one state.
    for (bool changed = true; changed;) {
        changed = false;
        std::unordered_map<std::uint64_t, std::uint32_t> to;
        for (std::uint32_t p = 0; p < all.size(); ++p)
            for (const auto &[symbol, child] : all[p].children)
                if (const auto [it, added] = to.try_emplace(std::uint64_t{classes.of(p)} << 32 | symbol, child); !added)
                    changed = classes.join(it->second, child) || changed;
    }
    return classes;
}

} // namespace

Result<Graph> mineAutomaton(const Events &events, const AutomatonSettings &settings, const Job &job)
{
    const SessionIndex index = indexSessions(events);
    if (index.order.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There are no sessions to learn an automaton from")), {},
                       Message(CAUSEWAY_TEXT("Group the events by an identifier or a thread: causeway sessions PROJECT --by identifier.")));
    PrefixTree tree(std::max<std::size_t>(settings.mostPrefixes, 2));
    std::uint64_t left = 0;
    std::vector<std::uint32_t> ends(index.size(), kNone);
    for (std::size_t s = 0; s < index.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        std::uint32_t at = 0;
        bool fits = !index.of(s).empty();
        for (const std::uint32_t i : index.of(s))
            fits = fits && tree.add(at, events.templates[i]);
        if (fits)
            tree.all()[ends[s] = at].ends = true;
        left += !fits && !index.of(s).empty();
    }
    const std::vector<Prefix> &all = tree.all();
    Classes classes = mergeStates(all, settings.tail);

    Graph graph;
    std::vector<std::uint32_t> node(all.size(), kNone); // of a class
    for (std::uint32_t p = 1; p < all.size(); ++p)
        if (std::uint32_t &number = node[classes.of(p)]; number == kNone) {
            number = static_cast<std::uint32_t>(graph.nodes.size());
            graph.nodes.push_back({all[p].symbol, 0, NodeKind::Event, 0, 0, false});
        }
    std::map<std::pair<std::uint32_t, std::uint32_t>, DelayHistogram> delays;
    for (std::size_t s = 0; s < index.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        if (ends[s] == kNone)
            continue;
        ++graph.sessions;
        std::uint32_t at = 0, before = kNone, last = 0;
        for (const std::uint32_t i : index.of(s)) {
            tree.add(at, events.templates[i]);
            const std::uint32_t state = node[classes.of(at)];
            ++graph.nodes[state].count;
            if (before == kNone)
                ++graph.nodes[state].begins;
            else
                delays[{before, state}].add(events.timesNs[i] - events.timesNs[last]);
            before = state;
            last = i;
        }
        ++graph.nodes[before].ends;
    }
    graph.events = events.templates.size();
    for (Node &state : graph.nodes) {
        state.begins /= static_cast<double>(std::max<std::uint64_t>(state.count, 1));
        state.ends /= static_cast<double>(std::max<std::uint64_t>(state.count, 1));
    }
    for (const auto &[states, histogram] : delays) {
        const double parents = static_cast<double>(graph.nodes[states.first].count);
        graph.edges.push_back({states.first, states.second, histogram.count(), static_cast<double>(histogram.count()) / parents, histogram.quantile(0.5),
                               histogram.quantile(0.95), histogram.quantile(0.99), false});
    }
    if (left > 0)
        graph.warnings.emplace_back(CAUSEWAY_TEXT("%1 sessions with rare beginnings are left out: there are too many different ones"), left);
    classify(graph, std::vector<NodeShares>(graph.nodes.size()), true);
    return graph;
}

} // namespace causeway::flow
