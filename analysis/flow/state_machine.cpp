#include "analysis/flow/state_machine.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "analysis/core/hash.h"

namespace causeway::flow {

namespace {

constexpr std::uint64_t kEnd = 0x9d3f;

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

} // namespace

std::optional<StateMachine> StateMachine::of(std::vector<std::uint32_t> symbols, std::vector<Transition> transitions)
{
    if (symbols.empty())
        return std::nullopt;
    for (const Transition &t : transitions)
        if (t.from >= symbols.size() || t.to >= symbols.size() || t.to == 0)
            return std::nullopt;
    const auto key = [&](const Transition &t) { return std::pair(t.from, symbols[t.to]); };
    std::ranges::sort(transitions, {}, key);
    if (std::ranges::adjacent_find(transitions, {}, key) != transitions.end())
        return std::nullopt;
    StateMachine out;
    out.m_first.assign(symbols.size() + 1, 0);
    for (const Transition &t : transitions)
        ++out.m_first[t.from + 1];
    std::partial_sum(out.m_first.begin(), out.m_first.end(), out.m_first.begin());
    for (std::uint32_t s = 1; s < symbols.size(); ++s)
        out.m_named.emplace_back(symbols[s], s);
    std::ranges::sort(out.m_named);
    out.m_symbols = std::move(symbols);
    out.m_transitions = std::move(transitions);
    return out;
}

std::uint32_t StateMachine::step(std::uint32_t state, std::uint32_t symbol) const
{
    const auto begin = m_transitions.begin() + m_first[state], end = m_transitions.begin() + m_first[state + 1];
    const auto it = std::ranges::lower_bound(begin, end, symbol, {}, [this](const Transition &t) { return m_symbols[t.to]; });
    return it != end && m_symbols[it->to] == symbol ? static_cast<std::uint32_t>(it - m_transitions.begin()) : kNone;
}

std::vector<std::uint32_t> StateMachine::named(std::uint32_t symbol) const
{
    std::vector<std::uint32_t> out;
    for (auto it = std::ranges::lower_bound(m_named, std::pair(symbol, 0u)); it != m_named.end() && it->first == symbol; ++it)
        out.push_back(it->second);
    return out;
}

// Strongly connected components (Tarjan 1972), without recursion.
std::vector<std::uint32_t> StateMachine::loops() const
{
    std::vector<std::uint32_t> index(states(), kNone), low(states()), loop(states(), kNone), stack, at, edge;
    std::vector<bool> open(states(), false);
    std::uint32_t next = 0, found = 0;
    const auto enter = [&](std::uint32_t v) {
        index[v] = low[v] = next++;
        stack.push_back(v);
        open[v] = true;
        at.push_back(v);
        edge.push_back(m_first[v]);
    };
    for (std::uint32_t root = 0; root < states(); ++root) {
        if (index[root] != kNone)
            continue;
        enter(root);
        while (!at.empty()) {
            const std::uint32_t v = at.back();
            if (edge.back() < m_first[v + 1]) {
                const std::uint32_t to = m_transitions[edge.back()++].to;
                if (index[to] == kNone)
                    enter(to);
                else if (open[to])
                    low[v] = std::min(low[v], index[to]);
                continue;
            }
            at.pop_back();
            edge.pop_back();
            if (!at.empty())
                low[at.back()] = std::min(low[at.back()], low[v]);
            if (low[v] != index[v])
                continue;
            const bool cycle = stack.back() != v || step(v, m_symbols[v]) != kNone;
            for (std::uint32_t member = kNone; member != v; stack.pop_back()) {
                member = stack.back();
                open[member] = false;
                if (cycle)
                    loop[member] = found;
            }
            found += cycle;
        }
    }
    return loop;
}

SessionFolder::SessionFolder(std::size_t mostPrefixes) : m_most(std::max<std::size_t>(mostPrefixes, 2)), m_all(1) {}

bool SessionFolder::add(std::span<const std::uint32_t> session)
{
    std::uint32_t at = 0;
    for (const std::uint32_t symbol : session) {
        auto &children = m_all[at].children;
        const auto it = std::ranges::lower_bound(children, symbol, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
        if (it != children.end() && it->first == symbol) {
            at = it->second;
            continue;
        }
        if (m_all.size() >= m_most)
            return false;
        const auto made = static_cast<std::uint32_t>(m_all.size());
        children.insert(it, {symbol, made});
        m_all.push_back({symbol, false, {}});
        at = made;
    }
    if (session.empty())
        return false;
    m_all[at].ends = true;
    return true;
}

// What may follow within two events, as a number.
std::uint64_t SessionFolder::future(std::uint32_t at, unsigned tail) const
{
    std::vector<std::uint64_t> strings;
    if (m_all[at].ends)
        strings.push_back(kEnd);
    for (const auto &[symbol, child] : m_all[at].children) {
        const std::uint64_t first = mix64(symbol + 1);
        if (tail < 2 || m_all[child].ends)
            strings.push_back(first);
        if (tail >= 2)
            for (const auto &[second, grandchild] : m_all[child].children)
                strings.push_back(mix64(first ^ (second + 0x51ed2701u)));
    }
    std::sort(strings.begin(), strings.end());
    strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
    std::uint64_t hash = 0x2545f4914f6cdd1d;
    for (const std::uint64_t s : strings)
        hash = mix64(hash ^ s) + 0x9e3779b97f4a7c15u;
    return hash;
}

Result<StateMachine> SessionFolder::fold(unsigned tail, const Job &job) const
{
    Classes classes(m_all.size());
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> known;
    for (std::uint32_t p = 1; p < m_all.size(); ++p) {
        if (p % 4096 == 0 && job.isCancelled())
            return failure(cancelled());
        if (const auto [it, added] = known.try_emplace({m_all[p].symbol, future(p, tail)}, p); !added)
            classes.join(it->second, p);
    }
    // From one state a template must lead to one state.
    std::unordered_map<std::uint64_t, std::uint32_t> to;
    for (bool changed = true; changed;) {
        if (job.isCancelled())
            return failure(cancelled());
        changed = false;
        to.clear();
        for (std::uint32_t p = 0; p < m_all.size(); ++p)
            for (const auto &[symbol, child] : m_all[p].children)
                if (const auto [it, added] = to.try_emplace(std::uint64_t{classes.of(p)} << 32 | symbol, child); !added)
                    changed = classes.join(it->second, child) || changed;
    }
    std::vector<std::uint32_t> number(m_all.size(), StateMachine::kNone), symbols;
    for (std::uint32_t p = 0; p < m_all.size(); ++p)
        if (std::uint32_t &state = number[classes.of(p)]; state == StateMachine::kNone) {
            state = static_cast<std::uint32_t>(symbols.size());
            symbols.push_back(m_all[p].symbol);
        }
    std::vector<StateMachine::Transition> transitions;
    for (const auto &[step, child] : to)
        transitions.push_back({number[step >> 32], number[classes.of(child)]});
    auto machine = StateMachine::of(std::move(symbols), std::move(transitions));
    if (!machine)
        return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("Sessions could not be folded into an automaton")));
    return std::move(*machine);
}

} // namespace causeway::flow
