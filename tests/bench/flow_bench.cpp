// Prints how well control flow is mined from made-up programs: bench_flow [FIRST LAST [SHARE-OF-FORKS]] (seeds, by default
// 1001 to 1020) or, without a share, for two: how many forks a program has decides how well it can be mined.
// bench_flow speed [EVENTS].

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/support/flow_score.h"

using namespace causeway;
using namespace causeway::test;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void row(const char *what, std::uint64_t first, std::uint64_t last, double forks, double shared, const RunOptions &options)
{
    double sums[2][2] = {}, seconds = 0;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const SyntheticProgram program(seed, shared, forks);
        const SyntheticLog log = program.run(options);
        for (const int ids : {0, 1}) {
            flow::MineSettings settings;
            settings.ignoreIds = ids == 0;
            const double start = now();
            const flow::Graph graph = *flow::mineGraph(eventsOf(log), settings, {});
            if (ids == 0)
                seconds += now() - start;
            const EdgeScore score = scoreEdges(graph, log.truth);
            sums[ids][0] += score.precision;
            sums[ids][1] += score.recall;
        }
    }
    const double n = static_cast<double>(last - first + 1);
    std::printf("%-34s without ids P %.3f R %.3f (%.2f s)   with ids P %.3f R %.3f\n", what, sums[0][0] / n, sums[0][1] / n, seconds / n, sums[1][0] / n,
                sums[1][1] / n);
    std::fflush(stdout);
}

// Runs of one program one after another, until there are enough events.
void speed(std::size_t wanted)
{
    const SyntheticProgram program(1);
    std::map<TemplateEdge, std::uint64_t> truth;
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    templates.reserve(wanted);
    sessions.reserve(wanted);
    times.reserve(wanted);
    std::int64_t later = 0;
    std::uint32_t instances = 0;
    RunOptions options;
    for (; templates.size() < wanted; ++options.seed) {
        const SyntheticLog log = program.run(options);
        for (std::size_t i = 0; i < log.templates.size() && templates.size() < wanted; ++i) {
            templates.push_back(log.templates[i]);
            times.push_back(log.timesNs[i] + later);
            sessions.push_back(log.instances[i] == SyntheticLog::kNoInstance ? flow::kNoSession : log.instances[i] + instances);
        }
        later += log.timesNs.back() - log.timesNs.front();
        instances += static_cast<std::uint32_t>(log.jittered.size());
        for (const auto &[edge, count] : log.truth)
            truth[edge] += count;
    }
    for (const bool ids : {false, true}) {
        flow::MineSettings settings;
        settings.ignoreIds = !ids;
        const double start = now();
        const flow::Graph graph = *flow::mineGraph({templates, times, sessions}, settings, {});
        const double seconds = now() - start;
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        const EdgeScore score = scoreEdges(graph, truth);
        std::printf("%zu events %s ids: %.2f s, at most %ld MB (events included), P %.3f R %.3f\n", wanted, ids ? "with" : "without", seconds, usage.ru_maxrss / 1024,
                    score.precision, score.recall);
    }
}

void table(std::uint64_t first, std::uint64_t last, double forks)
{
    std::printf("share of forks among blocks: %.2f\n", forks);
    RunOptions options;
    for (const double concurrency : {1.0, 5.0, 20.0}) {
        options.concurrency = concurrency;
        row((std::to_string(static_cast<int>(concurrency)) + " concurrent").c_str(), first, last, forks, 0, options);
    }
    options = {};
    options.bursts = true;
    row("5 concurrent, bursts of 80 %", first, last, forks, 0, options);
    options = {};
    row("5 concurrent, 15 % shared templates", first, last, forks, 0.15, options);
    options.skewSeconds = 0.02;
    row("5 concurrent, clock skew of 20 ms", first, last, forks, 0, options);
    options = {};
    options.lost = 0.02;
    row("5 concurrent, 2 % of lines lost", first, last, forks, 0, options);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1 && std::strcmp(argv[1], "speed") == 0) {
        speed(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000);
        return 0;
    }
    const std::uint64_t first = argc > 2 ? std::strtoull(argv[1], nullptr, 10) : 1001, last = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1020;
    if (argc > 3) {
        table(first, last, std::atof(argv[3]));
        return 0;
    }
    table(first, last, 0.2);
    table(first, last, 0.4);
}
