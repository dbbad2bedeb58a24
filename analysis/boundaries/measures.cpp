#include "analysis/boundaries/measures.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace causeway::boundaries {

CallGraph callGraph(const ClassModel &model)
{
    const std::size_t n = model.classes.size();
    CallGraph out;
    out.calledBySelf.resize(n);
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> weights;
    for (const ClassPair &call : model.calls) {
        if (call.a == call.b)
            out.calledBySelf[call.a] = true;
        else if (call.weight > 0)
            weights[std::minmax(call.a, call.b)] += std::log(std::max(call.weight, 1.0)) + 1;
    }
    out.first.assign(n + 1, 0);
    for (const auto &[pair, weight] : weights) {
        ++out.first[pair.first + 1];
        ++out.first[pair.second + 1];
        out.total += weight;
    }
    for (std::size_t i = 0; i < n; ++i)
        out.first[i + 1] += out.first[i];
    out.edges.resize(out.first[n]);
    std::vector<std::uint32_t> at(out.first.begin(), out.first.end() - 1);
    for (const auto &[pair, weight] : weights) {
        out.edges[at[pair.first]++] = {pair.second, weight, 1};
        out.edges[at[pair.second]++] = {pair.first, weight, 1};
    }
    return out;
}

std::uint32_t serviceCount(const Assignment &assignment)
{
    std::uint32_t k = 0;
    for (const std::uint32_t s : assignment)
        if (s != kNoService)
            k = std::max(k, s + 1);
    return k;
}

void renumber(Assignment &assignment)
{
    std::map<std::uint32_t, std::uint32_t> number;
    for (std::uint32_t &s : assignment)
        if (s != kNoService)
            s = number.try_emplace(s, static_cast<std::uint32_t>(number.size())).first->second;
}

Measures measure(const ClassModel &model, const CallGraph &graph, const Assignment &assignment, std::span<const std::uint32_t> order, bool published)
{
    Measures out;
    out.k = serviceCount(assignment);
    const std::size_t n = assignment.size();
    if (out.k == 0)
        return out;
    const double k = out.k;
    std::vector<double> sizes(out.k), inner(out.k), strength(out.k);
    std::vector<std::set<std::uint32_t>> useCases(out.k);
    double covered = 0, crossing = 0, all = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> outer;
    std::vector<double> inside(out.k);
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t s = assignment[i];
        if (s == kNoService)
            continue;
        ++covered;
        ++sizes[s];
        useCases[s].insert(model.uses[i].begin(), model.uses[i].end());
        for (const CallGraph::Edge &edge : graph.of(i)) {
            const std::uint32_t t = assignment[edge.to];
            if (t == kNoService)
                continue;
            strength[s] += edge.weight;
            if (edge.to < i)
                continue;
            all += edge.weight;
            if (s == t) {
                ++inner[s];
                inside[s] += edge.weight;
            } else {
                ++outer[std::minmax(s, t)];
                crossing += edge.weight;
            }
        }
    }
    if (published) {
        std::vector<std::uint32_t> last(out.k, kNoService);
        for (const std::uint32_t i : order)
            if (assignment[i] != kNoService)
                last[assignment[i]] = i;
        for (std::uint32_t i = 0; i < n; ++i)
            if (assignment[i] != kNoService && graph.calledBySelf[i] && last[assignment[i]] != i)
                ++inner[assignment[i]];
    }
    double cohesion = 0, coupling = 0, pairs = 0, even = 0;
    for (std::uint32_t s = 0; s < out.k; ++s) {
        cohesion += inner[s] / (sizes[s] * sizes[s]);
        const double use = useCases[s].empty() ? 0 : std::log(static_cast<double>(useCases[s].size()));
        out.bcp += use / k;
        out.bcpBySize += use * sizes[s] / covered;
        if (sizes[s] >= kEvenLeast && sizes[s] <= kEvenMost)
            even += sizes[s];
        out.singletons += sizes[s] == 1 ? 1 : 0;
        out.small += sizes[s] < kSmallService ? 1 : 0;
        out.largest = std::max(out.largest, static_cast<std::uint32_t>(sizes[s]));
        if (all > 0)
            out.modularity += inside[s] / all - strength[s] / (2 * all) * (strength[s] / (2 * all));
    }
    for (const auto &[pair, count] : outer) {
        coupling += count / (sizes[pair.first] * sizes[pair.second]);
        pairs += count;
    }
    out.sm = cohesion / k - (out.k > 1 ? coupling / (k * (k - 1) / 2) : 0);
    out.icp = all > 0 ? crossing / all : 0;
    out.ifn = pairs / k;
    out.ned = 1 - even / covered;
    out.coverage = covered / static_cast<double>(n);
    return out;
}

namespace {

// Classes in both splits by pairs of services.
struct Overlap {
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> both;
    std::map<std::uint32_t, double> a, b;
    double n = 0;
};

Overlap overlapOf(const Assignment &a, const Assignment &b)
{
    Overlap out;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (a[i] == kNoService || b[i] == kNoService)
            continue;
        ++out.both[{a[i], b[i]}];
        ++out.a[a[i]];
        ++out.b[b[i]];
        ++out.n;
    }
    return out;
}

// A path of Kuhn's algorithm.
bool augment(std::uint32_t from, const std::map<std::uint32_t, std::vector<std::uint32_t>> &options, std::map<std::uint32_t, std::uint32_t> &taken, std::set<std::uint32_t> &visited)
{
    for (const std::uint32_t to : options.at(from)) {
        if (!visited.insert(to).second)
            continue;
        const auto it = taken.find(to);
        if (it == taken.end() || augment(it->second, options, taken, visited)) {
            taken[to] = from;
            return true;
        }
    }
    return false;
}

} // namespace

// The least number of moves and joins: every service of ours becomes the one of the reference that most of it is in; where there is a
// choice, so that as many different ones as possible are chosen.
double mojoFm(const Assignment &ours, const Assignment &reference)
{
    const Overlap overlap = overlapOf(ours, reference);
    if (overlap.n == 0)
        return 0;
    std::map<std::uint32_t, double> most;
    for (const auto &[pair, count] : overlap.both)
        most[pair.first] = std::max(most[pair.first], count);
    std::map<std::uint32_t, std::vector<std::uint32_t>> options;
    for (const auto &[pair, count] : overlap.both)
        if (count == most[pair.first])
            options[pair.first].push_back(pair.second);
    std::map<std::uint32_t, std::uint32_t> taken;
    double groups = 0, kept = 0;
    for (const auto &[service, count] : most) {
        std::set<std::uint32_t> visited;
        groups += augment(service, options, taken, visited) ? 1 : 0;
        kept += count;
    }
    const double moves = overlap.n - kept + static_cast<double>(most.size()) - groups;
    std::vector<double> sizes;
    for (const auto &[service, size] : overlap.b)
        sizes.push_back(size);
    std::ranges::sort(sizes);
    double different = 0;
    for (const double size : sizes)
        different += size > different ? 1 : 0;
    const double furthest = overlap.n - different;
    return furthest <= 0 ? 100 : 100 * (1 - moves / furthest);
}

double adjustedRand(const Assignment &a, const Assignment &b)
{
    const Overlap overlap = overlapOf(a, b);
    const auto choose2 = [](double x) { return x * (x - 1) / 2; };
    double both = 0, inA = 0, inB = 0;
    for (const auto &[pair, count] : overlap.both)
        both += choose2(count);
    for (const auto &[service, count] : overlap.a)
        inA += choose2(count);
    for (const auto &[service, count] : overlap.b)
        inB += choose2(count);
    const double all = choose2(overlap.n);
    if (all <= 0)
        return 1;
    const double expected = inA * inB / all, most = (inA + inB) / 2;
    return most - expected <= 0 ? 1 : (both - expected) / (most - expected);
}

double variationOfInformation(const Assignment &a, const Assignment &b)
{
    const Overlap overlap = overlapOf(a, b);
    double out = 0;
    for (const auto &[pair, count] : overlap.both)
        out -= count / overlap.n * (std::log(count / overlap.a.at(pair.first)) + std::log(count / overlap.b.at(pair.second)));
    return std::max(out, 0.0);
}

} // namespace causeway::boundaries
