// Policies on the fixed scenarios: tables with 95 % intervals over replications, paired on the same random numbers.
//   bench_policies burst | overload | schedule | cascade | heartbeat | brownout FILE

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "analysis/allocate/heartbeat/watch_nodes.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::Estimate;
using simulate::PolicyChoice;
using simulate::Scenario;

namespace {

struct Row {
    std::string name;
    std::vector<Measures> runs;
};

std::string nameOf(const PolicyChoice &choice)
{
    std::string out = choice.name;
    for (const auto &[name, value] : choice.settings) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%g", value);
        out += (out == choice.name ? ":" : ",") + name + "=" + digits;
    }
    return out;
}

Row run(const Scenario &scenario, const PolicyChoice &choice, unsigned replications, std::uint64_t seed = 1, const std::string &name = {})
{
    return {name.empty() ? nameOf(choice) : name, measuresOf(scenario, test::under(scenario, choice, replications, 0, seed))};
}

std::size_t at(Measure measure) { return static_cast<std::size_t>(measure); }
double meanOf(const Row &row, Measure measure) { return estimatesOf(row.runs)[at(measure)].mean; }

struct Column {
    const char *title;
    Measure measure;
    double scale;
    int digits;
    bool paired = false; // with the difference to the reference
};

void print(const std::vector<Row> &rows, std::size_t reference, const std::vector<Column> &columns)
{
    std::printf("%-44s", "policy");
    for (const Column &column : columns)
        std::printf("  %22s%s", column.title, column.paired ? "      against the reference" : "");
    std::printf("\n");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const MeasureEstimates all = estimatesOf(rows[i].runs), delta = differencesOf(rows[i].runs, rows[reference].runs);
        std::printf("%-44s", (rows[i].name + (i == reference ? " (reference)" : "")).c_str());
        for (const Column &column : columns) {
            const Estimate &one = all[at(column.measure)], &other = delta[at(column.measure)];
            std::printf("  %10.*f ± %9.*f", column.digits, one.mean * column.scale, column.digits, (one.high - one.mean) * column.scale);
            if (column.paired) {
                if (i == reference)
                    std::printf("%27s", "");
                else
                    std::printf("  [%+9.*f, %+9.*f] %s", column.digits, other.low * column.scale, column.digits, other.high * column.scale, other.high < 0 ? "<" : other.low > 0 ? ">" : "=");
            }
        }
        std::printf("\n");
    }
    std::printf("\n");
    std::fflush(stdout);
}

// The choice of least measure on other seeds than it is judged on.
std::pair<PolicyChoice, double> tuned(const Scenario &scenario, const std::vector<PolicyChoice> &choices, Measure measure)
{
    std::pair<PolicyChoice, double> best{{}, HUGE_VAL};
    for (const PolicyChoice &choice : choices)
        if (const double mean = meanOf(run(scenario, choice, 20, 1001), measure); mean < best.second)
            best = {choice, mean};
    return best;
}

std::vector<PolicyChoice> grid(const char *name, const std::vector<std::pair<const char *, std::vector<double>>> &axes)
{
    std::vector<PolicyChoice> out{{name, {}}};
    for (const auto &[setting, values] : axes) {
        std::vector<PolicyChoice> more;
        for (const PolicyChoice &choice : out)
            for (const double value : values) {
                more.push_back(choice);
                more.back().settings[setting] = value;
            }
        out = std::move(more);
    }
    return out;
}

void burst()
{
    Scenario scenario = test::fixedScenario("burst");
    std::array<unsigned, 4> best{3, 3, 1, 7};
    double least = HUGE_VAL;
    for (unsigned a = 1; a <= 11; ++a)
        for (unsigned b = 1; a + b <= 12; ++b)
            for (unsigned c = 1; a + b + c <= 13; ++c) {
                const std::array<unsigned, 4> split{a, b, c, 14 - a - b - c};
                for (std::size_t s = 0; s < 4; ++s)
                    scenario.services[s].replicas = split[s];
                if (const double mean = meanOf(run(scenario, {}, 10, 1001), Measure::WorkInProgress); mean < least) {
                    least = mean;
                    best = split;
                }
            }
    for (std::size_t s = 0; s < 4; ++s)
        scenario.services[s].replicas = best[s];
    std::printf("burst: mean work in progress, 14 consumers, 6000 s; settings tuned on other seeds, 10 seeds of 30 replications\nbest fixed split: %u %u %u %u\n", best[0], best[1], best[2], best[3]);
    const std::vector<double> budget{14};
    std::vector<std::pair<PolicyChoice, double>> all{{PolicyChoice{}, least}};
    all.push_back(tuned(scenario, grid("proportional", {{"budget", budget}, {"least", {0, 1}}}), Measure::WorkInProgress));
    all.push_back(tuned(scenario, grid("hpa", {{"budget", budget}, {"target", {0.3, 0.5, 0.7, 0.9}}, {"interval_s", {15, 30}}, {"down_window_s", {0, 60, 300}}, {"most", {14}}}), Measure::WorkInProgress));
    all.push_back(tuned(scenario, grid("smartvm", {{"budget", budget}, {"high", {0.05, 0.15}}, {"threshold", {0.3, 0.6}}, {"most_business", {14}}, {"most_resource", {14}}}), Measure::WorkInProgress));
    all.push_back(tuned(scenario, grid("drs", {{"budget", budget}, {"keep", {0, 0.5, 0.8, 0.95}}}), Measure::WorkInProgress));
    all.push_back(tuned(scenario, grid("mpc", {{"budget", budget}, {"least", {0, 1}}, {"windows", {2, 3, 5}}, {"keep", {0.5, 0.8, 0.95}}}), Measure::WorkInProgress));
    const auto reference = static_cast<std::size_t>(std::ranges::min_element(all, {}, &std::pair<PolicyChoice, double>::second) - all.begin());
    std::vector<Row> rows;
    for (const auto &[choice, mean] : all) {
        Row row{nameOf(choice), {}};
        for (std::uint64_t seed = 1; seed <= 10; ++seed)
            for (const Measures &one : run(scenario, choice, 30, seed).runs)
                row.runs.push_back(one);
        rows.push_back(std::move(row));
    }
    print(rows, reference, {{"work in progress", Measure::WorkInProgress, 1, 3, true}, {"mean response, s", Measure::MeanNs, 1e-9, 2}});
}

void overload()
{
    std::vector<PolicyChoice> choices{{}, {"static_limit", {}}, {"li", {}}, {"gradient2", {}}, {"vegas", {}}, {"bbr", {}}, {"bbr", {{"means", 1}, {"windows", 60}}}};
    Scenario whole = test::fixedScenario("overload"), phase = whole;
    phase.arrivals[0].rates = {{-100, 40}, {0, 160}};
    phase.warmupS = 100;
    phase.durationS = 300;
    for (const auto &[title, scenario] : {std::pair{"overload, the 300 s at 160/s (capacity 80/s)", phase}, {"overload, all 500 s (64/s could be answered)", whole}}) {
        std::printf("%s: answers within 1 s, 30 replications\n", title);
        std::vector<Row> rows;
        for (const PolicyChoice &choice : choices)
            rows.push_back(run(scenario, choice, 30));
        print(rows, 1, {{"good answers/s", Measure::GoodPerS, 1, 2, true}, {"p99, s", Measure::P99Ns, 1e-9, 3}, {"refused, %", Measure::Refused, 100, 1}});
    }
}

void schedule()
{
    for (const char *name : {"schedule_60", "schedule_80", "schedule_95"}) {
        std::printf("%s: 8 servers of unlike speed, queue lengths 50 ms old, 30 replications\n", name);
        const Scenario scenario = test::fixedScenario(name);
        std::vector<Row> rows;
        for (const char *policy : {"jsq2", "round_robin", "random", "least_connections"})
            rows.push_back(run(scenario, {policy, {}}, 30));
        print(rows, 0, {{"over .5 s, %", Measure::SloViolation, 100, 2, true}, {"mean, ms", Measure::MeanNs, 1e-6, 1, true}, {"p99, ms", Measure::P99Ns, 1e-6, 0}});
    }
}

void cascade()
{
    std::printf("cascade: answers within 1 s of 200/s, database 10 times slower for 60 of 300 s, 10 replications\n");
    const Scenario scenario = test::fixedScenario("cascade");
    std::vector<Row> rows{run(scenario, {}, 10, 1, "none")};
    for (const PolicyChoice &choice : {PolicyChoice{"breaker", {}}, PolicyChoice{"backoff", {}}, PolicyChoice{"static_limit", {{"everywhere", 1}}}})
        rows.push_back(run(scenario, choice, 10));
    print(rows, 0, {{"good answers/s", Measure::GoodPerS, 1, 2, true}, {"p99, s", Measure::P99Ns, 1e-9, 3}, {"over SLO, %", Measure::SloViolation, 100, 2}});
}

void brownout(const char *file)
{
    if (std::FILE *const there = std::fopen(file, "rb"))
        std::fclose(there);
    else {
        std::printf("brownout skipped: there is no %s; brownout_scenario.py makes it where the data are\n", file);
        return;
    }
    const auto scenario = simulate::readScenario(test::readFile(file), checkPolicy);
    if (!scenario)
        qFatal("%s", scenario.error().toEnglish().c_str());
    std::printf("brownout: one week of nasa_http, 10 nodes, 10 replications\n");
    std::vector<Row> rows{run(*scenario, {}, 10, 1, "none")};
    for (const PolicyChoice &choice : {PolicyChoice{"hpa", {{"target", 0.8}, {"most", 10}}}, PolicyChoice{"deferral", {}}, PolicyChoice{"deferral", {{"carbon", 0}}}, PolicyChoice{"brownout", {}}, PolicyChoice{"brownout_deferral", {}}, PolicyChoice{"brownout", {{"green", 1}}},
                                       PolicyChoice{"brownout_deferral", {{"green", 1}}}, PolicyChoice{"brownout_deferral", {{"green", 0.5}}}})
        rows.push_back(run(*scenario, choice, 10));
    print(rows, 0, {{"brown, kWh", Measure::BrownWh, 1e-3, 2, true}, {"energy, kWh", Measure::EnergyWh, 1e-3, 2}, {"carbon, kg", Measure::CarbonG, 1e-3, 2}, {"over SLO, %", Measure::SloViolation, 100, 2}, {"left out, %", Measure::LeftOut, 100, 1}});
    const double none = meanOf(rows[0], Measure::BrownWh);
    for (const Row &row : rows)
        std::printf("%-44s brown energy %+.1f %%, green share %.1f %%\n", row.name.c_str(), 100 * (meanOf(row, Measure::BrownWh) / none - 1), 100 * (1 - meanOf(row, Measure::BrownWh) / meanOf(row, Measure::EnergyWh)));
}

void heartbeats()
{
    using namespace heartbeat;
    std::printf("heartbeat: 20 nodes, 10,000 s; calibrated on other seeds to a mean detection time and messages, 30 replications\n");
    for (const auto &[detection, messages] : {std::pair{1.0, 2.0}, {1.0, 4.0}, {3.0, 2.0 / 3}, {3.0, 2.0}}) {
        std::printf("\nmean detection %.0f s, %.2f messages per node and second\n%-14s %10s %12s %14s %14s %26s %16s\n", detection, messages, "detector", "interval", "margin", "detection, s", "messages/s", "false suspicions/node/h", "wrongly down, %");
        const auto all = compareDetectors({}, messages, detection, 30, 0, {});
        for (const DetectorOutcome &one : *all) {
            const std::string name(one.detector->name);
            if (!one.calibrated) {
                std::printf("%-14s cannot be so fast with so few messages\n", name.c_str());
                continue;
            }
            const auto half = [](const Estimate &estimate) { return estimate.high - estimate.mean; };
            std::printf("%-14s %10.3f %12.4g %7.3f ± %.3f %7.3f ± %.3f %14.3f ± %8.3f %10.4f ± %.4f\n", name.c_str(), one.calibrated->intervalS, one.calibrated->margin, one.detectionS.mean, half(one.detectionS), one.messagesPerNodeS.mean,
                        half(one.messagesPerNodeS), one.falsePerNodeH.mean, half(one.falsePerNodeH), 100 * one.suspectedUp.mean, 100 * half(one.suspectedUp));
            std::fflush(stdout);
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "burst")
        burst();
    else if (what == "overload")
        overload();
    else if (what == "schedule")
        schedule();
    else if (what == "cascade")
        cascade();
    else if (what == "heartbeat")
        heartbeats();
    else if (what == "brownout" && argc > 2)
        brownout(argv[2]);
    else if (what == "brownout")
        std::printf("brownout skipped: it needs the file that brownout_scenario.py makes where the data are\n");
    else {
        std::fprintf(stderr, "bench_policies burst | overload | schedule | cascade | heartbeat | brownout FILE\n");
        return 2;
    }
    return 0;
}
