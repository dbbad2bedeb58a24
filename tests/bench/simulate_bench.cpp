// Prints how fast scenarios are simulated on one core, best of several runs: bench_simulate speed|theory|coverage|fluid [RUNS]. Seconds are the processor's. Counts what is allocated while events run.

#include <QtGlobal>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>

#include "analysis/simulate/fluid.h"
#include "tests/analysis/simulate/known_results.h"

namespace {
std::uint64_t g_allocations = 0;
}
void *operator new(std::size_t size)
{
    ++g_allocations;
    if (void *memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

using namespace causeway;
using namespace causeway::simulate;

namespace {

double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void measure(const char *name, const Scenario &scenario, int runs)
{
    const std::shared_ptr<const Plan> plan = *makePlan(scenario);
    double best = 1e9;
    std::uint64_t allocations = 0, events = 0, requests = 0;
    for (int i = 0; i < runs; ++i) {
        Simulation simulation(plan, 1, 0);
        if (!simulation.runUntil(plan->warmupNs, {}))
            std::exit(1);
        const RunResult before = simulation.result();
        const std::uint64_t allocated = g_allocations;
        const double from = processorSeconds();
        if (!simulation.run({}))
            std::exit(1);
        best = std::min(best, processorSeconds() - from);
        allocations = g_allocations - allocated;
        const RunResult result = simulation.result();
        events = result.events - before.events;
        requests = result.requests;
    }
    std::printf("%-28s %10.1f %14.2f %14.2f %10.1f %12llu\n", name, static_cast<double>(events) / 1e6, static_cast<double>(events) / best / 1e6, static_cast<double>(requests) / best / 1e6,
                static_cast<double>(events) / static_cast<double>(requests), static_cast<unsigned long long>(allocations));
    std::fflush(stdout);
}

void speed(int runs)
{
    std::printf("%-28s %10s %14s %14s %10s %12s\n", "scenario", "M events", "M events/s", "M requests/s", "ev/request", "allocations");
    measure("M/M/8, load .85", test::oneStation("\"servers\": 8", "{\"exponential\": 1}", 6.8, 600'000, 1000), runs);
    measure("M/G/1, log-normal", test::oneStation("\"servers\": 1", "{\"lognormal\": {\"mean\": 0.1, \"cv\": 1.5}}", 7, 400'000, 1000), runs);
    measure("M/M/1 shared processor", test::oneStation("\"discipline\": \"ps\"", "{\"exponential\": 0.1}", 7, 400'000, 1000), runs);
    measure("ten services", test::tenServices(1000), runs);
    measure("ten services, delays", test::tenServices(500, true), runs);
}

void theory(double length)
{
    std::printf("%-44s %10s %10s %22s %8s %7s %8s\n", "30 replications", "theory", "found", "95 % interval", "error", "covers", "L - λW");
    auto all = test::knownResults(length);
    for (auto &heavy : test::knownHeavyResults(length))
        all.push_back(std::move(heavy));
    for (const test::KnownResult &known : all) {
        ReplicationSettings settings;
        settings.replications = 30;
        const auto result = runReplications(known.scenario, settings, {});
        if (!result)
            std::exit(1);
        std::vector<double> values;
        for (const RunResult &run : result->runs)
            values.push_back(known.measured(run));
        const Estimate found = estimate(values);
        std::printf("%-44s %10.5f %10.5f  [%9.5f, %9.5f] %7.2f%% %7s %7.3f%%\n", known.name, known.theory, found.mean, found.low, found.high, 100 * std::abs(found.mean / known.theory - 1),
                    found.low <= known.theory && known.theory <= found.high ? "yes" : "no", 100 * result->littleGap);
        std::fflush(stdout);
    }
}

// Of many intervals of ten short replications, how many cover?
void coverage()
{
    std::printf("%-44s %10s\n", "200 times 10 replications", "covered");
    for (const char *name : {"M/M/1, load .7: wait", "M/M/8, load .85: wait", "tandem: response", "M/M/2/5, load 2: blocked"})
        for (const test::KnownResult &known : test::knownResults(0.3)) {
            if (std::strcmp(known.name, name) != 0)
                continue;
            int covered = 0;
            for (unsigned i = 0; i < 200; ++i) {
                ReplicationSettings settings;
                settings.first = 10 * i;
                const auto result = runReplications(known.scenario, settings, {});
                std::vector<double> values;
                for (const RunResult &run : result->runs)
                    values.push_back(known.measured(run));
                const Estimate found = estimate(values);
                covered += found.low <= known.theory && known.theory <= found.high;
            }
            std::printf("%-44s %9.1f%%\n", name, covered / 2.0);
            std::fflush(stdout);
        }
}

void fluid()
{
    const Scenario scenario = test::manyServices(40, 600);
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const double from = processorSeconds();
        if (!solveFluid(scenario))
            std::exit(1);
        best = std::min(best, processorSeconds() - from);
    }
    std::printf("fluid mode, 40 services, %zu operations: %.1f ms\n\n", scenario.operations.size(), best * 1e3);
    ReplicationSettings settings;
    const auto answer = *solveFluid(scenario);
    const auto simulated = *runReplications(scenario, settings, {});
    std::printf("%-12s %12s %12s %12s %12s\n", "operation", "mean, fluid", "simulated", "p99, fluid", "simulated");
    for (const std::size_t o : {0u, 1u, 2u, 10u, 39u})
        std::printf("%-12s %10.2fms %10.2fms %10.2fms %10.2fms\n", scenario.operations[o].name.c_str(), answer.operations[o].latencyMeanS * 1e3, simulated.operations[o].latencyNs.mean * 1e-6, answer.operations[o].p99S * 1e3,
                    simulated.operations[o].p99Ns * 1e-6);
}

} // namespace

int main(int argc, char **argv)
{
    const std::string what = argc > 1 ? argv[1] : "speed";
    if (what == "speed")
        speed(argc > 2 ? std::atoi(argv[2]) : 3);
    else if (what == "theory")
        theory(argc > 2 ? std::atof(argv[2]) : 2);
    else if (what == "coverage")
        coverage();
    else if (what == "fluid")
        fluid();
    else
        return 2;
    return 0;
}
