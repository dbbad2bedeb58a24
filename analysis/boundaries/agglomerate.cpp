#include "analysis/boundaries/agglomerate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <unordered_map>

#include "analysis/boundaries/leiden.h"
#include "analysis/boundaries/measures.h"

namespace causeway::boundaries {

namespace {

// Clusters with what binds them to others; two of them become one.
class Merger {
public:
    Merger(const ClassGroups &groups, std::vector<std::uint32_t> cluster) : m_groups(groups), m_cluster(std::move(cluster))
    {
        const std::uint32_t count = m_cluster.empty() ? 0 : *std::ranges::max_element(m_cluster) + 1;
        m_lists.resize(count);
        m_size.assign(count, 0);
        m_bound.resize(count);
        m_version.assign(count, 0);
        for (std::uint32_t g = 0; g < m_cluster.size(); ++g) {
            m_lists[m_cluster[g]].push_back(g);
            m_size[m_cluster[g]] += groups.sizes[g];
        }
        m_alive = count;
    }
    void bind(std::span<const ClassPair> pairs, double factor)
    {
        for (const ClassPair &pair : pairs) {
            const std::uint32_t a = m_cluster[pair.a], b = m_cluster[pair.b];
            if (a == b)
                continue;
            m_bound[a][b] += factor * pair.weight;
            m_bound[b][a] += factor * pair.weight;
        }
    }
    // score(Σ bound, size a, size b): the pair with the largest is joined, until go(alive, score) is false.
    template <typename Score, typename Go>
    void run(const Score &score, const Go &go)
    {
        struct Entry {
            double score;
            std::uint32_t a, b, versionA, versionB;
            bool operator<(const Entry &other) const { return score != other.score ? score < other.score : a != other.a ? a > other.a : b > other.b; }
        };
        std::priority_queue<Entry> queue;
        const auto push = [&](std::uint32_t a, std::uint32_t b, double sum) {
            if (a > b)
                std::swap(a, b);
            queue.push({score(sum, m_size[a], m_size[b]), a, b, m_version[a], m_version[b]});
        };
        for (std::uint32_t a = 0; a < m_bound.size(); ++a)
            for (const auto &[b, sum] : m_bound[a])
                if (a < b)
                    push(a, b, sum);
        while (!queue.empty()) {
            const Entry top = queue.top();
            queue.pop();
            if (m_version[top.a] != top.versionA || m_version[top.b] != top.versionB)
                continue;
            if (!go(m_alive, top.score))
                break;
            if (!m_groups.mayJoin(m_lists[top.a], m_lists[top.b]))
                continue;
            std::uint32_t a = top.a, b = top.b;
            if (m_bound[a].size() < m_bound[b].size())
                std::swap(a, b); // the one with fewer partners goes
            ++m_version[a];
            m_version[b] = UINT32_MAX;
            m_bound[a].erase(b);
            for (const auto &[other, sum] : m_bound[b]) {
                if (other == a)
                    continue;
                m_bound[a][other] += sum;
                m_bound[other].erase(b);
                m_bound[other][a] = m_bound[a][other];
            }
            m_bound[b].clear();
            m_lists[a].insert(m_lists[a].end(), m_lists[b].begin(), m_lists[b].end());
            m_lists[b].clear();
            m_size[a] += m_size[b];
            --m_alive;
            for (const auto &[other, sum] : m_bound[a])
                push(a, other, sum);
        }
        for (std::uint32_t c = 0; c < m_lists.size(); ++c)
            for (const std::uint32_t g : m_lists[c])
                m_cluster[g] = c;
    }
    std::vector<std::uint32_t> take()
    {
        renumber(m_cluster);
        return std::move(m_cluster);
    }

private:
    const ClassGroups &m_groups;
    std::vector<std::uint32_t> m_cluster;
    std::vector<std::vector<std::uint32_t>> m_lists;
    std::vector<double> m_size;
    std::vector<std::map<std::uint32_t, double>> m_bound;
    std::vector<std::uint32_t> m_version;
    std::uint32_t m_alive = 0;
};

} // namespace

std::vector<std::uint32_t> agglomerate(const ClassGroups &groups, const CoAssociation &together, double threshold)
{
    std::vector<std::uint32_t> alone(groups.size());
    std::iota(alone.begin(), alone.end(), 0u);
    Merger merger(groups, std::move(alone));
    std::vector<ClassPair> weighted = together.pairs;
    for (ClassPair &pair : weighted)
        pair.weight *= groups.sizes[pair.a] * groups.sizes[pair.b];
    merger.bind(weighted, 1);
    merger.run([&](double sum, double a, double b) { return sum - threshold * a * b; }, [](std::uint32_t, double score) { return score > 1e-9; });
    std::vector<std::uint32_t> cluster = merger.take();
    LeidenSettings settings;
    settings.bySize = true;
    settings.gamma = threshold;
    settings.sizes = groups.sizes;
    settings.apart = groups.apart;
    settings.start = std::move(cluster);
    return leiden(WeightedGraph(groups.size(), weighted), settings);
}

void joinDownTo(std::uint32_t k, const ClassGroups &groups, const CoAssociation &together, std::span<const ClassPair> coupling, std::vector<std::uint32_t> &cluster)
{
    const auto count = [&] { return cluster.empty() ? 0 : *std::ranges::max_element(cluster) + 1; };
    if (count() <= k)
        return;
    double most = 0;
    for (const ClassPair &pair : coupling)
        most = std::max(most, pair.weight);
    Merger merger(groups, cluster);
    std::vector<ClassPair> weighted = together.pairs;
    for (ClassPair &pair : weighted)
        pair.weight *= groups.sizes[pair.a] * groups.sizes[pair.b];
    merger.bind(weighted, 1);
    if (most > 0)
        merger.bind(coupling, 0.01 / most);
    merger.run([](double sum, double a, double b) { return sum / (a * b); }, [&](std::uint32_t alive, double) { return alive > k; });
    cluster = merger.take();
    // What nothing binds: the smallest with one another.
    while (count() > k) {
        std::vector<double> sizes(count());
        std::vector<std::vector<std::uint32_t>> lists(count());
        for (std::uint32_t g = 0; g < cluster.size(); ++g) {
            sizes[cluster[g]] += groups.sizes[g];
            lists[cluster[g]].push_back(g);
        }
        std::vector<std::uint32_t> order(sizes.size());
        std::iota(order.begin(), order.end(), 0u);
        std::ranges::stable_sort(order, {}, [&](std::uint32_t c) { return sizes[c]; });
        bool joined = false;
        for (std::size_t i = 0; i < order.size() && !joined; ++i)
            for (std::size_t m = i + 1; m < order.size() && !joined; ++m)
                if (groups.mayJoin(lists[order[i]], lists[order[m]])) {
                    for (const std::uint32_t g : lists[order[i]])
                        cluster[g] = order[m];
                    joined = true;
                }
        if (!joined)
            break;
        renumber(cluster);
    }
}

void dissolveSmall(const ClassGroups &groups, std::span<const ClassPair> coupling, std::uint32_t leastClusters, std::vector<std::uint32_t> &cluster)
{
    const std::uint32_t count = cluster.empty() ? 0 : *std::ranges::max_element(cluster) + 1;
    std::vector<double> size(count);
    std::vector<bool> pinned(count), stuck(count);
    std::vector<std::vector<std::uint32_t>> lists(count);
    std::vector<std::vector<ClassPair>> near(groups.size());
    for (std::uint32_t g = 0; g < cluster.size(); ++g) {
        size[cluster[g]] += groups.sizes[g];
        lists[cluster[g]].push_back(g);
        pinned[cluster[g]] = pinned[cluster[g]] || !groups.pinned[g].empty();
    }
    for (const ClassPair &pair : coupling) {
        near[pair.a].push_back({pair.a, pair.b, pair.weight});
        near[pair.b].push_back({pair.b, pair.a, pair.weight});
    }
    std::uint32_t alive = count;
    while (alive > leastClusters) {
        std::uint32_t small = UINT32_MAX;
        for (std::uint32_t c = 0; c < count; ++c)
            if (size[c] > 0 && size[c] < kSmallService && !pinned[c] && !stuck[c] && (small == UINT32_MAX || size[c] < size[small]))
                small = c;
        if (small == UINT32_MAX)
            break;
        std::map<std::uint32_t, double> bound;
        for (const std::uint32_t g : lists[small])
            for (const ClassPair &pair : near[g])
                if (cluster[pair.b] != small)
                    bound[cluster[pair.b]] += pair.weight;
        std::uint32_t to = UINT32_MAX;
        double best = 0;
        for (const auto &[c, sum] : bound)
            if (const double score = sum / std::sqrt(size[c]); score > best && groups.mayJoin(lists[small], lists[c])) {
                best = score;
                to = c;
            }
        if (to == UINT32_MAX) {
            stuck[small] = true;
            continue;
        }
        for (const std::uint32_t g : lists[small])
            cluster[g] = to;
        lists[to].insert(lists[to].end(), lists[small].begin(), lists[small].end());
        lists[small].clear();
        size[to] += size[small];
        size[small] = 0;
        --alive;
    }
    renumber(cluster);
}

} // namespace causeway::boundaries
