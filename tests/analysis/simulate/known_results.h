#pragma once
// Scenarios with a result that theory knows.

#include <cmath>

#include "analysis/simulate/queueing.h"
#include "analysis/simulate/replications.h"
#include "tests/analysis/simulate/known_scenarios.h"

namespace causeway::test {

struct KnownResult {
    const char *name;
    simulate::Scenario scenario;
    double theory = 0;
    std::function<double(const simulate::RunResult &)> measured;
    double tolerance = 0.01;
};

// length: times the length that brings the error of 30 replications well below the tolerance.
inline std::vector<KnownResult> knownResults(double length)
{
    using namespace simulate;
    const auto wait = [](std::size_t s) { return [s](const RunResult &run) { return run.services[s].waitMean * 1e-9; }; };
    const auto inSystem = [](std::size_t s) { return [s](const RunResult &run) { return run.services[s].inSystemMean; }; };
    const auto response = [](const RunResult &run) { return run.operations[0].latencyMean * 1e-9; };
    const auto blocked = [](const RunResult &run) { return static_cast<double>(run.services[0].dropped) / static_cast<double>(run.services[0].arrivals); };
    std::vector<KnownResult> out;
    const auto add = [&](const char *name, Scenario scenario, double theory, std::function<double(const RunResult &)> measured) { out.push_back({name, std::move(scenario), theory, std::move(measured)}); };

    add("M/M/1, load .7: wait", oneStation("\"servers\": 1", "{\"exponential\": 1}", 0.7, 120'000 * length, 500), mm1(0.7, 1).wait, wait(0));
    const Scenario mm8 = oneStation("\"servers\": 8", "{\"exponential\": 1}", 6.8, 25'000 * length, 300);
    add("M/M/8, load .85: wait", mm8, 0.47714, wait(0));
    add("M/M/8: utilisation", mm8, 0.85, [](const RunResult &run) { return run.services[0].utilisation; });
    const std::string log = "{\"lognormal\": {\"mean\": 0.1, \"cv\": 1.5}}";
    add("M/G/1, log-normal, load .7: wait", oneStation("\"servers\": 1", log, 7, 18'000 * length, 100), mg1(7, 0.1, 1.5).wait, wait(0));
    add("M/D/1, load .7: wait", oneStation("\"servers\": 1", "{\"constant\": 0.1}", 7, 8'000 * length, 100), mg1(7, 0.1, 0).wait, wait(0));
    add("M/G/1, gamma, load .7: wait", oneStation("\"servers\": 1", "{\"gamma\": {\"mean\": 0.1, \"cv\": 0.5}}", 7, 8'000 * length, 100), mg1(7, 0.1, 0.5).wait, wait(0));
    add("shared processor, exponential: response", oneStation("\"discipline\": \"ps\"", "{\"exponential\": 0.1}", 7, 10'000 * length, 100), mg1ps(7, 0.1).response, response);
    add("shared processor, log-normal: response", oneStation("\"discipline\": \"ps\"", log, 7, 10'000 * length, 100), mg1ps(7, 0.1).response, response);
    const Scenario tandem = scenarioOf("\"a\": {}, \"b\": {}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.2}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.125}}",
                                       "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 4}}", 30'000 * length, 200);
    add("tandem: response", tandem, 1.25, response);
    const Scenario forkJoin = scenarioOf("\"r\": {}, \"a\": {}, \"b\": {}", "\"o\": {\"service\": \"r\", \"self_s\": {\"constant\": 0}, \"calls\": [{\"parallel\": [{\"operation\": \"p\"}, {\"operation\": \"q\"}]}]}, "
                                         "\"p\": {\"service\": \"a\", \"self_s\": {\"exponential\": 1}}, \"q\": {\"service\": \"b\", \"self_s\": {\"exponential\": 1}}",
                                         "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 0.7}}", 80'000 * length, 500);
    add("fork-join of two: response", forkJoin, 4.70833, response);
    add("M/M/2/5, load 2: blocked", oneStation("\"servers\": 2, \"queue_limit\": 3", "{\"exponential\": 1}", 4, 3'000 * length, 50), 0.5120, blocked);
    add("M/M/5/5, load .8: blocked", oneStation("\"servers\": 5, \"queue_limit\": 0", "{\"exponential\": 1}", 4, 4'000 * length, 50), erlangB(4, 5), blocked);
    // A request comes back to the first station with a chance of .15.
    const Scenario open = scenarioOf("\"a\": {}, \"b\": {}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.125}, \"calls\": [{\"operation\": \"p\", \"probability\": 0.5}]}, "
                                     "\"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.25}, \"calls\": [{\"operation\": \"o\", \"probability\": 0.3}]}",
                                     "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 4}}", 8'000 * length, 100);
    const std::vector<Station> stations{{8, 1}, {4, 1}};
    const auto means = jackson(stations, std::vector<double>{4, 0}, std::vector<std::vector<double>>{{0, 0.5}, {0.3, 0}});
    add("Jackson with feedback: L of the first", open, means[0].inSystem, inSystem(0));
    add("Jackson with feedback: L of the second", open, means[1].inSystem, inSystem(1));
    const Scenario closed = scenarioOf("\"a\": {}, \"b\": {\"servers\": 2}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.25}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.5}}",
                                       "{\"operation\": \"o\", \"closed\": {\"users\": 20, \"think_s\": {\"exponential\": 5}}}", 4'000 * length, 100);
    const ClosedMeans mva = meanValueAnalysis(std::vector<Station>{{4, 1}, {2, 2}}, std::vector<double>{1, 1}, 5, 20);
    add("closed network, 20 users: throughput", closed, mva.throughput, [](const RunResult &run) { return run.services[0].arrivalRate; });
    add("closed network, 20 users: L of the second", closed, mva.stations[1].inSystem, inSystem(1));
    add("failures: availability", oneStation("\"failures\": {\"mtbf_s\": {\"exponential\": 100}, \"mttr_s\": {\"lognormal\": {\"mean\": 10, \"cv\": 1}}}", "{\"exponential\": 0.1}", 0.1, 30'000 * length, 500), availability(100, 10),
        [](const RunResult &run) { return run.services[0].availability; });
    return out;
}

// As above at a load of .95, where runs must be long.
inline std::vector<KnownResult> knownHeavyResults(double length)
{
    using namespace simulate;
    const auto wait = [](const RunResult &run) { return run.services[0].waitMean * 1e-9; };
    std::vector<KnownResult> out;
    out.push_back({"M/M/1, load .95: wait", oneStation("\"servers\": 1", "{\"exponential\": 1}", 0.95, 3'000'000 * length, 20'000), mm1(0.95, 1).wait, wait, 0.02});
    out.push_back({"M/M/8, load .95: wait", oneStation("\"servers\": 8", "{\"exponential\": 1}", 7.6, 400'000 * length, 5'000), mmc(7.6, 1, 8).wait, wait, 0.02});
    return out;
}

} // namespace causeway::test
