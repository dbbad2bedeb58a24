#include "analysis/boundaries/leiden.h"

#include <algorithm>
#include <numeric>

#include "analysis/boundaries/dice.h"

namespace causeway::boundaries {

namespace {

constexpr double kLeastGain = 1e-12;
constexpr int kMostLevels = 32;

using Communities = std::vector<std::uint32_t>;

// One level: a graph whose nodes are sets of the first one's.
struct Level {
    WeightedGraph graph;
    std::vector<double> mass;                    // what gamma weighs: strength or size
    std::vector<std::vector<std::uint32_t>> apart;
};

void renumberNodes(Communities &of)
{
    std::vector<std::uint32_t> number(of.size(), UINT32_MAX);
    std::uint32_t next = 0;
    for (std::uint32_t &one : of) {
        if (number[one] == UINT32_MAX)
            number[one] = next++;
        one = number[one];
    }
}

// What a community holds beside nodes: whether a node may enter it.
class Borders {
public:
    Borders(const Level &level, const Communities &of) : m_level(level), m_of(of) {}
    [[nodiscard]] bool mayEnter(std::uint32_t node, std::uint32_t community) const
    {
        return std::ranges::none_of(m_level.apart[node], [&](std::uint32_t other) { return m_of[other] == community; });
    }

private:
    const Level &m_level;
    const Communities &m_of;
};

// Moves nodes to the neighbouring community that gains most until none gains.
bool moveNodes(const Level &level, Communities &of, double gamma, Dice &dice)
{
    const std::uint32_t n = level.graph.size();
    std::vector<double> mass(n), into(n);
    for (std::uint32_t i = 0; i < n; ++i)
        mass[of[i]] += level.mass[i];
    std::vector<std::uint32_t> sizes(n), empty;
    for (std::uint32_t i = 0; i < n; ++i)
        ++sizes[of[i]];
    for (std::uint32_t c = n; c-- > 0;)
        if (sizes[c] == 0)
            empty.push_back(c);
    std::vector<std::uint32_t> queue(n);
    std::iota(queue.begin(), queue.end(), 0u);
    dice.shuffle(queue);
    std::vector<bool> queued(n, true);
    const Borders borders(level, of);
    std::vector<std::uint32_t> near;
    bool moved = false;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const std::uint32_t node = queue[head];
        queued[node] = false;
        const std::uint32_t from = of[node];
        near.clear();
        for (const WeightedGraph::Edge &edge : level.graph.of(node)) {
            const std::uint32_t c = of[edge.to];
            if (into[c] == 0)
                near.push_back(c);
            into[c] += edge.weight;
        }
        const double own = level.mass[node];
        const double stay = into[from] - gamma * own * (mass[from] - own);
        double best = stay;
        std::uint32_t to = from;
        for (const std::uint32_t c : near) {
            if (c == from)
                continue;
            const double gain = into[c] - gamma * own * mass[c];
            if (gain > best + kLeastGain && borders.mayEnter(node, c)) {
                best = gain;
                to = c;
            }
        }
        if (best < -kLeastGain && sizes[from] > 1 && !empty.empty()) { // better off alone
            to = empty.back();
            empty.pop_back();
        }
        for (const std::uint32_t c : near)
            into[c] = 0;
        if (to == from)
            continue;
        moved = true;
        mass[from] -= own;
        mass[to] += own;
        --sizes[from];
        ++sizes[to];
        if (sizes[from] == 0)
            empty.push_back(from);
        of[node] = to;
        for (const WeightedGraph::Edge &edge : level.graph.of(node))
            if (of[edge.to] != to && !queued[edge.to]) {
                queued[edge.to] = true;
                queue.push_back(edge.to);
            }
        if (queue.size() > 64 * static_cast<std::size_t>(n)) // each move gains; this bounds what rounding may do
            break;
    }
    return moved;
}

// Within each community nodes join what they are best connected with, beginning alone: no community holds parts that do not touch.
Communities refine(const Level &level, const Communities &of, double gamma, Dice &dice)
{
    const std::uint32_t n = level.graph.size();
    Communities part(n);
    std::iota(part.begin(), part.end(), 0u);
    std::vector<double> mass = level.mass, into(n);
    std::vector<bool> alone(n, true);
    std::vector<std::uint32_t> order(n), near;
    std::iota(order.begin(), order.end(), 0u);
    dice.shuffle(order);
    const Borders borders(level, part);
    for (const std::uint32_t node : order) {
        if (!alone[part[node]])
            continue;
        near.clear();
        for (const WeightedGraph::Edge &edge : level.graph.of(node)) {
            if (of[edge.to] != of[node])
                continue;
            const std::uint32_t c = part[edge.to];
            if (into[c] == 0)
                near.push_back(c);
            into[c] += edge.weight;
        }
        double best = kLeastGain;
        std::uint32_t to = part[node];
        for (const std::uint32_t c : near) {
            const double gain = into[c] - gamma * level.mass[node] * mass[c];
            if (c != part[node] && gain > best && borders.mayEnter(node, c)) {
                best = gain;
                to = c;
            }
        }
        for (const std::uint32_t c : near)
            into[c] = 0;
        if (to == part[node])
            continue;
        mass[part[node]] -= level.mass[node];
        mass[to] += level.mass[node];
        part[node] = to;
        alone[to] = false;
    }
    return part;
}

Level aggregate(const Level &level, const Communities &part, std::uint32_t count)
{
    Level out;
    out.mass.assign(count, 0);
    out.apart.resize(count);
    std::vector<std::vector<std::uint32_t>> members(count);
    for (std::uint32_t i = 0; i < part.size(); ++i) {
        out.mass[part[i]] += level.mass[i];
        members[part[i]].push_back(i);
        for (const std::uint32_t other : level.apart[i])
            out.apart[part[i]].push_back(part[other]);
    }
    std::vector<ClassPair> pairs;
    std::vector<double> into(count);
    std::vector<std::uint32_t> near;
    for (std::uint32_t c = 0; c < count; ++c) {
        near.clear();
        for (const std::uint32_t i : members[c])
            for (const WeightedGraph::Edge &edge : level.graph.of(i)) {
                const std::uint32_t other = part[edge.to];
                if (other <= c)
                    continue;
                if (into[other] == 0)
                    near.push_back(other);
                into[other] += edge.weight;
            }
        std::ranges::sort(near);
        for (const std::uint32_t other : near) {
            pairs.push_back({c, other, into[other]});
            into[other] = 0;
        }
        std::ranges::sort(out.apart[c]);
        out.apart[c].erase(std::ranges::unique(out.apart[c]).begin(), out.apart[c].end());
    }
    out.graph = WeightedGraph(count, pairs);
    return out;
}

std::uint32_t countOf(const Communities &of) { return of.empty() ? 0 : *std::ranges::max_element(of) + 1; }

} // namespace

WeightedGraph::WeightedGraph(std::uint32_t size, std::span<const ClassPair> pairs) : m_first(size + 1, 0)
{
    for (const ClassPair &pair : pairs) {
        ++m_first[pair.a + 1];
        ++m_first[pair.b + 1];
    }
    for (std::uint32_t i = 0; i < size; ++i)
        m_first[i + 1] += m_first[i];
    m_edges.resize(m_first[size]);
    std::vector<std::uint32_t> at(m_first.begin(), m_first.end() - 1);
    for (const ClassPair &pair : pairs) {
        m_edges[at[pair.a]++] = {pair.b, pair.weight};
        m_edges[at[pair.b]++] = {pair.a, pair.weight};
    }
}

std::vector<std::uint32_t> leiden(const WeightedGraph &graph, const LeidenSettings &settings)
{
    const std::uint32_t n = graph.size();
    Level level;
    level.graph = graph;
    level.mass.assign(n, 1);
    level.apart.resize(n);
    double gamma = settings.gamma;
    if (settings.bySize) {
        if (!settings.sizes.empty())
            level.mass = settings.sizes;
    } else {
        double all = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            level.mass[i] = 0;
            for (const WeightedGraph::Edge &edge : graph.of(i))
                level.mass[i] += edge.weight;
            all += level.mass[i];
        }
        gamma = all > 0 ? gamma / all : 0;
    }
    for (const auto &[a, b] : settings.apart) {
        level.apart[a].push_back(b);
        level.apart[b].push_back(a);
    }
    Dice dice(settings.seed);
    Communities ofNode(n); // node of the level for each node of the graph
    std::iota(ofNode.begin(), ofNode.end(), 0u);
    Communities of = settings.start;
    if (of.empty()) {
        of.resize(n);
        std::iota(of.begin(), of.end(), 0u);
    } else
        renumberNodes(of);
    Communities result = of;
    for (int step = 0; step < kMostLevels && level.graph.size() > 0; ++step) {
        const bool moved = moveNodes(level, of, gamma, dice);
        renumberNodes(of);
        for (std::uint32_t i = 0; i < n; ++i)
            result[i] = of[ofNode[i]];
        if (!moved && step > 0)
            break;
        Communities part = refine(level, of, gamma, dice);
        renumberNodes(part);
        const std::uint32_t count = countOf(part);
        if (count == level.graph.size())
            break;
        Communities next(count);
        for (std::uint32_t i = 0; i < part.size(); ++i)
            next[part[i]] = of[i];
        Level smaller = aggregate(level, part, count);
        for (std::uint32_t &node : ofNode)
            node = part[node];
        level = std::move(smaller);
        renumberNodes(next);
        of = std::move(next);
    }
    renumberNodes(result);
    return result;
}

} // namespace causeway::boundaries
