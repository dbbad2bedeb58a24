#include "analysis/boundaries/metric_search.h"

#include <algorithm>
#include <cmath>

#include "analysis/boundaries/class_groups.h"
#include "analysis/boundaries/dice.h"
#include "analysis/boundaries/move_scorer.h"
#include "analysis/core/parallel.h"

namespace causeway::boundaries {

namespace {

constexpr double kHot = 0.08, kCold = 0.0004;      // of the sum of relative gains
constexpr std::uint32_t kMovesAClass = 1500;
constexpr std::uint32_t kMostMoves = 600'000;
constexpr std::uint32_t kMostCounts = 12;          // different numbers of services that are tried
constexpr double kSwap = 0.35, kToNeighbour = 0.8; // shares of kinds of steps
constexpr double kLeastScale = 0.02;               // of a measure by which another is divided
constexpr double kEnoughSm = 1.5, kBeyond = 0.1;   // times the SM of the start; what more of it counts
constexpr std::uint32_t kLookEvery = 256;          // steps between looks at the token

// What counts how much: ICP, SM, NED, BCP by size.
using Taste = std::array<double, 4>;
constexpr std::array<Taste, 5> kTastes{Taste{1, 1, 1, 1}, Taste{3, 1, 1, 1}, Taste{1, 3, 1, 1}, Taste{1, 1, 3, 1}, Taste{1, 1, 1, 3}};

class Search {
public:
    Search(const ClassModel &model, const CallGraph &graph, const ClassGroups &groups, const Measures &scale, const Taste &taste, std::uint32_t mostSmall)
        : m_model(model), m_graph(graph), m_groups(groups), m_scale(scale), m_taste(taste), m_mostSmall(mostSmall)
    {
    }

    // Of a start, how good.
    [[nodiscard]] double worth(const Measures &m) const
    {
        const double sm = m.sm / std::max(std::abs(m_scale.sm), kLeastScale);
        const double enough = sm > kEnoughSm ? kEnoughSm + kBeyond * (sm - kEnoughSm) : sm; // SM can be had many times over at the cost of all others
        return -m_taste[0] * m.icp / std::max(m_scale.icp, kLeastScale) + m_taste[1] * enough - m_taste[2] * m.ned - m_taste[3] * m.bcpBySize / std::max(m_scale.bcpBySize, kLeastScale);
    }

    Result<Assignment> run(const Assignment &start, std::uint32_t services, std::uint64_t seed, const Job &job)
    {
        MoveScorer scorer(m_model, m_graph, start, services);
        Dice dice(seed);
        std::vector<std::uint32_t> free; // groups that are not pinned
        for (std::uint32_t g = 0; g < m_groups.size(); ++g)
            if (m_groups.pinned[g].empty())
                free.push_back(g);
        if (free.empty() || services < 2)
            return start;
        std::vector<std::uint32_t> where(m_groups.size());
        for (std::uint32_t g = 0; g < m_groups.size(); ++g)
            where[g] = start[m_groups.members[g].front()];
        const double classes = static_cast<double>(start.size());
        const double cap = std::max<double>(kEvenMost, std::ceil(1.5 * classes / services));
        const std::uint32_t startSmall = scorer.measures().small;
        const std::uint32_t small = std::max(m_mostSmall, startSmall);
        double now = worth(scorer.measures()), best = now;
        Assignment bestOf = start;
        const auto steps = static_cast<std::uint32_t>(std::min<double>(kMostMoves, kMovesAClass * classes));
        const auto go = [&](std::uint32_t g, std::uint32_t to) {
            for (const std::uint32_t one : m_groups.members[g])
                scorer.move(one, to);
            where[g] = to;
        };
        for (std::uint32_t step = 0; step < steps; ++step) {
            if (step % kLookEvery == 0 && job.isCancelled())
                return failure(cancelled());
            const double heat = kHot * std::pow(kCold / kHot, static_cast<double>(step) / steps);
            const std::uint32_t g = free[dice.below(static_cast<std::uint32_t>(free.size()))], from = where[g];
            if (dice.uniform() < kSwap) {
                const std::uint32_t other = free[dice.below(static_cast<std::uint32_t>(free.size()))], to = where[other];
                if (to == from || !mayGo(g, to, other, where) || !mayGo(other, from, g, where))
                    continue;
                go(g, to);
                go(other, from);
                if (!keep(scorer, small, cap, kNoService, now, heat, dice)) {
                    go(g, from);
                    go(other, to);
                    continue;
                }
            } else {
                const std::uint32_t to = target(g, services, where, dice);
                if (to == from || to == kNoService || scorer.sizeOf(from) == m_groups.members[g].size() || !mayGo(g, to, kNoService, where))
                    continue;
                go(g, to);
                if (!keep(scorer, small, cap, to, now, heat, dice)) {
                    go(g, from);
                    continue;
                }
            }
            if (now > best + 1e-12) {
                best = now;
                bestOf = scorer.assignment();
            }
        }
        return bestOf;
    }

private:
    // Whether what has been done stays; now is then what it is worth.
    bool keep(const MoveScorer &scorer, std::uint32_t small, double cap, std::uint32_t grown, double &now, double heat, Dice &dice) const
    {
        const Measures m = scorer.measures();
        if (m.small > small || (grown != kNoService && scorer.sizeOf(grown) > cap))
            return false;
        const double then = worth(m);
        if (then < now && dice.uniform() >= std::exp((then - now) / heat))
            return false;
        now = then;
        return true;
    }
    // But for what demands keep apart; `leaving` goes in exchange.
    [[nodiscard]] bool mayGo(std::uint32_t g, std::uint32_t to, std::uint32_t leaving, const std::vector<std::uint32_t> &where) const
    {
        return std::ranges::none_of(m_groups.apartOf[g], [&](std::uint32_t other) { return other != leaving && where[other] == to; });
    }
    [[nodiscard]] std::uint32_t target(std::uint32_t g, std::uint32_t services, const std::vector<std::uint32_t> &where, Dice &dice) const
    {
        if (dice.uniform() < kToNeighbour) {
            const auto &members = m_groups.members[g];
            const auto edges = m_graph.of(members[dice.below(static_cast<std::uint32_t>(members.size()))]);
            if (!edges.empty()) {
                const std::uint32_t other = m_groups.groupOf[edges[dice.below(static_cast<std::uint32_t>(edges.size()))].to];
                return other == kNoService ? kNoService : where[other];
            }
        }
        return dice.below(services);
    }

    const ClassModel &m_model;
    const CallGraph &m_graph;
    const ClassGroups &m_groups;
    const Measures &m_scale;
    const Taste &m_taste;
    std::uint32_t m_mostSmall;
};

bool dominates(const Measures &a, const Measures &b)
{
    constexpr double kSame = 1e-9;
    const std::array<double, 4> by{b.icp - a.icp, a.sm - b.sm, b.ned - a.ned, b.bcpBySize - a.bcpBySize};
    return std::ranges::all_of(by, [](double gain) { return gain >= -kSame; }) && std::ranges::any_of(by, [](double gain) { return gain > kSame; });
}

} // namespace

Result<SearchResult> searchByMeasures(const ClassModel &model, const CouplingGraph &coupling, const SearchSettings &settings, const Job &job)
{
    const CallGraph graph = callGraph(model);
    if (graph.total <= 0)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A search by measures is not possible")), Message(CAUSEWAY_TEXT("there are no calls and no references to measure")),
                       Message(CAUSEWAY_TEXT("Import recorded calls or static references, or let the consensus propose.")));
    const ClassGroups groups = groupClasses(coupling.classes, settings.demands);
    std::vector<std::uint32_t> counts{settings.k};
    if (settings.k == 0) {
        counts.clear();
        const std::uint32_t n = groups.size(), least = std::max(2u, n / 7), most = std::max(least, n / 4);
        const std::uint32_t step = std::max(1u, (most - least + kMostCounts - 1) / kMostCounts);
        for (std::uint32_t k = least; k <= most && k <= n; k += step)
            counts.push_back(k);
        if (counts.empty())
            counts.push_back(n);
    }
    std::vector<Proposal> starts(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        ProposalSettings start;
        start.k = counts[i];
        start.seed = settings.seed;
        start.threads = settings.threads;
        start.demands = settings.demands;
        CAUSEWAY_ASSIGN(starts[i], proposeByConsensus(coupling, start, job));
    }
    const Measures scale = measure(model, graph, starts[starts.size() / 2].serviceOf, {}, false);
    std::vector<FoundSplit> found(counts.size() * kTastes.size());
    CAUSEWAY_TRY(parallelFor(found.size(), settings.threads, job, [&](std::size_t i, unsigned) -> Result<void> {
        const Proposal &start = starts[i / kTastes.size()];
        Search search(model, graph, groups, scale, kTastes[i % kTastes.size()], settings.mostSmall);
        CAUSEWAY_ASSIGN(found[i].serviceOf, search.run(start.serviceOf, start.services, settings.seed * 1'000'003 + i, job));
        found[i].services = start.services;
        found[i].names = start.names;
        found[i].measures = measure(model, graph, found[i].serviceOf, {}, false);
        return {};
    }));
    SearchResult out;
    const Search even(model, graph, groups, scale, kTastes.front(), settings.mostSmall);
    std::size_t best = 0;
    for (std::size_t i = 1; i < found.size(); ++i)
        if (even.worth(found[i].measures) > even.worth(found[best].measures) + 1e-12)
            best = i;
    out.best = found[best];
    for (std::size_t i = 0; i < found.size(); ++i) {
        bool kept = true;
        for (std::size_t k = 0; k < found.size() && kept; ++k)
            kept = !dominates(found[k].measures, found[i].measures) && !(k < i && found[k].serviceOf == found[i].serviceOf);
        if (kept)
            out.pareto.push_back(found[i]);
    }
    std::ranges::stable_sort(out.pareto, {}, [](const FoundSplit &one) { return one.measures.icp; });
    return out;
}

std::uint32_t smallServices(std::uint32_t classes, std::uint32_t k)
{
    constexpr std::uint32_t kUsual = kEvenLeast + 1;
    return k * kUsual <= classes ? 0 : std::min((k * kUsual - classes) / kEvenLeast, k - 1);
}

Result<CountedProposal> proposeAsMany(const ClassModel &model, const CouplingGraph &coupling, const ProposalSettings &settings, const Job &job)
{
    CountedProposal out;
    if (!model.observed || coupling.classes > kMostRefined || settings.k < 2) {
        CAUSEWAY_ASSIGN(out.proposal, proposeByConsensus(coupling, settings, job));
        return out;
    }
    ProposalSettings free = settings;
    free.k = 0;
    CAUSEWAY_ASSIGN(out.proposal, proposeByConsensus(coupling, free, job));
    if (out.proposal.services == settings.k)
        return out;
    SearchSettings search;
    search.k = settings.k;
    search.seed = settings.seed;
    search.threads = settings.threads;
    search.demands = settings.demands;
    search.mostSmall = smallServices(coupling.classes, settings.k);
    CAUSEWAY_ASSIGN(SearchResult found, searchByMeasures(model, coupling, search, job));
    out.byMeasures = true;
    out.proposal.services = found.best.services;
    out.proposal.names = std::move(found.best.names);
    CAUSEWAY_ASSIGN(out.proposal.stability, stabilityOf(coupling, found.best.serviceOf, settings, job));
    out.proposal.serviceOf = std::move(found.best.serviceOf);
    return out;
}

} // namespace causeway::boundaries
