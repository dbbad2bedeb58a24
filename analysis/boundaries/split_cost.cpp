#include "analysis/boundaries/split_cost.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/boundaries/use_case_loads.h"

namespace causeway::boundaries {

namespace {

using simulate::Distribution;

constexpr double kMostCv = 100;
constexpr double kRounding = 1e-12;
constexpr double kSloShare = 0.95; // as the p95 that it follows from

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

// The work of a part of a use case. All parts together are exponential, however they are divided: gamma of one scale, shapes by work.
Distribution workOf(double seconds, double all)
{
    if (seconds <= 0)
        return {};
    const double cv = std::sqrt(std::max(all, seconds) / seconds);
    return {Distribution::Kind::Gamma, seconds, std::min(cv, kMostCv), {}};
}

// One place that holds all processors, so that what stands idle costs as well.
void placeIn(simulate::Scenario &scenario, const CostSettings &settings)
{
    simulate::Node node;
    node.name = "processors";
    node.domain = "site";
    node.cores = 0;
    for (simulate::Service &service : scenario.services) {
        service.pricePerH = settings.pricePerH * service.servers;
        service.nodes = {node.name};
        node.cores += service.servers;
    }
    node.idleW = settings.idleW * node.cores;
    node.maxW = std::max(settings.idleW, settings.maxW) * node.cores;
    scenario.nodes = {std::move(node)};
    scenario.domains = {{"site", {}, {{0, settings.carbonPerKwh}}, {}}};
}

// The roots among operations: those that requests from outside come to.
std::vector<bool> rootsOf(const simulate::Scenario &scenario)
{
    std::set<std::string, std::less<>> names;
    for (const simulate::Arrivals &arrivals : scenario.arrivals)
        names.insert(arrivals.operation);
    std::vector<bool> out;
    for (const simulate::Operation &operation : scenario.operations)
        out.push_back(names.contains(operation.name));
    return out;
}

BeforeAfter hold(const std::vector<double> &before, const std::vector<double> &after)
{
    std::vector<double> delta;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const double difference = after[i] - before[i];
        delta.push_back(std::abs(difference) <= kRounding * std::abs(before[i]) ? 0 : difference);
    }
    return {simulate::estimate(before), simulate::estimate(after), simulate::estimate(delta)};
}

unsigned processorsOf(const simulate::Scenario &scenario)
{
    unsigned sum = 0;
    for (const simulate::Service &service : scenario.services)
        sum += service.servers;
    return sum;
}

} // namespace

simulate::Scenario splitScenario(const CostInput &input, const Assignment &assignment, std::span<const std::string> names, const CostSettings &settings)
{
    bool recorded = true;
    const std::vector<UseCaseLoad> loads = useCaseLoads(input.model, input.utilities, settings, recorded);
    const auto count = static_cast<std::uint32_t>(names.size());
    simulate::Scenario out;
    out.durationS = settings.durationS;
    out.warmupS = settings.warmupS;
    out.seed = settings.seed;
    std::vector<double> busy(count);
    double work = 0; // of a request before
    for (const UseCaseLoad &load : loads) {
        work += load.share * load.atEntry;
        for (const auto &[one, seconds] : load.work)
            if (assignment[one] != kNoService) {
                work += load.share * seconds;
                busy[assignment[one]] += load.share * seconds;
            }
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
        whole += load.atEntry;
        seconds[entry] += load.atEntry;
        busy[entry] += load.share * load.atEntry;
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
    placeIn(out, settings);
    return out;
}

std::vector<double> latencyOfRuns(const simulate::Scenario &scenario, const simulate::ReplicationsResult &result, bool mean)
{
    const std::vector<bool> roots = rootsOf(scenario);
    std::vector<double> out;
    for (const simulate::RunResult &run : result.runs) {
        simulate::LatencyHistogram all;
        double sum = 0, answers = 0;
        for (std::size_t o = 0; o < run.operations.size(); ++o)
            if (roots[o]) {
                all.add(run.operations[o].latencies);
                sum += run.operations[o].latencyMean * static_cast<double>(run.operations[o].answers);
                answers += static_cast<double>(run.operations[o].answers);
            }
        out.push_back(mean ? (answers > 0 ? sum / answers : 0) : all.quantile(0.95));
    }
    return out;
}

std::vector<double> violationOfRuns(const simulate::Scenario &scenario, const simulate::ReplicationsResult &result, double ns)
{
    const std::vector<bool> roots = rootsOf(scenario);
    std::vector<double> out;
    for (const simulate::RunResult &run : result.runs) {
        double over = 0, all = 0;
        for (std::size_t o = 0; o < run.operations.size(); ++o)
            if (roots[o])
                run.operations[o].latencies.each([&](std::uint64_t upper, std::uint64_t count) {
                    const double part = std::clamp((static_cast<double>(upper) - ns) / simulate::LatencyHistogram::width(upper), 0.0, 1.0);
                    over += part * static_cast<double>(count);
                    all += static_cast<double>(count);
                });
        out.push_back(all > 0 ? over / all : 0);
    }
    return out;
}

Result<SplitCost> splitCost(const CostInput &input, const CostSettings &settings, const Job &job)
{
    SplitCost out;
    const std::vector<UseCaseLoad> loads = useCaseLoads(input.model, input.utilities, settings, out.workRecorded);
    if (std::ranges::none_of(loads, [](const UseCaseLoad &load) { return load.share > 0; }))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The cost of the split cannot be told")), Message(CAUSEWAY_TEXT("no calls by use case were recorded, so that nothing says how often a border is crossed")),
                       Message(CAUSEWAY_TEXT("Import recorded calls (call-flow) or traces.")));
    countRemote(loads, input, out);
    Assignment whole(input.split.serviceOf.size(), 0);
    std::vector<std::string> wholeName{"program"};
    for (std::size_t i = 0; i < whole.size(); ++i)
        if (input.split.serviceOf[i] == kNoService)
            whole[i] = kNoService;
    if (input.deployed != nullptr) {
        whole = *input.deployed;
        wholeName = input.model.classes;
    }
    out.before = splitScenario(input, whole, wholeName, settings);
    out.after = splitScenario(input, input.split.serviceOf, input.split.services, settings);
    if (input.deployed != nullptr) // the load is that of what runs now
        for (std::size_t i = 0; i < out.after.arrivals.size(); ++i)
            out.after.arrivals[i].ratePerS = out.before.arrivals[i].ratePerS;
    double remoteBefore = 0;
    for (const UseCaseLoad &load : loads)
        remoteBefore += load.share * remoteCallsOf(load, whole);
    out.remoteNs = (out.remoteCalls - remoteBefore) * (settings.networkS + settings.serialisationS) * 1e9;
    simulate::ReplicationSettings runs;
    runs.replications = settings.replications;
    runs.threads = settings.threads;
    runs.seed = settings.seed;
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult before, simulate::runReplications(out.before, runs, job));
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult after, simulate::runReplications(out.after, runs, job));
    const std::vector<double> p95Before = latencyOfRuns(out.before, before, false);
    out.p95Ns = hold(p95Before, latencyOfRuns(out.after, after, false));
    out.meanNs = hold(latencyOfRuns(out.before, before, true), latencyOfRuns(out.after, after, true));
    out.sloGiven = settings.sloS > 0;
    out.sloNs = out.sloGiven ? settings.sloS * 1e9 : kSloSlack * out.p95Ns.before.mean;
    out.violation = hold(violationOfRuns(out.before, before, out.sloNs), violationOfRuns(out.after, after, out.sloNs));
    const auto perHour = [&](double simulate::RunResult::*what) {
        const auto of = [&](const simulate::ReplicationsResult &result) {
            std::vector<double> values;
            for (const simulate::RunResult &run : result.runs)
                values.push_back(run.*what / settings.durationS * 3600);
            return values;
        };
        return hold(of(before), of(after));
    };
    out.pricePerH = perHour(&simulate::RunResult::cost);
    out.powerW = perHour(&simulate::RunResult::energyWh);
    out.carbonGPerH = perHour(&simulate::RunResult::carbonG);
    out.processorsBefore = processorsOf(out.before);
    out.processorsAfter = processorsOf(out.after);
    for (simulate::Scenario *scenario : {&out.before, &out.after})
        for (const simulate::Arrivals &arrivals : scenario->arrivals)
            scenario->objectives.push_back({arrivals.operation, out.sloNs * 1e-9, kSloShare});
    return out;
}

} // namespace causeway::boundaries
