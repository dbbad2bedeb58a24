// What a split costs that can be counted: calls over borders and what spares them, transactions and tables that are divided.

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/boundaries/use_case_loads.h"

namespace causeway::boundaries {

namespace {

constexpr std::size_t kMostListed = 50;
constexpr double kBatch = 2; // calls of one pair in one passage, from which they are worth one call for all
constexpr double kNegligible = 1e-9;

bool crosses(const Assignment &assignment, std::uint32_t a, std::uint32_t b) { return assignment[a] != kNoService && assignment[b] != kNoService && assignment[a] != assignment[b]; }

// What would spare most remote calls of a pair.
void findRemedy(RemotePair &pair, const std::vector<UseCaseLoad> &loads, const Assignment &assignment, std::span<const std::map<std::uint32_t, double>> calledFrom, std::span<const double> callsOut)
{
    const std::uint32_t sa = assignment[pair.a], sb = assignment[pair.b];
    const auto savedByMove = [&](std::uint32_t one, std::uint32_t to) {
        double saved = 0;
        for (const UseCaseLoad &load : loads)
            for (const auto &[calls, count] : load.calls) {
                if ((calls.first == one) == (calls.second == one))
                    continue;
                const std::uint32_t other = assignment[calls.first == one ? calls.second : calls.first];
                if (other == to)
                    saved += load.share * count;
                else if (other == assignment[one])
                    saved -= load.share * count;
            }
        return saved;
    };
    double batched = 0;
    for (const UseCaseLoad &load : loads)
        if (const auto it = load.calls.find({pair.a, pair.b}); it != load.calls.end() && it->second >= kBatch)
            batched += load.share * (it->second - 1);
    pair.remedy = RemotePair::Remedy::Batch;
    pair.saved = batched;
    // What calls nothing can be had twice: it saves all remote calls to it.
    double toIt = 0;
    for (const auto &[service, count] : calledFrom[pair.b])
        toIt += service == sb ? 0 : count;
    if (callsOut[pair.b] <= kNegligible && calledFrom[pair.b].size() > 1 && toIt > pair.saved) {
        pair.remedy = RemotePair::Remedy::Duplicate;
        pair.saved = toIt;
    }
    for (const auto &[one, to] : {std::pair{pair.a, sb}, std::pair{pair.b, sa}})
        if (const double saved = savedByMove(one, to); saved > pair.saved) {
            pair.remedy = RemotePair::Remedy::Move;
            pair.moved = one;
            pair.to = to;
            pair.saved = saved;
        }
}

} // namespace

double remoteCallsOf(const UseCaseLoad &load, const Assignment &assignment)
{
    double sum = 0;
    for (const auto &[pair, count] : load.calls)
        if (crosses(assignment, pair.first, pair.second))
            sum += count;
    return sum;
}

void countRemote(const std::vector<UseCaseLoad> &loads, const CostInput &input, SplitCost &out)
{
    const Assignment &assignment = input.split.serviceOf;
    const std::size_t n = assignment.size();
    std::map<std::pair<std::uint32_t, std::uint32_t>, RemotePair> pairs;
    std::vector<std::map<std::uint32_t, double>> calledFrom(n);
    std::vector<double> callsOut(n);
    for (std::uint32_t u = 0; u < loads.size(); ++u) {
        std::set<std::uint32_t> services;
        for (const auto &[one, seconds] : loads[u].work)
            if (assignment[one] != kNoService)
                services.insert(assignment[one]);
        for (const auto &[classes, count] : loads[u].calls) {
            const auto [a, b] = classes;
            const std::uint32_t sa = assignment[a], sb = assignment[b];
            if (sa == kNoService || sb == kNoService)
                continue;
            services.insert(sa);
            services.insert(sb);
            if (a != b) {
                calledFrom[b][sa] += loads[u].share * count;
                callsOut[a] += loads[u].share * count;
            }
            if (sa == sb)
                continue;
            RemotePair &pair = pairs.try_emplace(classes, RemotePair{a, b}).first->second;
            pair.calls += loads[u].share * count;
            ++pair.useCases;
        }
        out.remoteCalls += loads[u].share * remoteCallsOf(loads[u], assignment);
        if (services.size() > 1)
            out.broken.push_back({u, {services.begin(), services.end()}, remoteCallsOf(loads[u], assignment)});
    }
    for (const ClassPair &call : input.model.calls)
        if (crosses(assignment, call.a, call.b))
            out.borderCalls += call.weight;
    out.uncountedCalls = out.borderCalls;
    for (const UseCaseCall &call : input.model.useCaseCalls)
        if (call.useCase != kNobody && call.from != kNobody && crosses(assignment, call.from, call.to))
            out.uncountedCalls -= call.count;
    out.uncountedCalls = input.model.observed ? std::max(0.0, std::round(out.uncountedCalls)) : 0;
    for (const auto &[classes, pair] : pairs)
        out.chatty.push_back(pair);
    std::ranges::stable_sort(out.chatty, std::greater(), &RemotePair::calls);
    if (out.chatty.size() > kMostListed)
        out.chatty.resize(kMostListed);
    for (RemotePair &pair : out.chatty)
        findRemedy(pair, loads, assignment, calledFrom, callsOut);
    std::ranges::stable_sort(out.broken, [](const BrokenUseCase &x, const BrokenUseCase &y) { return x.remoteCalls != y.remoteCalls ? x.remoteCalls > y.remoteCalls : x.services.size() > y.services.size(); });
    std::vector<std::set<std::uint32_t>> users(input.model.tables.size());
    for (std::uint32_t i = 0; i < n; ++i)
        for (const std::uint32_t table : input.model.tableUses[i])
            if (assignment[i] != kNoService)
                users[table].insert(assignment[i]);
    for (std::uint32_t t = 0; t < users.size(); ++t)
        if (users[t].size() > 1)
            out.sharedTables.push_back({t, {users[t].begin(), users[t].end()}});
}

} // namespace causeway::boundaries
