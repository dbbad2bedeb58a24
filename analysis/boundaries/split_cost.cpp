#include "analysis/boundaries/split_cost.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace causeway::boundaries {

namespace {

using simulate::Distribution;

constexpr std::size_t kMostListed = 50;
constexpr double kBatch = 2; // calls of one pair in one passage, from which they are worth one call for all
constexpr double kNegligible = 1e-9;
constexpr double kMostCv = 100;

struct UseCaseLoad {
    double share = 0;                        // of the requests
    std::map<std::uint32_t, double> work;    // seconds of one passage, by class
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> calls; // of one passage, by pair of classes, the users' calls left out
    std::map<std::uint32_t, double> entered; // calls of the users, by class
};

std::vector<UseCaseLoad> loadsOf(const ClassModel &model, const CostSettings &settings, bool &recorded)
{
    std::vector<UseCaseLoad> loads(model.useCases.size());
    double passages = 0;
    recorded = true;
    for (std::size_t u = 0; u < loads.size(); ++u)
        for (const ClassPair &one : model.work[u])
            loads[u].work[one.a] += one.weight * 1e-9;
    for (const UseCaseCall &call : model.useCaseCalls) {
        if (call.useCase == kNobody)
            continue;
        UseCaseLoad &load = loads[call.useCase];
        const double count = call.count / model.passages[call.useCase];
        if (call.from == kNobody)
            load.entered[call.to] += count;
        else
            load.calls[{call.from, call.to}] += count;
    }
    for (std::size_t u = 0; u < loads.size(); ++u) {
        if (loads[u].calls.empty() && loads[u].entered.empty())
            continue;
        if (loads[u].work.empty()) {
            recorded = false;
            for (const auto &[pair, count] : loads[u].calls)
                loads[u].work[pair.second] += count * settings.callS;
            for (const auto &[one, count] : loads[u].entered)
                loads[u].work[one] += count * settings.callS;
        }
        loads[u].share = model.passages[u];
        passages += model.passages[u];
    }
    for (UseCaseLoad &load : loads)
        load.share = passages > 0 ? load.share / passages : 0;
    return loads;
}

// Where a request of it begins: at the service that the users call most, else the one that works most.
std::uint32_t entryOf(const UseCaseLoad &load, const Assignment &assignment, std::uint32_t services)
{
    std::vector<double> weight(services);
    for (const auto &[one, count] : load.entered)
        if (assignment[one] != kNoService)
            weight[assignment[one]] += count;
    if (std::ranges::all_of(weight, [](double w) { return w <= 0; }))
        for (const auto &[one, seconds] : load.work)
            if (assignment[one] != kNoService)
                weight[assignment[one]] += seconds;
    return static_cast<std::uint32_t>(std::ranges::max_element(weight) - weight.begin());
}

double remoteCallsOf(const UseCaseLoad &load, const Assignment &assignment)
{
    double sum = 0;
    for (const auto &[pair, count] : load.calls)
        if (assignment[pair.first] != kNoService && assignment[pair.second] != kNoService && assignment[pair.first] != assignment[pair.second])
            sum += count;
    return sum;
}

// The work of a part of a use case. All parts together are exponential, however they are divided: gamma of one scale, shapes by work.
Distribution workOf(double seconds, double all)
{
    if (seconds <= 0)
        return {};
    const double cv = std::sqrt(std::max(all, seconds) / seconds);
    return {Distribution::Kind::Gamma, seconds, std::min(cv, kMostCv), {}};
}

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

void listRemote(const std::vector<UseCaseLoad> &loads, const CostInput &input, SplitCost &out)
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
    for (const auto &[classes, pair] : pairs)
        out.chatty.push_back(pair);
    std::ranges::stable_sort(out.chatty, std::greater(), &RemotePair::calls);
    if (out.chatty.size() > kMostListed)
        out.chatty.resize(kMostListed);
    for (RemotePair &pair : out.chatty)
        findRemedy(pair, loads, assignment, calledFrom, callsOut);
    std::ranges::stable_sort(out.broken, [](const BrokenUseCase &x, const BrokenUseCase &y) { return x.services.size() != y.services.size() ? x.services.size() > y.services.size() : x.remoteCalls > y.remoteCalls; });
    std::vector<std::set<std::uint32_t>> users(input.model.tables.size());
    for (std::uint32_t i = 0; i < n; ++i)
        for (const std::uint32_t table : input.model.tableUses[i])
            if (assignment[i] != kNoService)
                users[table].insert(assignment[i]);
    for (std::uint32_t t = 0; t < users.size(); ++t)
        if (users[t].size() > 1)
            out.sharedTables.push_back({t, {users[t].begin(), users[t].end()}});
}

} // namespace

simulate::Scenario splitScenario(const CostInput &input, const Assignment &assignment, std::span<const std::string> names, const CostSettings &settings)
{
    bool recorded = true;
    const std::vector<UseCaseLoad> loads = loadsOf(input.model, settings, recorded);
    const auto count = static_cast<std::uint32_t>(names.size());
    simulate::Scenario out;
    out.durationS = settings.durationS;
    out.warmupS = settings.warmupS;
    out.seed = settings.seed;
    std::vector<double> busy(count);
    double work = 0; // of a request before
    for (const UseCaseLoad &load : loads)
        for (const auto &[one, seconds] : load.work)
            if (assignment[one] != kNoService) {
                work += load.share * seconds;
                busy[assignment[one]] += load.share * seconds;
            }
    const double rate = work > 0 ? settings.utilisation * settings.servers / work : 0;
    for (std::uint32_t u = 0; u < loads.size(); ++u) {
        const UseCaseLoad &load = loads[u];
        if (load.share <= 0)
            continue;
        std::vector<double> seconds(count), calls(count); // calls: remote ones into each
        std::vector<bool> present(count);
        double whole = 0;
        for (const auto &[one, own] : load.work)
            if (assignment[one] != kNoService) {
                whole += own;
                seconds[assignment[one]] += own;
                present[assignment[one]] = true;
            }
        for (const auto &[pair, times] : load.calls) {
            const std::uint32_t from = assignment[pair.first], to = assignment[pair.second];
            if (from == kNoService || to == kNoService || from == to)
                continue;
            calls[to] += times;
            present[to] = true;
            for (const std::uint32_t side : {from, to}) {
                seconds[side] += times * settings.serialisationS / 2;
                busy[side] += load.share * times * settings.serialisationS / 2;
            }
        }
        const std::uint32_t entry = entryOf(load, assignment, count);
        simulate::Operation root{input.model.useCases[u], names[entry], workOf(seconds[entry], whole), 0, {}, 0, {}};
        double back = calls[entry]; // calls back into the first service cost their way as well
        std::vector<simulate::Operation> parts;
        for (std::uint32_t s = 0; s < count; ++s) {
            if (s == entry || !present[s])
                continue;
            const double times = calls[s] + back;
            back = 0;
            simulate::Operation part{input.model.useCases[u] + " at " + names[s], names[s], workOf(seconds[s], whole), 0, {}, 0, {}};
            simulate::Call call;
            call.operation = part.name;
            if (times > 0 && settings.networkS > 0)
                call.delay = settings.networkCv > 0 ? Distribution{Distribution::Kind::Gamma, times * settings.networkS, std::clamp(settings.networkCv / std::sqrt(times), 1e-6, kMostCv), {}} : Distribution{Distribution::Kind::Constant, times * settings.networkS, 0, {}};
            root.steps.push_back({std::move(call)});
            parts.push_back(std::move(part));
        }
        out.operations.push_back(std::move(root));
        out.operations.insert(out.operations.end(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
        simulate::Arrivals arrivals;
        arrivals.operation = input.model.useCases[u];
        arrivals.ratePerS = rate * load.share;
        out.arrivals.push_back(std::move(arrivals));
    }
    // As many processors as before, by work, but no service has less than it takes, and each at least one.
    double all = 0;
    for (const double one : busy)
        all += one;
    for (std::uint32_t s = 0; s < count; ++s) {
        const double share = all > 0 ? busy[s] / all : 0;
        const double least = std::ceil(rate * busy[s] * 1.25);
        simulate::Service service;
        service.name = names[s];
        service.servers = static_cast<unsigned>(std::clamp(std::max(std::round(share * settings.servers), least), 1.0, 1e6));
        out.services.push_back(std::move(service));
    }
    return out;
}

std::vector<double> latencyOfRuns(const simulate::Scenario &scenario, const simulate::ReplicationsResult &result, bool mean)
{
    std::set<std::string, std::less<>> roots;
    for (const simulate::Arrivals &arrivals : scenario.arrivals)
        roots.insert(arrivals.operation);
    std::vector<double> out;
    for (const simulate::RunResult &run : result.runs) {
        simulate::LatencyHistogram all;
        double sum = 0, answers = 0;
        for (std::size_t o = 0; o < run.operations.size(); ++o)
            if (roots.contains(scenario.operations[o].name)) {
                all.add(run.operations[o].latencies);
                sum += run.operations[o].latencyMean * static_cast<double>(run.operations[o].answers);
                answers += static_cast<double>(run.operations[o].answers);
            }
        out.push_back(mean ? (answers > 0 ? sum / answers : 0) : all.quantile(0.95));
    }
    return out;
}

Result<SplitCost> splitCost(const CostInput &input, const CostSettings &settings, const Job &job)
{
    SplitCost out;
    const std::vector<UseCaseLoad> loads = loadsOf(input.model, settings, out.workRecorded);
    if (std::ranges::none_of(loads, [](const UseCaseLoad &load) { return load.share > 0; }))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The cost of the split cannot be told")), Message(CAUSEWAY_TEXT("no calls by use case were recorded, so that nothing says how often a border is crossed")),
                       Message(CAUSEWAY_TEXT("Import recorded calls (call-flow) or traces.")));
    listRemote(loads, input, out);
    Assignment whole(input.split.serviceOf.size(), 0);
    std::vector<std::string> wholeName{"program"};
    for (std::size_t i = 0; i < whole.size(); ++i)
        if (input.split.serviceOf[i] == kNoService)
            whole[i] = kNoService; // in every service, before and after: no part of the comparison
    if (input.deployed != nullptr) {
        whole = *input.deployed;
        wholeName = input.model.classes;
    }
    out.before = splitScenario(input, whole, wholeName, settings);
    out.after = splitScenario(input, input.split.serviceOf, input.split.services, settings);
    if (input.deployed != nullptr) // the load is that of what runs now
        for (std::size_t i = 0; i < out.after.arrivals.size(); ++i)
            out.after.arrivals[i].ratePerS = out.before.arrivals[i].ratePerS;
    simulate::ReplicationSettings runs;
    runs.replications = settings.replications;
    runs.threads = settings.threads;
    runs.seed = settings.seed;
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult before, simulate::runReplications(out.before, runs, job));
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult after, simulate::runReplications(out.after, runs, job));
    const std::vector<double> p95Before = latencyOfRuns(out.before, before, false), p95After = latencyOfRuns(out.after, after, false);
    std::vector<double> delta;
    for (std::size_t i = 0; i < p95Before.size(); ++i)
        delta.push_back(p95After[i] - p95Before[i]);
    out.p95BeforeNs = simulate::estimate(p95Before);
    out.p95AfterNs = simulate::estimate(p95After);
    out.p95DeltaNs = simulate::estimate(delta);
    out.meanBeforeNs = simulate::estimate(latencyOfRuns(out.before, before, true));
    out.meanAfterNs = simulate::estimate(latencyOfRuns(out.after, after, true));
    return out;
}

} // namespace causeway::boundaries
