#include "analysis/simulate/learn_scenario.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "analysis/core/gamma_function.h"
#include "analysis/simulate/learn_correlation.h"
#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/recordings.h"
#include "analysis/simulate/request_kinds.h"

namespace causeway::simulate {

namespace {

using traces::kNone;
using traces::SpanKind;
using traces::SpanTable;

constexpr std::size_t kMostSamples = 200'000; // of an operation's times
constexpr std::size_t kMostWorks = 2'000'000;   // times that are looked at for what goes together
constexpr double kAtOnce = 0.5;
constexpr double kSteady = 0.01;              // chance of counts as uneven as these under a steady load
constexpr std::size_t kBins = 60, kRequestsOfPart = 20;
constexpr double kWaiting = 0.001;            // chance that a request finds no server free, at the busiest time

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

struct Interval {
    std::int64_t from = 0, to = 0;
};

// A call that a span makes.
struct Made {
    std::uint32_t row = 0;   // the other side
    Interval at;             // as the caller sees it
    std::int64_t delayNs = 0;
    bool async = false;
};

struct Slot {
    std::uint32_t operation = 0, occurrence = 0;
    std::uint64_t times = 0, async = 0;
    double place = 0;                 // sum of its place among the calls
    std::vector<double> delays;
};

struct Seen {
    std::vector<double> self;
    std::uint64_t spans = 0, errors = 0, left = 0; // left: calls beyond kMostCalls
    std::vector<Slot> slots;
    std::vector<std::uint32_t> both = std::vector<std::uint32_t>(kMostCalls * kMostCalls, 0), overlap = both;

    std::size_t slot(std::uint32_t operation, std::uint32_t occurrence)
    {
        for (std::size_t i = 0; i < slots.size(); ++i)
            if (slots[i].operation == operation && slots[i].occurrence == occurrence)
                return i;
        if (slots.size() == kMostCalls) {
            ++left;
            return kMostCalls;
        }
        slots.push_back({operation, occurrence, 0, 0, 0, {}});
        return slots.size() - 1;
    }
};

class Learner {
public:
    explicit Learner(const SpanTable &table) : m_table(table), m_owner(table.size(), kNone) {}

    // First of all traces, so that kinds of requests are known.
    void addKind(std::uint32_t trace)
    {
        for (std::uint32_t row = m_table.firstRow(trace); row < m_table.endRow(trace); ++row)
            if (m_table.parent(row) == kNone && !m_table.isOrphan(row)) {
                m_times.push_back(m_table.start(row));
                const auto made = walk(row);
                m_kinds.add(m_table.operation(row), called(made.at(row)));
            }
    }
    void settleKinds()
    {
        m_kinds.settle(m_table);
        m_recordings = Recordings(std::move(m_times));
    }
    void add(std::uint32_t trace)
    {
        ++m_traces;
        for (std::uint32_t row = m_table.firstRow(trace); row < m_table.endRow(trace); ++row)
            if (m_table.parent(row) == kNone) {
                auto made = walk(row);
                m_spans += m_order.size();
                m_orphans += m_table.isOrphan(row);
                for (auto &[entry, calls] : made) {
                    const auto kind = entry == row && !m_table.isOrphan(row) ? m_kinds.find(m_table.operation(row), called(calls)) : std::nullopt;
                    const std::uint32_t id = kind ? static_cast<std::uint32_t>(m_table.operations().size() + *kind) : m_table.operation(entry);
                    if (entry == row && !m_table.isOrphan(row))
                        m_starts[id].push_back({m_table.start(row), m_table.duration(row)});
                    look(entry, id, calls);
                }
            }
    }
    Result<LearnedScenario> finish(const Job &job);

private:
    // The calls that each span below a root makes that enters a service. Without recursion.
    std::map<std::uint32_t, std::vector<Made>> walk(std::uint32_t root)
    {
        m_order.assign(1, root);
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            const std::uint32_t row = m_order[i];
            m_owner[row] = entersService(m_table, row) ? row : m_owner[m_table.parent(row)];
            const auto children = m_table.children(row);
            m_order.insert(m_order.end(), children.begin(), children.end());
        }
        std::map<std::uint32_t, std::vector<Made>> made;
        for (const std::uint32_t row : m_order) {
            if (m_owner[row] != row)
                continue;
            made.try_emplace(row);
            if (m_table.parent(row) != kNone)
                made[m_owner[m_table.parent(row)]].push_back(callOf(row));
        }
        return made;
    }
    [[nodiscard]] std::vector<std::uint32_t> called(const std::vector<Made> &calls) const
    {
        std::vector<std::uint32_t> out;
        for (const Made &call : calls)
            out.push_back(m_table.operation(call.row));
        std::ranges::sort(out);
        out.erase(std::ranges::unique(out).begin(), out.end());
        return out;
    }
    // The table's, of a kind of requests as well.
    [[nodiscard]] std::uint32_t operationId(std::uint32_t id) const { return id < m_table.operations().size() ? id : m_kinds.all()[id - m_table.operations().size()].operation; }
    [[nodiscard]] Made callOf(std::uint32_t row) const
    {
        const std::uint32_t parent = m_table.parent(row), caller = m_owner[parent];
        Made made{row, {m_table.start(row), m_table.end(row)}, 0, false};
        const bool client = parent != caller && (m_table.kind(parent) == SpanKind::Client || m_table.kind(parent) == SpanKind::Producer) && m_table.children(parent).size() == 1;
        if (client && m_table.kind(parent) == SpanKind::Client) {
            made.at = {m_table.start(parent), m_table.end(parent)};
            made.delayNs = std::max<std::int64_t>(0, m_table.duration(parent) - m_table.duration(row));
        }
        made.async = m_table.start(row) >= m_table.end(caller) || (m_table.kind(row) == SpanKind::Consumer && m_table.end(row) > m_table.end(caller));
        return made;
    }
    void look(std::uint32_t row, std::uint32_t id, std::vector<Made> &calls)
    {
        std::ranges::sort(calls, [&](const Made &a, const Made &b) { return a.at.from != b.at.from ? a.at.from < b.at.from : a.row < b.row; });
        Seen &seen = m_seen[id];
        ++seen.spans;
        bool below = false; // a failure that came from a call is not its own
        std::int64_t self = m_table.duration(row), busyFrom = m_table.start(row);
        const std::int64_t end = m_table.end(row);
        auto &busy = m_busy[m_table.service(row)];
        const auto work = [&](std::int64_t from, std::int64_t to) {
            if (from < to) {
                busy.emplace_back(from, 1);
                busy.emplace_back(to, -1);
            }
        };
        m_slots.clear();
        std::map<std::uint32_t, std::uint32_t> occurrences;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const Made &call = calls[i];
            below = below || m_table.status(call.row) == traces::SpanStatus::Error;
            const std::uint32_t operation = m_table.operation(call.row);
            const std::size_t slot = seen.slot(operation, occurrences[operation]++);
            m_slots.push_back(slot);
            if (slot < kMostCalls) {
                Slot &one = seen.slots[slot];
                ++one.times;
                one.async += call.async;
                one.place += static_cast<double>(i);
                if (call.delayNs > 0 && one.delays.size() < kMostSamples)
                    one.delays.push_back(seconds(call.delayNs));
                for (std::size_t k = 0; k < i; ++k)
                    if (m_slots[k] < kMostCalls) {
                        const std::size_t pair = std::min(slot, m_slots[k]) * kMostCalls + std::max(slot, m_slots[k]);
                        ++seen.both[pair];
                        seen.overlap[pair] += calls[k].at.to > call.at.from;
                    }
            }
            if (call.async)
                continue;
            const std::int64_t from = std::clamp(call.at.from, busyFrom, end), to = std::clamp(call.at.to, from, end);
            work(busyFrom, from);
            self -= to - from;
            busyFrom = std::max(busyFrom, to);
        }
        work(busyFrom, end);
        if (seen.self.size() < kMostSamples)
            seen.self.push_back(seconds(std::max<std::int64_t>(self, 0)));
        if (m_works.size() < kMostWorks)
            m_works.push_back({id, m_table.service(row), m_table.trace(row), seconds(std::max<std::int64_t>(self, 0))});
        m_entries[m_table.service(row)].push_back(m_table.start(row));
        seen.errors += m_table.status(row) == traces::SpanStatus::Error && !below;
    }

    [[nodiscard]] std::map<std::uint32_t, std::string> names() const;
    [[nodiscard]] Operation operationOf(std::uint32_t id, Seen &seen, const std::map<std::uint32_t, std::string> &names, LearnedScenario &out) const;
    void addArrivals(LearnedScenario &out, const std::map<std::uint32_t, std::string> &names) const;
    void addServices(LearnedScenario &out);
    void addCorrelation(LearnedScenario &out);

    struct Start {
        std::int64_t atNs = 0, durationNs = 0;
    };
    const SpanTable &m_table;
    std::vector<std::uint32_t> m_owner, m_order; // by row: the span that entered the service
    std::vector<std::size_t> m_slots;
    RequestKinds m_kinds;
    std::vector<std::int64_t> m_times;           // of the traces' starts
    Recordings m_recordings{{}};
    std::vector<Work> m_works;
    std::map<std::uint32_t, std::vector<std::int64_t>> m_entries; // by service: when spans enter it
    std::map<std::uint32_t, Seen> m_seen;        // by operation; kinds of requests are numbered after them
    std::map<std::uint32_t, std::vector<Start>> m_starts;
    std::map<std::uint32_t, std::vector<std::pair<std::int64_t, int>>> m_busy; // by service
    std::uint64_t m_traces = 0, m_spans = 0, m_orphans = 0;
};

// An operation's own name where no other service has one of that name.
std::map<std::uint32_t, std::string> Learner::names() const
{
    std::map<std::string, std::set<std::uint32_t>> uses;
    for (const auto &[id, seen] : m_seen)
        uses[m_table.operations()[operationId(id)].name].insert(operationId(id));
    std::map<std::uint32_t, std::string> out;
    for (const auto &[id, seen] : m_seen) {
        const traces::Operation &operation = m_table.operations()[operationId(id)];
        out[id] = uses[operation.name].size() == 1 ? operation.name : m_table.services()[operation.service] + ": " + operation.name;
        if (id != operationId(id))
            out[id] += " → " + m_kinds.all()[id - m_table.operations().size()].label;
    }
    return out;
}

Operation Learner::operationOf(std::uint32_t id, Seen &seen, const std::map<std::uint32_t, std::string> &names, LearnedScenario &out) const
{
    const double spans = static_cast<double>(seen.spans);
    Operation operation;
    operation.name = names.at(id);
    operation.service = m_table.services()[m_table.operations()[operationId(id)].service];
    operation.errorProbability = static_cast<double>(seen.errors) / spans;
    const DistributionFit fit = fitDistribution(seen.self);
    operation.self = fit.distribution;
    out.operations.push_back({operationId(id), operation.name, seen.spans, fit});
    if (id != operationId(id))
        out.scenario.notes.push_back({"operations." + operation.name, Message(CAUSEWAY_TEXT("a kind of the requests to %1: what these call hangs together"), m_table.operations()[operationId(id)].name)});
    if (fit.sample < DistributionFit::kEnough)
        out.scenario.notes.push_back({"operations." + operation.name + ".self_s", Message(CAUSEWAY_TEXT("%1 spans are few to tell a distribution: their times as they are"), fit.sample)});
    // Calls at once are one step; a step stands where its first call does.
    std::vector<std::size_t> order(seen.slots.size()), step(seen.slots.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::iota(step.begin(), step.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return seen.slots[i].place / static_cast<double>(seen.slots[i].times); });
    for (std::size_t a = 0; a < seen.slots.size(); ++a)
        for (std::size_t b = a + 1; b < seen.slots.size(); ++b)
            if (const std::size_t pair = a * kMostCalls + b; seen.both[pair] > 0 && seen.overlap[pair] > kAtOnce * seen.both[pair]) {
                const std::size_t from = step[b], to = step[a];
                std::ranges::replace(step, from, to);
            }
    std::vector<std::size_t> placed;
    for (const std::size_t i : order) {
        const Slot &slot = seen.slots[i];
        Call call{names.at(slot.operation), std::min(1.0, static_cast<double>(slot.times) / spans), std::nullopt, slot.async > kAtOnce * static_cast<double>(slot.times)};
        if (!call.async && slot.delays.size() >= DistributionFit::kEnough)
            call.delay = fitDistribution(slot.delays).distribution;
        const auto known = std::ranges::find(placed, step[i]);
        if (known == placed.end()) {
            placed.push_back(step[i]);
            operation.steps.push_back({std::move(call)});
        } else
            operation.steps[static_cast<std::size_t>(known - placed.begin())].push_back(std::move(call));
    }
    if (seen.left > 0)
        out.scenario.notes.push_back({"operations." + operation.name + ".calls", Message(CAUSEWAY_TEXT("it makes more than %1 different calls; %2 are left out"), kMostCalls, seen.left)});
    return operation;
}

void Learner::addArrivals(LearnedScenario &out, const std::map<std::uint32_t, std::string> &names) const
{
    out.scenario.durationS = std::max(1.0, std::ceil(m_recordings.lengthS()));
    out.recordings = m_recordings.all();
    if (m_recordings.all().size() > 1)
        out.scenario.notes.push_back({"duration_s", Message(CAUSEWAY_TEXT("the traces come from %1 times, one after the other here; %2 s between them, of which there are none, are left out"), m_recordings.all().size(), std::round(m_recordings.leftOutS()))});
    for (const auto &[id, starts] : m_starts) {
        Arrivals arrivals{names.at(id), static_cast<double>(starts.size()) / out.scenario.durationS, {}};
        // Counts of equal times: uneven by more than chance? (dispersion test; Cox and Lewis 1966, section 6.3)
        const double width = out.scenario.durationS / kBins, mean = static_cast<double>(starts.size()) / kBins;
        std::vector<double> counts(kBins, 0);
        for (const Start &start : starts)
            ++counts[std::min(kBins - 1, static_cast<std::size_t>(m_recordings.at(start.atNs) / width))];
        double dispersion = 0;
        for (const double count : counts)
            dispersion += (count - mean) * (count - mean) / mean;
        if (mean >= 1 && gammaTail((kBins - 1) / 2.0, dispersion / 2) < kSteady)
            for (std::size_t i = 0; i < kBins; ++i)
                arrivals.rates.emplace_back(static_cast<double>(i) * width, counts[i] / width);
        out.scenario.arrivals.push_back(std::move(arrivals));
        std::vector<std::int64_t> durations;
        for (const Start &start : starts)
            durations.push_back(start.durationNs);
        std::ranges::sort(durations);
        out.scenario.objectives.push_back({names.at(id), seconds(durations[(durations.size() - 1) * 99 / 100]), 0.99});
        out.scenario.notes.push_back({"slo." + names.at(id), Message(CAUSEWAY_TEXT("traces tell no objective: this is what 99 % of them stayed within"))});
    }
}

// The fewest that a Poisson number of requests of that mean all but never exceeds: what they waited for in truth is in their times, or in
// their callers', and must not come twice.
unsigned enoughServers(double offered)
{
    constexpr double kMany = 100, kNormal = 3.1; // then it is as good as normal, whose quantile that is
    if (offered > kMany)
        return static_cast<unsigned>(std::min<double>(most::kServers, std::ceil(offered + kNormal * std::sqrt(offered)) + 1));
    double term = std::exp(-offered), below = 0;
    unsigned servers = 0;
    while (1 - (below += term) > kWaiting)
        term *= offered / ++servers;
    return servers + 1;
}

void Learner::addServices(LearnedScenario &out)
{
    for (auto &[id, changes] : m_busy) {
        std::ranges::sort(changes);
        int now = 0, most = 0;
        double busy = 0;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (i > 0)
                busy += now * seconds(changes[i].first - changes[i - 1].first);
            now += changes[i].second;
            most = std::max(most, now);
        }
        LearnedService learned{id, 0, static_cast<unsigned>(std::max(most, 1)), 0, 0};
        for (const auto &[operation, seen] : m_seen)
            if (m_table.operations()[operationId(operation)].service == id)
                learned.requests += seen.spans;
        if (const double length = m_recordings.lengthS(); length > 0) {
            learned.busyMean = busy / length;
            const std::size_t parts = std::clamp<std::size_t>(learned.requests / kRequestsOfPart, 1, kBins);
            std::vector<double> counts(parts, 0);
            for (const std::int64_t at : m_entries[id])
                ++counts[std::min(parts - 1, static_cast<std::size_t>(m_recordings.at(at) / length * static_cast<double>(parts)))];
            learned.ratePeak = *std::ranges::max_element(counts) * static_cast<double>(parts) / length;
        }
        out.services.push_back(learned);
        const std::string &name = m_table.services()[id];
        const unsigned servers = std::max(learned.busyMost, enoughServers(learned.requests > 0 ? learned.ratePeak * busy / static_cast<double>(learned.requests) : 0));
        out.scenario.services.push_back({name, 1, servers});
        out.scenario.notes.push_back({"services." + name + ".servers", Message(CAUSEWAY_TEXT("traces do not tell how many requests it could work on at once: at most %1 were, %2 on average; what they waited is in the times already, so there are enough for none to wait again"), learned.busyMost, std::round(learned.busyMean * 1000) / 1000)});
        out.scenario.notes.push_back({"services." + name + ".replicas", Message(CAUSEWAY_TEXT("taken for one"))});
    }
}

void Learner::addCorrelation(LearnedScenario &out)
{
    const LearnedCorrelation learned = learnCorrelation(std::move(m_works));
    out.scenario.correlation = learned.everywhere;
    for (std::size_t i = 0; i < out.services.size(); ++i)
        if (const auto found = learned.atService.find(out.services[i].service); found != learned.atService.end() && found->second > learned.everywhere)
            out.scenario.services[i].correlation = found->second;
    if (learned.everywhere > 0 || !learned.atService.empty())
        out.scenario.notes.push_back({"correlation", Message(CAUSEWAY_TEXT("self times of one request go together: because the request is a large one, or comes at a slow time; traces do not tell which"))});
}

Result<LearnedScenario> Learner::finish(const Job &job)
{
    LearnedScenario out;
    out.traces = m_traces;
    out.spans = m_spans;
    const auto names = this->names();
    addServices(out);
    for (auto &[id, seen] : m_seen) {
        if (job.isCancelled())
            return failure(cancelled());
        out.scenario.operations.push_back(operationOf(id, seen, names, out));
    }
    addArrivals(out, names);
    addCorrelation(out);
    if (m_orphans > 0)
        out.scenario.notes.push_back({"arrivals", Message(CAUSEWAY_TEXT("%1 spans name a parent that is not there; they are in the model, but do not count as arrivals"), m_orphans)});
    return out;
}

} // namespace

bool entersService(const SpanTable &table, std::uint32_t row)
{
    const std::uint32_t parent = table.parent(row);
    return parent == kNone || table.kind(row) == SpanKind::Server || table.kind(row) == SpanKind::Consumer || table.service(parent) != table.service(row);
}

Result<LearnedScenario> learnScenario(const SpanTable &table, std::span<const std::uint32_t> traces, const Job &job)
{
    if (traces.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There are no traces to learn a model from")), {}, Message(CAUSEWAY_TEXT("Import traces, or take a longer time range.")));
    Learner learner(table);
    for (const bool kinds : {true, false}) {
        for (std::size_t i = 0; i < traces.size(); ++i) {
            if (i % 256 == 0 && job.isCancelled())
                return failure(cancelled());
            kinds ? learner.addKind(traces[i]) : learner.add(traces[i]);
        }
        if (kinds)
            learner.settleKinds();
    }
    return learner.finish(job);
}

} // namespace causeway::simulate
