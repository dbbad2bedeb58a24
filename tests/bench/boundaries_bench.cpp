// Proposals of services on programs whose splits were published: measures recomputed, comparison, agreement with references, stability.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "analysis/boundaries/dice.h"
#include "analysis/boundaries/embed_classes.h"
#include "analysis/boundaries/learn_weights.h"
#include "analysis/boundaries/metric_search.h"
#include "analysis/boundaries/move_scorer.h"
#include "analysis/boundaries/split_cost.h"
#include "tests/analysis/boundaries/boundary_samples.h"
#include "tests/bench/boundaries_data.h"

using namespace causeway;
using namespace causeway::bench;
using namespace causeway::boundaries;

namespace {

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return n == 0 ? NAN : (values[(n - 1) / 2] + values[n / 2]) / 2;
}

// What a cell of the published table of medians says, where it can be recomputed from the files.
struct PublishedCell {
    const char *application, *tool;
    double bcp, icp, sm, ned;
};
constexpr PublishedCell kPublished[] = {{"daytrader", "Mono2Micro", .907, .346, .078, .338}, {"daytrader", "CO-GCN", 1.073, .455, .086, .663}, {"daytrader", "Bunch", 1.858, .572, .269, .582},
                                        {"daytrader", "MEM", 1.965, .355, .089, 1},          {"jpetstore", "CO-GCN", 1.905, .582, .091, .392}, {"jpetstore", "Bunch", 2.433, .477, NAN, .667},
                                        {"jpetstore", "MEM", 2.496, .434, .124, 1}};

void recompute()
{
    std::printf("Medians of the published splits, recomputed from their files / as published (= equal to 3 decimals)\n");
    std::printf("%-10s %-10s %6s  %-19s %-19s %-19s %-19s %8s\n", "program", "tool", "splits", "BCP", "ICP", "SM", "NED", "BCP/size");
    int equal = 0, cells = 0;
    for (const char *name : {"daytrader", "jpetstore"}) {
        const Application application = runTimeApplication(name);
        if (application.name.empty())
            continue;
        const CallGraph graph = callGraph(application.model);
        for (const PublishedCell &cell : kPublished) {
            if (std::strcmp(cell.application, name) != 0)
                continue;
            std::vector<double> bcp, icp, sm, ned, weighted;
            for (const PublishedSplit &one : application.published) {
                if (one.tool != cell.tool)
                    continue;
                const Measures m = measure(application.model, graph, one.split.serviceOf, one.split.order, true);
                bcp.push_back(m.bcp);
                icp.push_back(m.icp);
                sm.push_back(m.sm);
                ned.push_back(m.ned);
                weighted.push_back(m.bcpBySize);
            }
            if (bcp.empty())
                continue;
            const auto show = [&](const std::vector<double> &values, double published) {
                static char text[8][64];
                static int next = 0;
                char *const at = text[next = (next + 1) % 8];
                const double own = median(values);
                const bool same = std::abs(own - published) < 0.0005 + 1e-9;
                cells += std::isfinite(published) ? 1 : 0;
                equal += same ? 1 : 0;
                std::snprintf(at, 64, "%.3f / %.3f%s", own, published, same ? " =" : "");
                return at;
            };
            std::printf("%-10s %-10s %6zu  %-19s %-19s %-19s %-19s %8.3f\n", name, cell.tool, bcp.size(), show(bcp, cell.bcp), show(icp, cell.icp), show(sm, cell.sm), show(ned, cell.ned), median(weighted));
        }
    }
    std::printf("%d of %d cells are equal\n\n", equal, cells);
}

Proposal propose(const ClassModel &model, ProposalSettings settings = {}, const LayerWeights &weights = kDefaultWeights)
{
    auto out = proposeByConsensus(coupling(model, weights), settings, Job{});
    if (!out)
        std::fprintf(stderr, "%s\n", out.error().toEnglish().c_str());
    return out ? *std::move(out) : Proposal{};
}

// Classes that a tool left out form one more service, as in the published figures.
Assignment filled(Assignment split)
{
    const std::uint32_t rest = serviceCount(split);
    for (std::uint32_t &service : split)
        if (service == kNoService)
            service = rest;
    return split;
}

// What may be chosen for an application by looking at another.
struct Setting {
    double names, packages, others; // factors on the default weights
};
std::vector<Setting> settingsToChoose()
{
    std::vector<Setting> out;
    for (const double names : {1.0, 0.5, 2.0})
        for (const double packages : {1.0, 0.5, 2.0})
            for (const double others : {1.0, 0.5, 2.0})
                out.push_back({names, packages, others});
    return out;
}
LayerWeights weightsOf(const Setting &setting)
{
    LayerWeights out = kDefaultWeights;
    out[static_cast<std::size_t>(Layer::Names)] *= setting.names;
    out[static_cast<std::size_t>(Layer::Packages)] *= setting.packages;
    out[static_cast<std::size_t>(Layer::Terms)] *= setting.others;
    out[static_cast<std::size_t>(Layer::CoChange)] *= setting.others;
    return out;
}

void agreement()
{
    std::printf("MoJoFM against the reference decompositions (CSV). A class listed several times counts where it is listed last; the reference's\n"
                "“uncounted” is a service; classes that a tool left out form one more\n");
    std::vector<Application> applications;
    for (const char *name : {"jpetstore", "spring-petclinic"})
        applications.push_back(staticApplication(name));
    if (std::ranges::any_of(applications, [](const Application &one) { return one.name.empty() || one.published.empty(); })) {
        std::printf("skipped: the data folder does not hold monolith/ase2024\n\n");
        return;
    }
    const auto score = [&](const Application &application, const Assignment &split) { return mojoFm(filled(split), application.published.front().split.serviceOf); };
    std::vector<std::vector<double>> table(applications.size());
    const std::vector<Setting> choices = settingsToChoose();
    for (std::size_t a = 0; a < applications.size(); ++a)
        for (const Setting &setting : choices)
            table[a].push_back(score(applications[a], propose(applications[a].model, {}, weightsOf(setting)).serviceOf));
    for (std::size_t a = 0; a < applications.size(); ++a) {
        const Application &application = applications[a];
        for (std::size_t i = 1; i < application.published.size(); ++i)
            std::printf("%-18s %-26s %5.1f\n", application.name.c_str(), application.published[i].tool.c_str(), score(application, application.published[i].split.serviceOf));
        std::vector<double> seeds;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            ProposalSettings settings;
            settings.seed = seed;
            seeds.push_back(score(application, propose(application.model, settings).serviceOf));
        }
        std::ranges::sort(seeds);
        std::printf("%-18s %-26s %5.1f (%.1f … %.1f over 10 seeds)\n", application.name.c_str(), "consensus, defaults", median(seeds), seeds.front(), seeds.back());
        // The settings that are best on the other; where several are, what they come to on average, and at worst.
        const std::vector<double> &other = table[1 - a];
        const double most = *std::ranges::max_element(other);
        double sum = 0, least = 100, count = 0;
        for (std::size_t s = 0; s < choices.size(); ++s)
            if (other[s] == most) {
                sum += table[a][s];
                least = std::min(least, table[a][s]);
                ++count;
            }
        std::printf("%-18s %-26s %5.1f (at worst %.1f; %.0f of %zu settings are best on the other)\n", application.name.c_str(), "chosen on the other", sum / count, least, count, choices.size());
        std::printf("%-18s %-26s %5.1f\n", application.name.c_str(), "chosen on itself", *std::ranges::max_element(table[a]));
    }
    std::printf("\n");
}

// Alternatives: a graph embedding, and weights learned from moves.
void learned()
{
    std::printf("Graph embedding, and weights of layers learned from the moves to the reference\n");
    std::vector<Application> applications;
    for (const char *name : {"jpetstore", "spring-petclinic"})
        applications.push_back(staticApplication(name));
    if (std::ranges::any_of(applications, [](const Application &one) { return one.name.empty() || one.published.empty(); })) {
        std::printf("skipped: the data folder does not hold monolith/ase2024\n\n");
        return;
    }
    std::vector<std::optional<LayerWeights>> found;
    for (Application &application : applications) {
        const Assignment &reference = application.published.front().split.serviceOf;
        const auto score = [&](const Assignment &split) { return mojoFm(filled(split), reference); };
        const Assignment base = propose(application.model).serviceOf;
        std::vector<double> embedded;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            ClassModel model = application.model;
            auto close = embedClasses(model, 0, seed, Job{});
            if (!close) {
                std::printf("%s\n", close.error().toEnglish().c_str());
                break;
            }
            model.closeness = *std::move(close);
            LayerWeights alone{}, beside = kDefaultWeights;
            alone[static_cast<std::size_t>(Layer::Embedding)] = 1;
            beside[static_cast<std::size_t>(Layer::Embedding)] = 1;
            embedded.push_back(score(propose(model, {}, alone).serviceOf));
            if (seed == 1)
                std::printf("%-18s embedding beside the other layers %.1f (without %.1f)\n", application.name.c_str(), score(propose(model, {}, beside).serviceOf), score(base));
        }
        std::ranges::sort(embedded);
        if (!embedded.empty())
            std::printf("%-18s embedding alone %.1f (%.1f … %.1f over 5 seeds)\n", application.name.c_str(), median(embedded), embedded.front(), embedded.back());
        // Of each published split, what it takes to make the reference of it; and all of these together.
        const CouplingGraph graph = coupling(application.model, kDefaultWeights);
        std::vector<JudgedClass> all = judgedClasses(base, reference, {});
        const auto tell = [&](const char *from, const std::vector<JudgedClass> &moves) {
            const auto weights = learnWeights(graph, moves);
            if (weights)
                std::printf("%-18s moves from %-24s %3zu; each held out once: right with %zu, without %zu\n", application.name.c_str(), from, weights->moves, weights->rightWith, weights->rightWithout);
            else
                std::printf("%-18s moves from %-24s %3zu: too few\n", application.name.c_str(), from, moves.size());
            return weights ? std::optional(weights->weights) : std::nullopt;
        };
        tell("our proposal", all);
        for (std::size_t i = 1; i < application.published.size(); ++i) {
            const std::vector<JudgedClass> moves = judgedClasses(filled(application.published[i].split.serviceOf), reference, {});
            tell(application.published[i].tool.c_str(), moves);
            all.insert(all.end(), moves.begin(), moves.end());
        }
        found.push_back(tell("all of them", all));
    }
    for (std::size_t a = 0; a < applications.size(); ++a)
        if (found[1 - a]) {
            CouplingGraph graph = coupling(applications[a].model, kDefaultWeights);
            graph.weights = *found[1 - a];
            const auto proposal = proposeByConsensus(graph, {}, Job{});
            if (proposal)
                std::printf("%-18s by the weights learned on the other: MoJoFM %.1f\n", applications[a].name.c_str(), mojoFm(filled(proposal->serviceOf), applications[a].published.front().split.serviceOf));
        }
    std::printf("\n");
}

// At equal K with each published proposal: services under 3 classes only as many as the other has.
void equalCounts()
{
    std::printf("At equal K with each published split, measured alike: in how many of ICP, SM, NED, BCP by size ours is better\n");
    int pairs = 0, won = 0, consensusWon = 0, usualWon = 0;
    for (const char *name : {"daytrader", "jpetstore"}) {
        const Application application = runTimeApplication(name);
        if (application.name.empty()) {
            std::printf("skipped: the data folder does not hold monolith/fse2021\n\n");
            return;
        }
        const CallGraph graph = callGraph(application.model);
        const CouplingGraph couplings = coupling(application.model, kDefaultWeights);
        std::map<std::string, std::array<int, 4>> byTool; // pairs, won by search, by consensus, ties
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::array<Measures, 3>> own;
        for (const PublishedSplit &one : application.published) {
            const Measures theirs = measure(application.model, graph, one.split.serviceOf, one.split.order, false);
            if (theirs.k < 2)
                continue; // nothing was divided
            const auto key = std::pair{theirs.k, theirs.small};
            if (!own.contains(key)) {
                SearchSettings settings;
                settings.k = theirs.k;
                settings.mostSmall = theirs.small;
                const auto found = searchByMeasures(application.model, couplings, settings, Job{});
                ProposalSettings plain;
                plain.k = theirs.k;
                const auto proposal = proposeByConsensus(couplings, plain, Job{});
                if (!found || !proposal)
                    continue;
                const auto asked = proposeAsMany(application.model, couplings, plain, Job{});
                if (!asked)
                    continue;
                own[key] = {found->best.measures, measure(application.model, graph, proposal->serviceOf, {}, false), measure(application.model, graph, asked->proposal.serviceOf, {}, false)};
            }
            const auto better = [&](const Measures &ours) {
                return (ours.icp < theirs.icp ? 1 : 0) + (ours.sm > theirs.sm ? 1 : 0) + (ours.ned < theirs.ned ? 1 : 0) + (ours.bcpBySize < theirs.bcpBySize ? 1 : 0);
            };
            const auto &[search, consensus, usual] = own[key];
            if (std::getenv("CAUSEWAY_BENCH_SHOW") != nullptr)
                std::printf("  %s %s K %u (small %u): ICP %.3f SM %.3f NED %.3f BCP/size %.3f; search %.3f %.3f %.3f %.3f small %u; consensus %.3f %.3f %.3f %.3f small %u\n", one.tool.c_str(), one.file.c_str(), theirs.k, theirs.small, theirs.icp, theirs.sm, theirs.ned, theirs.bcpBySize, search.icp, search.sm, search.ned,
                            search.bcpBySize, search.small, consensus.icp, consensus.sm, consensus.ned, consensus.bcpBySize, consensus.small);
            auto &row = byTool[one.tool];
            ++row[0];
            row[1] += better(search) >= 3 && search.small <= theirs.small ? 1 : 0;
            row[2] += better(consensus) >= 3 && consensus.small <= theirs.small ? 1 : 0;
            row[3] += better(usual) >= 3 && usual.small <= theirs.small ? 1 : 0;
        }
        for (const auto &[tool, row] : byTool) {
            std::printf("%-10s against %-11s %3d pairs: what --k alone gives is better in 3 or 4: %3d, metric search: %3d, consensus: %3d\n", name, tool.c_str(), row[0], row[3], row[1], row[2]);
            pairs += row[0];
            won += row[1];
            consensusWon += row[2];
            usualWon += row[3];
        }
    }
    std::printf("of %d pairs what --k alone gives is better in %d (%.1f %%), the metric search with as many small services as theirs in %d (%.1f %%), the consensus in %d (%.1f %%)\n\n", pairs, usualWon, 100.0 * usualWon / pairs, won, 100.0 * won / pairs, consensusWon, 100.0 * consensusWon / pairs);
}

// 20 times without a tenth of the use cases and of the pairs that call.
void stability()
{
    std::printf("Without a random tenth of use cases and calls, 20 times: mean adjusted Rand index of all pairs\n");
    std::vector<Application> applications;
    for (const char *name : {"daytrader", "jpetstore"})
        applications.push_back(runTimeApplication(name));
    for (const char *name : {"jpetstore", "spring-petclinic"})
        applications.push_back(staticApplication(name));
    for (const Application &application : applications) {
        if (application.name.empty())
            continue;
        std::vector<Assignment> splits;
        for (std::uint64_t run = 0; run < 20; ++run) {
            Dice dice(1000 + run);
            std::map<std::string, bool> dropped;
            std::vector<ClassFact> kept;
            for (const ClassFact &fact : application.facts) {
                if (!fact.useCase.empty()) {
                    const auto [it, inserted] = dropped.try_emplace(fact.useCase, false);
                    if (inserted)
                        it->second = dice.uniform() < 0.1;
                    if (it->second)
                        continue;
                }
                const bool pair = fact.kind == FactKind::Volume || fact.kind == FactKind::Reference || fact.kind == FactKind::Call;
                if (pair && dice.uniform() < 0.1)
                    continue;
                kept.push_back(fact);
            }
            for (const std::string &name : application.model.classes)
                kept.push_back({FactKind::Class, name, {}, {}, 1}); // they are known all the same
            const auto model = makeClassModel(kept);
            if (!model)
                continue;
            ProposalSettings settings;
            settings.seed = run + 1;
            splits.push_back(propose(*model, settings).serviceOf);
        }
        double sum = 0, count = 0, least = 1;
        for (std::size_t i = 0; i < splits.size(); ++i)
            for (std::size_t k = i + 1; k < splits.size(); ++k) {
                const double ari = adjustedRand(splits[i], splits[k]);
                sum += ari;
                ++count;
                least = std::min(least, ari);
            }
        std::printf("%-18s mean %.3f, least %.3f\n", application.name.c_str(), sum / count, least);
    }
    std::printf("\n");
}

// Five classes pinned as the reference has them: what that gains beyond putting these five right by hand.
void pins()
{
    std::printf("Five random classes pinned as the reference has them, 20 times: mean MoJoFM\n");
    for (const char *name : {"jpetstore", "spring-petclinic"}) {
        const Application application = staticApplication(name);
        if (application.name.empty() || application.published.empty())
            continue;
        const Split &reference = application.published.front().split;
        const Assignment base = propose(application.model).serviceOf;
        double pinned = 0, relabelled = 0;
        constexpr int kRuns = 20;
        for (int run = 0; run < kRuns; ++run) {
            Dice dice(500 + static_cast<std::uint64_t>(run));
            std::vector<std::uint32_t> order = reference.order;
            dice.shuffle(order);
            order.resize(5);
            ProposalSettings settings;
            for (const std::uint32_t one : order)
                settings.demands.pins.emplace_back(one, reference.services[reference.serviceOf[one]]);
            pinned += mojoFm(filled(propose(application.model, settings).serviceOf), reference.serviceOf);
            // By hand: each to the service of ours that holds most of its own in the reference.
            Assignment by = base;
            for (const std::uint32_t one : order) {
                std::map<std::uint32_t, int> counts;
                for (std::uint32_t i = 0; i < by.size(); ++i)
                    if (i != one && base[i] != kNoService && reference.serviceOf[i] == reference.serviceOf[one])
                        ++counts[base[i]];
                int most = 0;
                for (const auto &[service, count] : counts)
                    if (count > most) {
                        most = count;
                        by[one] = service;
                    }
            }
            relabelled += mojoFm(filled(by), reference.serviceOf);
        }
        std::printf("%-18s without %.1f, relabelled %.1f, pinned %.1f\n", name, mojoFm(filled(base), reference.serviceOf), relabelled / kRuns, pinned / kRuns);
    }
    std::printf("\n");
}

double secondsSince(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }

void large()
{
    const test::Planted planted = test::plantedServices(250, 20, 17, 0.2, 5);
    const auto model = makeClassModel(planted.facts);
    if (!model)
        return;
    auto start = std::chrono::steady_clock::now();
    const CouplingGraph graph = coupling(*model, kDefaultWeights);
    const double building = secondsSince(start);
    const auto proposal = proposeByConsensus(graph, {}, Job{});
    const double all = secondsSince(start);
    if (!proposal)
        return;
    const CallGraph calls = callGraph(*model);
    std::printf("%zu classes, %zu edges, 250 services planted: %.2f s (%.2f of them the graph), %u services, ARI to the plant %.3f\n", model->classes.size(), calls.edges.size() / 2, all, building, proposal->services, adjustedRand(proposal->serviceOf, planted.truth));
    MoveScorer scorer(*model, calls, proposal->serviceOf, proposal->services);
    Dice dice(1);
    start = std::chrono::steady_clock::now();
    double sum = 0;
    constexpr int kMoves = 200'000;
    for (int i = 0; i < kMoves; ++i) {
        scorer.move(dice.below(5000), dice.below(proposal->services));
        sum += scorer.measures().sm;
    }
    std::printf("a move with all measures: %.2f µs (%.0f)\n\n", secondsSince(start) / kMoves * 1e6, sum);
}

// The interval predicted for the p95 after a split against a simulation of the split program with other random numbers.
void cost()
{
    std::printf("p95 after 20 random splits: whether 40 replications with other seeds lie in the interval predicted from 10\n");
    for (const char *name : {"daytrader", "jpetstore"}) {
        const Application application = runTimeApplication(name);
        if (application.name.empty())
            continue;
        int inside = 0, done = 0;
        double width = 0;
        const auto start = std::chrono::steady_clock::now();
        for (std::uint64_t run = 0; run < 20; ++run) {
            Dice dice(run + 1);
            const std::uint32_t k = 2 + dice.below(9);
            Split split;
            split.serviceOf.resize(application.model.classes.size());
            for (std::uint32_t i = 0; i < split.serviceOf.size(); ++i) {
                split.serviceOf[i] = i < k ? i : dice.below(k);
                split.order.push_back(i);
            }
            for (std::uint32_t s = 0; s < k; ++s)
                split.services.push_back("s" + std::to_string(s));
            CostSettings settings;
            settings.seed = run + 1;
            const auto predicted = splitCost({application.model, split, nullptr}, settings, Job{});
            if (!predicted) {
                std::fprintf(stderr, "%s\n", predicted.error().toEnglish().c_str());
                return;
            }
            simulate::ReplicationSettings other;
            other.seed = 77'000 + run;
            other.replications = 40;
            const auto held = simulate::runReplications(predicted->after, other, Job{});
            if (!held)
                return;
            const double p95 = simulate::estimate(latencyOfRuns(predicted->after, *held, false)).mean;
            inside += p95 >= predicted->p95Ns.after.low && p95 <= predicted->p95Ns.after.high ? 1 : 0;
            width += (predicted->p95Ns.after.high - predicted->p95Ns.after.low) / predicted->p95Ns.after.mean;
            ++done;
        }
        std::printf("%-10s inside %d of %d, the interval is %.1f %% of the p95 wide, %.1f s\n", name, inside, done, 100 * width / done, secondsSince(start));
    }
    std::printf("\n");
}

} // namespace

int main(int count, char **arguments)
{
    const auto asked = [&](const char *what) { return count < 2 || std::strcmp(arguments[1], what) == 0; };
    if (asked("recompute"))
        recompute();
    if (asked("agreement"))
        agreement();
    if (asked("learned"))
        learned();
    if (asked("equal"))
        equalCounts();
    if (asked("stability"))
        stability();
    if (asked("pins"))
        pins();
    if (asked("large"))
        large();
    if (asked("cost"))
        cost();
    return 0;
}
