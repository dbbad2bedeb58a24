// How often the search for root causes is right on faults that were injected into two systems (the data folder's nezha/). Prints ranks
// with Wilson's intervals, kinds, quiet windows, wrong times, what is missing, each family, MicroRank, times, and every miss.
// bench_root_cause [quick]

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>

#include "analysis/core/wilson.h"
#include "analysis/rootcause/cloud_pd.h"
#include "analysis/rootcause/find_cause.h"
#include "analysis/rootcause/micro_rank.h"
#include "tests/bench/root_cause_calibration.h"
#include "tests/bench/root_cause_cases.h"
#include "tests/bench/root_cause_signatures.h"

using namespace causeway;
using namespace causeway::rootcause;
using namespace causeway::bench;

namespace {

struct Outcome {
    int n = 0, rank1 = 0, rank3 = 0, rank5 = 0, kind = 0, found = 0;
    double seconds = 0;
    std::vector<std::string> top, misses; // service named first; what was missed
};

std::size_t rankOf(const Report &report, const std::string &service)
{
    for (std::size_t i = 0; i < report.causes.size(); ++i)
        if (report.services[report.causes[i].service] == service)
            return i + 1;
    return SIZE_MAX;
}

void print(const char *name, const Outcome &o)
{
    const auto share = [&](int k) {
        const ShareInterval i = wilson(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(o.n));
        std::printf("  %.2f [%.2f, %.2f]", o.n > 0 ? static_cast<double>(k) / o.n : 0, i.low, i.high);
    };
    std::printf("%-34s n %2d", name, o.n);
    share(o.rank1);
    share(o.rank3);
    share(o.rank5);
    std::printf("  kind %d/%d  named %d  %.3f s\n", o.kind, o.rank1, o.found, o.n > 0 ? o.seconds / o.n : 0);
    std::fflush(stdout);
}

Outcome run(const System &system, const FindSettings &settings, Baseline baseline = Baseline::OtherTimes, std::int64_t wrong = 0)
{
    Outcome out;
    for (const Day &day : system)
        for (std::size_t f = 0; f < day.day.faults.size(); ++f) {
            const bench::Fault &fault = day.day.faults[f];
            const Period period = periodOf(day, f, baseline, wrong, false);
            const auto start = std::chrono::steady_clock::now();
            const auto report = findCause(day.day.material, day.facts, period, settings, {});
            out.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            if (!report)
                continue;
            const std::size_t rank = rankOf(*report, fault.service);
            ++out.n;
            out.rank1 += rank <= 1 ? 1 : 0;
            out.rank3 += rank <= 3 ? 1 : 0;
            out.rank5 += rank <= 5 ? 1 : 0;
            out.found += report->found ? 1 : 0;
            out.top.push_back(report->causes.empty() ? "" : report->services[report->causes.front().service]);
            const bool kind = rank == 1 && report->causes.front().kind == fault.expected();
            out.kind += kind ? 1 : 0;
            if (rank != 1 || !kind) {
                std::string text = "    " + fault.service + " " + fault.kind + ": ";
                for (std::size_t i = 0; i < std::min<std::size_t>(3, report->causes.size()); ++i) {
                    const Cause &cause = report->causes[i];
                    char score[16];
                    std::snprintf(score, sizeof score, " %.2f; ", cause.score);
                    text += report->services[cause.service] + " " + std::string(toName(cause.kind)) + score;
                }
                if (!report->causes.empty() && !report->causes.front().evidence.empty())
                    text += "first for: " + report->causes.front().evidence.front().text.toEnglish().substr(0, 160);
                out.misses.push_back(std::move(text));
            }
        }
    return out;
}

// Services and kinds by another method, the most suspect first.
using Ranked = std::vector<std::pair<std::string, CauseKind>>;

Ranked byMicroRank(const Scene &scene, const Period &)
{
    Ranked out;
    for (const RankedOperation &one : microRank(scene, {}, {}).value_or(std::vector<RankedOperation>{})) {
        const std::string &service = scene.services[scene.spans().operations()[one.operation].service];
        if (std::none_of(out.begin(), out.end(), [&](const auto &known) { return known.first == service; }))
            out.emplace_back(service, CauseKind::Other);
    }
    return out;
}

Ranked byCloudPd(const Scene &scene, const Period &period)
{
    Ranked out;
    for (const CloudPdCause &cause : cloudPd(scene, period, {}, {}).value_or(std::vector<CloudPdCause>{}))
        out.emplace_back(scene.services[cause.service], cause.kind);
    return out;
}

Outcome runOther(const System &system, Baseline baseline, Ranked (*method)(const Scene &, const Period &))
{
    Outcome out;
    for (const Day &day : system)
        for (std::size_t f = 0; f < day.day.faults.size(); ++f) {
            const auto start = std::chrono::steady_clock::now();
            const Period period = periodOf(day, f, baseline, 0, false);
            const Ranked ranked = method(makeScene(day.day.material, day.facts, period), period);
            out.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            const bench::Fault &fault = day.day.faults[f];
            const auto at = static_cast<std::size_t>(std::find_if(ranked.begin(), ranked.end(), [&](const auto &one) { return one.first == fault.service; }) - ranked.begin());
            ++out.n;
            const bool there = at < ranked.size();
            out.rank1 += there && at < 1 ? 1 : 0;
            out.rank3 += there && at < 3 ? 1 : 0;
            out.rank5 += there && at < 5 ? 1 : 0;
            out.kind += there && at < 1 && ranked[0].second == fault.expected() ? 1 : 0;
            out.found += ranked.empty() ? 0 : 1;
        }
    return out;
}

// Windows before each fault: none should be named.
void quiet(const char *name, const System &system, Baseline baseline)
{
    int n = 0, none = 0;
    std::vector<double> scores;
    std::string alarms;
    for (const Day &day : system)
        for (std::size_t f = 0; f < day.day.faults.size(); ++f) {
            const auto report = findCause(day.day.material, day.facts, periodOf(day, f, baseline, 0, true), {}, {});
            if (!report || report->traces < 10 || report->baselineTraces < 10)
                continue;
            ++n;
            none += report->found ? 0 : 1;
            scores.push_back(report->causes.empty() ? 0 : report->causes.front().score);
            if (report->found && !report->causes.front().evidence.empty())
                alarms += "    before " + day.day.faults[f].service + " " + day.day.faults[f].kind + ": " + report->services[report->causes.front().service] + ", " +
                          report->causes.front().evidence.front().text.toEnglish().substr(0, 160) + "\n";
        }
    const ShareInterval i = wilson(static_cast<std::uint64_t>(none), static_cast<std::uint64_t>(n));
    std::sort(scores.begin(), scores.end());
    std::printf("%-34s none %d of %d [%.2f, %.2f]; scores", name, none, n, i.low, i.high);
    for (const double score : scores)
        std::printf(" %.2f", score);
    std::printf("\n%s", alarms.c_str());
    std::fflush(stdout);
}

System altered(const System &system, const std::function<void(Material &)> &change)
{
    System out;
    for (const Day &day : system) {
        Day other;
        other.day = day.day;
        change(other.day.material);
        if (auto facts = readTraceFacts(other.day.material, {}))
            other.facts = std::move(*facts);
        out.push_back(std::move(other));
    }
    return out;
}

// Spans rebuilt: kept by `keep` (sequence), with starts moved by service. Lines go with their spans.
void rebuild(Material &material, const std::function<bool(std::int64_t)> &keep, const std::function<std::int64_t(const std::string &)> &shift)
{
    const SpanTable &old = *material.spans;
    traces::SpanTableBuilder builder;
    for (std::uint32_t row = 0; row < old.size(); ++row) {
        if (!keep(old.sequence(row)))
            continue;
        traces::SpanRow span;
        const std::uint32_t parent = old.parent(row);
        span.sequence = old.sequence(row);
        span.trace = old.traceKey(old.trace(row));
        span.id = old.spanKey(row);
        span.parent = parent != kNone ? old.spanKey(parent) : old.isOrphan(row) ? traces::SpanKey{1} : traces::SpanKey{};
        span.operation = builder.operation(old.serviceName(row), old.operationName(row));
        span.kind = old.kind(row);
        span.status = old.status(row);
        span.startNs = old.start(row) + shift(old.serviceName(row));
        span.durationNs = old.duration(row);
        builder.add(span);
    }
    auto table = std::move(builder).finish({});
    if (!table)
        return;
    std::vector<std::pair<std::int64_t, std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < (*table)->size(); ++row)
        rows.emplace_back((*table)->sequence(row), row);
    std::sort(rows.begin(), rows.end());
    std::vector<LogEvent> logs;
    for (LogEvent log : material.logs) {
        const auto found = std::lower_bound(rows.begin(), rows.end(), std::pair(old.sequence(log.row), 0u));
        if (found == rows.end() || found->first != old.sequence(log.row))
            continue;
        log.timeNs += shift(old.serviceName(log.row));
        log.row = found->second;
        logs.push_back(log);
    }
    material.logs = std::move(logs);
    material.spans = *table;
}

int same(const Outcome &a, const Outcome &b)
{
    int count = 0;
    for (std::size_t i = 0; i < std::min(a.top.size(), b.top.size()); ++i)
        count += a.top[i] == b.top[i] ? 1 : 0;
    return count;
}

void printAll(const char *name, const System &system, bool quick)
{
    std::printf("\n%s%34s  rank 1, 3, 5 with 95 %% intervals\n", name, "");
    const Outcome told = run(system, {});
    print("other times but known incidents", told);
    for (const std::string &miss : told.misses)
        std::printf("%s\n", miss.c_str());
    for (const auto &[text, baseline] : {std::pair("as the program does by itself", Baseline::AsTheProgram), std::pair("that, nothing known", Baseline::AsTheProgramRaw), std::pair("what lies before, known left out", Baseline::Before), std::pair("what lies before, all of it", Baseline::BeforeRaw),
                                         std::pair("two minutes before", Baseline::MinuteBefore)}) {
        const Outcome outcome = run(system, {}, baseline);
        print(text, outcome);
        for (const std::string &miss : outcome.misses)
            std::printf("%s\n", miss.c_str());
    }
    quiet("quiet, other times", system, Baseline::OtherTimes);
    quiet("quiet, what lies before", system, Baseline::Before);
    quiet("quiet, as the program does", system, Baseline::AsTheProgram);
    print("MicroRank, other times", runOther(system, Baseline::OtherTimes, byMicroRank));
    print("MicroRank, what lies before", runOther(system, Baseline::Before, byMicroRank));
    print("CloudPD, other times", runOther(system, Baseline::OtherTimes, byCloudPd));
    print("CloudPD, what lies before", runOther(system, Baseline::Before, byCloudPd));
    if (quick)
        return;
    for (const std::int64_t wrong : {-60, 60}) {
        const Outcome moved = run(system, {}, Baseline::OtherTimes, wrong * kSecond);
        print(wrong < 0 ? "told a minute early" : "told a minute late", moved);
        std::printf("    rank 1 the same in %d of %d\n", same(told, moved), told.n);
    }
    FindSettings settings;
    settings.normalWindows = 4;
    for (std::size_t family = 0; family < kFamilyCount; ++family) {
        const std::string text(toName(static_cast<Family>(family)));
        settings.use = {};
        settings.use[family] = true;
        print(("only " + text).c_str(), run(system, settings));
        settings.use = {true, true, true, true, true};
        settings.use[family] = false;
        print(("without " + text).c_str(), run(system, settings));
    }
    print("no lines", run(altered(system, [](Material &m) { m.logs.clear(); }), {}));
    print("no metrics", run(altered(system, [](Material &m) { m.series.clear(); }), {}));
    print("no spans", run(altered(system, [](Material &m) { rebuild(m, [](std::int64_t) { return false; }, [](const std::string &) { return std::int64_t{0}; }); }), {}));
    print("half of the spans", run(altered(system, [](Material &m) { rebuild(m, [](std::int64_t sequence) { return (static_cast<std::uint64_t>(sequence) * 0x9e3779b97f4a7c15u >> 63) == 0; }, [](const std::string &) { return std::int64_t{0}; }); }), {}));
    print("5 s of clock skew", run(altered(system, [](Material &m) {
              rebuild(m, [](std::int64_t) { return true; }, [](const std::string &service) { return (static_cast<std::int64_t>(std::hash<std::string>()(service) % 3) - 1) * 5 * kSecond; });
          }), {}));
}

} // namespace

int main(int argc, char **argv)
{
    const bool quick = argc > 1 && std::strcmp(argv[1], "quick") == 0;
    const System trainTicket = loadSystem({"TrainTicket/2023-01-29", "TrainTicket/2023-01-30"});
    const System boutique = loadSystem({"OnlineBoutique/2022-08-22"});
    if (trainTicket.empty() && boutique.empty()) {
        std::printf("The data folder does not hold nezha/ (set CAUSEWAY_DATA).\n");
        return 0;
    }
    std::printf("One set of settings for both systems, chosen with these faults in sight and not fitted to any; scales come from each system's own normal windows.\n");
    printAll("TrainTicket", trainTicket, quick);
    printAll("OnlineBoutique", boutique, quick);
    printCalibrations(trainTicket, boutique);
    printSignatures("TrainTicket", trainTicket);
    printSignatures("OnlineBoutique", boutique);
}
