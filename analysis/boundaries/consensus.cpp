#include "analysis/boundaries/consensus.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/boundaries/agglomerate.h"
#include "analysis/boundaries/dice.h"
#include "analysis/boundaries/leiden.h"
#include "analysis/boundaries/measures.h"
#include "analysis/core/parallel.h"

namespace causeway::boundaries {

namespace {

constexpr double kSpread = 0.35;              // of ln weight of a layer between runs
constexpr double kLeastGamma = 0.5, kMostGamma = 0.9;
constexpr double kTogether = 0.5;             // more often than not
constexpr std::uint32_t kLargeProgram = 400;  // classes; from there on modularity sees only what is larger than services are
constexpr double kClimb = 1.5;
constexpr double kEvenShare = 0.95;           // of classes in communities that are small enough
constexpr double kMostResolution = 1e4;

// The coupling of groups by those weights.
class GroupCoupling {
public:
    GroupCoupling(const CouplingGraph &graph, const ClassGroups &groups) : m_graph(graph), m_groups(groups) {}
    [[nodiscard]] std::vector<ClassPair> pairs(const LayerWeights &weights) const
    {
        if (m_groups.size() == m_graph.classes) { // each its own
            std::vector<ClassPair> out;
            out.reserve(m_graph.edges.size());
            for (const CouplingEdge &edge : m_graph.edges)
                if (const double w = m_graph.weightOf(edge, weights); w > 0)
                    out.push_back({edge.a, edge.b, w});
            return out;
        }
        std::map<std::pair<std::uint32_t, std::uint32_t>, double> sums;
        for (const CouplingEdge &edge : m_graph.edges) {
            const std::uint32_t a = m_groups.groupOf[edge.a], b = m_groups.groupOf[edge.b];
            if (a != b && a != kNoService && b != kNoService)
                if (const double w = m_graph.weightOf(edge, weights); w > 0)
                    sums[std::minmax(a, b)] += w;
        }
        std::vector<ClassPair> out;
        for (const auto &[pair, weight] : sums)
            out.push_back({pair.first, pair.second, weight});
        return out;
    }

private:
    const CouplingGraph &m_graph;
    const ClassGroups &m_groups;
};

using Communities = std::vector<std::uint32_t>;

std::vector<double> sizesOf(const ClassGroups &groups, const Communities &of)
{
    std::vector<double> sizes(of.empty() ? 0 : *std::ranges::max_element(of) + 1);
    for (std::uint32_t g = 0; g < of.size(); ++g)
        sizes[of[g]] += groups.sizes[g];
    return sizes;
}

double evenShare(const ClassGroups &groups, const Communities &of, double largest)
{
    double even = 0, all = 0;
    for (const double size : sizesOf(groups, of)) {
        all += size;
        even += size <= largest ? size : 0;
    }
    return all > 0 ? even / all : 1;
}

// Climbs until services are of a size to be kept, and takes of the resolutions on the way the one that the next confirms best: where services
// show by themselves, a somewhat higher resolution shows the same ones.
template <typename Look>
double steadyScale(const ClassGroups &groups, const Look &look)
{
    double scale = 1, best = 1, most = -1;
    Communities here = look(scale);
    while (scale < kMostResolution) {
        Communities next = look(scale * kClimb);
        const bool keepable = evenShare(groups, here, 2 * kEvenMost) >= kEvenShare;
        if (const double same = adjustedRand(here, next); keepable && same > most) {
            most = same;
            best = scale;
        }
        scale *= kClimb;
        if (evenShare(groups, here, kEvenMost) >= kEvenShare)
            break;
        here = std::move(next);
        if (most < 0)
            best = scale;
    }
    return best;
}

// Of each group those with a larger number, rising, with the share of runs in which they were together.
CoAssociation together(const std::vector<Communities> &runs, std::uint32_t groups)
{
    std::vector<std::vector<std::vector<std::uint32_t>>> members(runs.size());
    for (std::size_t r = 0; r < runs.size(); ++r) {
        members[r].resize(groups);
        for (std::uint32_t g = 0; g < groups; ++g)
            members[r][runs[r][g]].push_back(g);
    }
    CoAssociation out;
    std::vector<std::uint32_t> count(groups), touched;
    for (std::uint32_t g = 0; g < groups; ++g) {
        touched.clear();
        for (std::size_t r = 0; r < runs.size(); ++r) {
            const auto &list = members[r][runs[r][g]];
            for (auto it = std::ranges::upper_bound(list, g); it != list.end(); ++it)
                if (count[*it]++ == 0)
                    touched.push_back(*it);
        }
        std::ranges::sort(touched);
        for (const std::uint32_t other : touched) {
            out.pairs.push_back({g, other, count[other] / static_cast<double>(runs.size())});
            count[other] = 0;
        }
    }
    return out;
}

// What nothing binds becomes one cluster; its number, where there is any.
std::uint32_t gatherLoose(const ClassGroups &groups, Communities &of)
{
    const std::vector<double> sizes = sizesOf(groups, of);
    std::vector<bool> pinned(sizes.size());
    for (std::uint32_t g = 0; g < of.size(); ++g)
        pinned[of[g]] = pinned[of[g]] || !groups.pinned[g].empty();
    std::vector<std::uint32_t> loose;
    for (std::uint32_t g = 0; g < of.size(); ++g)
        if (sizes[of[g]] < kSmallService && !pinned[of[g]] && groups.mayJoin(loose, {&g, 1}))
            loose.push_back(g);
    if (loose.empty())
        return kNoService;
    for (const std::uint32_t g : loose)
        of[g] = of[loose.front()];
    const std::uint32_t anchor = loose.front();
    renumber(of);
    return of[anchor];
}

// The largest cluster that can be divided is, until there are k.
void divideUpTo(std::uint32_t k, const ClassGroups &groups, std::span<const ClassPair> coupling, std::uint64_t seed, Communities &of)
{
    while (serviceCount(of) < k) {
        const std::vector<double> sizes = sizesOf(groups, of);
        std::vector<std::uint32_t> order(sizes.size());
        for (std::uint32_t c = 0; c < order.size(); ++c)
            order[c] = c;
        std::ranges::stable_sort(order, std::greater(), [&](std::uint32_t c) { return sizes[c]; });
        bool divided = false;
        for (const std::uint32_t c : order) {
            std::vector<std::uint32_t> members, index(of.size(), UINT32_MAX);
            for (std::uint32_t g = 0; g < of.size(); ++g)
                if (of[g] == c) {
                    index[g] = static_cast<std::uint32_t>(members.size());
                    members.push_back(g);
                }
            if (members.size() < 2)
                continue;
            std::vector<ClassPair> inner;
            for (const ClassPair &pair : coupling)
                if (of[pair.a] == c && of[pair.b] == c)
                    inner.push_back({index[pair.a], index[pair.b], pair.weight});
            const WeightedGraph graph(static_cast<std::uint32_t>(members.size()), inner);
            Communities parts(members.size(), 0);
            for (double gamma = kLeastGamma; gamma < 64 && serviceCount(parts) < 2; gamma *= 1.25) {
                LeidenSettings settings;
                settings.gamma = gamma;
                settings.seed = seed;
                parts = leiden(graph, settings);
            }
            // Of several parts the one that is nearest to half becomes a cluster.
            std::vector<double> partSize(serviceCount(parts));
            for (std::size_t i = 0; i < members.size(); ++i)
                partSize[parts[i]] += groups.sizes[members[i]];
            std::uint32_t chosen = 0;
            for (std::uint32_t p = 0; p < partSize.size(); ++p)
                if (std::abs(2 * partSize[p] - sizes[c]) < std::abs(2 * partSize[chosen] - sizes[c]))
                    chosen = p;
            const std::uint32_t fresh = serviceCount(of);
            if (partSize.size() < 2) { // nothing binds them, or all alike: halves
                for (std::size_t i = members.size() / 2; i < members.size(); ++i)
                    of[members[i]] = fresh;
            } else
                for (std::size_t i = 0; i < members.size(); ++i)
                    if (parts[i] == chosen)
                        of[members[i]] = fresh;
            divided = true;
            break;
        }
        if (!divided)
            break;
    }
}

// Clusters too small for services take from the largest neighbours what is bound to them most, where k asks for so many.
void feedSmall(const ClassGroups &groups, std::span<const ClassPair> coupling, Communities &of)
{
    std::vector<double> size = sizesOf(groups, of);
    for (std::uint32_t c = 0; c < size.size(); ++c)
        while (size[c] < kSmallService) {
            std::map<std::uint32_t, double> bound;
            for (const ClassPair &pair : coupling) {
                if ((of[pair.a] == c) == (of[pair.b] == c))
                    continue;
                bound[of[pair.a] == c ? pair.b : pair.a] += pair.weight;
            }
            std::vector<std::vector<std::uint32_t>> lists(size.size());
            for (std::uint32_t g = 0; g < of.size(); ++g)
                lists[of[g]].push_back(g);
            std::uint32_t chosen = UINT32_MAX;
            double best = -1;
            for (std::uint32_t g = 0; g < of.size(); ++g) {
                const std::uint32_t from = of[g];
                if (from == c || size[from] - groups.sizes[g] < kSmallService || !groups.pinned[g].empty())
                    continue;
                const auto it = bound.find(g);
                const double score = it == bound.end() ? 0 : it->second;
                if (score > best && groups.mayJoin(lists[c], {&g, 1})) {
                    best = score;
                    chosen = g;
                }
            }
            if (chosen == UINT32_MAX)
                break;
            size[of[chosen]] -= groups.sizes[chosen];
            size[c] += groups.sizes[chosen];
            of[chosen] = c;
        }
}

// How often groups are together in Leiden runs that differ in weights, resolution and seed.
Result<CoAssociation> lookOften(const ClassGroups &groups, const GroupCoupling &couplings, std::span<const ClassPair> plain, const LayerWeights &middle, const ProposalSettings &settings, const Job &job)
{
    const WeightedGraph plainGraph(groups.size(), plain);
    const auto look = [&](double gamma) {
        LeidenSettings one;
        one.gamma = gamma;
        one.apart = groups.apart;
        one.seed = settings.seed;
        return leiden(plainGraph, one);
    };
    // The middle of the resolutions: where as many services show as are asked for; in a large program, where they are of a size to be kept.
    double scale = 1;
    constexpr double kMiddle = (kLeastGamma + kMostGamma) / 2;
    if (settings.k > 0) {
        double low = 0.02, high = kMostResolution;
        for (int i = 0; i < 24; ++i) {
            const std::uint32_t shown = serviceCount(look(kMiddle * scale));
            if (shown == settings.k)
                break;
            (shown < settings.k ? low : high) = scale;
            scale = high == kMostResolution ? scale * 2 : std::sqrt(low * high);
        }
    } else if (groups.size() > kLargeProgram)
        scale = steadyScale(groups, [&](double by) { return look(kMiddle * by); });

    std::vector<Communities> runs(settings.runs);
    CAUSEWAY_TRY(parallelFor(settings.runs, settings.threads, job, [&](std::size_t r, unsigned) -> Result<void> {
        Dice dice(settings.seed * 1'000'003 + r);
        LayerWeights weights = middle;
        for (double &weight : weights)
            weight *= std::exp(kSpread * dice.normal());
        LeidenSettings one;
        one.gamma = scale * (kLeastGamma + (kMostGamma - kLeastGamma) * dice.uniform());
        one.apart = groups.apart;
        one.seed = dice.next();
        runs[r] = leiden(WeightedGraph(groups.size(), couplings.pairs(weights)), one);
        return {};
    }));
    return together(runs, groups.size());
}

// Of a class: mean over the other classes of its service; those of its own group are always with it.
std::vector<double> stabilityOf(const ClassGroups &groups, const CoAssociation &shares, const Communities &of, std::uint32_t classes)
{
    const std::vector<double> sizes = sizesOf(groups, of);
    std::vector<double> sums(groups.size());
    for (const ClassPair &pair : shares.pairs)
        if (of[pair.a] == of[pair.b]) {
            sums[pair.a] += pair.weight * groups.sizes[pair.b];
            sums[pair.b] += pair.weight * groups.sizes[pair.a];
        }
    std::vector<double> out(classes, 0);
    for (std::uint32_t g = 0; g < groups.size(); ++g)
        for (const std::uint32_t one : groups.members[g]) {
            const double others = sizes[of[g]] - 1;
            out[one] = others > 0 ? (sums[g] + groups.sizes[g] - 1) / others : 0;
        }
    return out;
}

} // namespace

Result<Proposal> proposeByConsensus(const CouplingGraph &graph, const ProposalSettings &settings, const Job &job)
{
    const ClassGroups groups = groupClasses(graph.classes, settings.demands);
    const std::uint32_t pins = static_cast<std::uint32_t>(std::ranges::count_if(groups.pinned, [](const std::string &name) { return !name.empty(); }));
    if (settings.k > groups.size())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1 services are too many"), settings.k), Message(CAUSEWAY_TEXT("%1{one class|classes}, or as many sets of classes that must be together, can be divided"), groups.size()),
                       Message(CAUSEWAY_TEXT("Ask for fewer, or drop demands.")));
    if (settings.k > 0 && settings.k < pins)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1{service is|services are} too few"), settings.k), Message(CAUSEWAY_TEXT("the pins name %1"), pins), Message(CAUSEWAY_TEXT("Ask for at least as many, or drop pins.")));
    const GroupCoupling couplings(graph, groups);
    const std::vector<ClassPair> plain = couplings.pairs(graph.weights);
    CAUSEWAY_ASSIGN(const CoAssociation shares, lookOften(groups, couplings, plain, graph.weights, settings, job));
    Communities of = agglomerate(groups, shares, kTogether);
    dissolveSmall(groups, plain, std::max(settings.k, 1u), of);
    std::uint32_t shared = kNoService;
    if (settings.k == 0)
        shared = gatherLoose(groups, of);
    else {
        joinDownTo(settings.k, groups, shares, plain, of);
        divideUpTo(settings.k, groups, plain, settings.seed, of);
        feedSmall(groups, plain, of);
    }

    Proposal out;
    out.services = serviceCount(of);
    out.serviceOf.assign(graph.classes, kNoService);
    for (std::uint32_t g = 0; g < groups.size(); ++g)
        for (const std::uint32_t one : groups.members[g])
            out.serviceOf[one] = of[g];
    renumber(out.serviceOf);
    out.names.resize(out.services);
    if (shared != kNoService)
        for (std::uint32_t g = 0; g < groups.size(); ++g)
            if (of[g] == shared)
                out.names[out.serviceOf[groups.members[g].front()]] = "shared";
    for (std::uint32_t g = 0; g < groups.size(); ++g)
        if (!groups.pinned[g].empty())
            out.names[out.serviceOf[groups.members[g].front()]] = groups.pinned[g];
    out.stability = stabilityOf(groups, shares, of, graph.classes);
    return out;
}

Result<std::vector<double>> stabilityOf(const CouplingGraph &graph, const Assignment &split, const ProposalSettings &settings, const Job &job)
{
    const ClassGroups groups = groupClasses(graph.classes, settings.demands);
    const GroupCoupling couplings(graph, groups);
    CAUSEWAY_ASSIGN(const CoAssociation shares, lookOften(groups, couplings, couplings.pairs(graph.weights), graph.weights, settings, job));
    Communities of(groups.size());
    for (std::uint32_t g = 0; g < groups.size(); ++g)
        of[g] = split[groups.members[g].front()];
    return stabilityOf(groups, shares, of, graph.classes);
}

} // namespace causeway::boundaries
