#include "analysis/simulate/replications.h"

#include <array>
#include <cmath>
#include <limits>

#include "analysis/core/parallel.h"
#include "analysis/simulate/run_series.h"

namespace causeway::simulate {

namespace {

template <typename F>
Estimate over(const std::vector<RunResult> &runs, const F &value)
{
    std::vector<double> values;
    values.reserve(runs.size());
    for (const RunResult &run : runs)
        values.push_back(value(run));
    return estimate(values);
}

double share(std::uint64_t part, std::uint64_t all) { return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all); }

} // namespace

double studentQuantile(std::size_t degrees)
{
    static constexpr std::array<double, 30> few{12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
                                                2.200985,  2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
                                                2.079614,  2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272};
    if (degrees <= few.size())
        return few[std::max<std::size_t>(degrees, 1) - 1];
    // Abramowitz and Stegun 26.7.5.
    const double z = 1.959963984540054, n = static_cast<double>(degrees), z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

Estimate estimate(std::span<const double> values)
{
    if (values.empty())
        return {};
    const auto n = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double value : values)
        sum += value;
    const double mean = sum / n;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const double half = values.size() < 2 ? std::numeric_limits<double>::quiet_NaN() : studentQuantile(values.size() - 1) * std::sqrt(squares / (n - 1) / n);
    return {mean, mean - half, mean + half};
}

Result<ReplicationsResult> runReplications(const Scenario &scenario, const ReplicationSettings &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(const std::shared_ptr<const Plan> plan, makePlan(scenario, settings.controller != nullptr));
    ReplicationsResult out;
    out.runs.resize(settings.replications);
    std::atomic<std::uint64_t> done{0};
    CAUSEWAY_TRY(parallelFor(settings.replications, settings.threads, job, [&](std::size_t i, unsigned) -> Result<void> {
        Simulation simulation(plan, settings.seed, settings.first + i, settings.controller ? settings.controller() : nullptr);
        // In pieces, so that there is progress to tell of, and after the warm-up a slot of the series each.
        std::optional<SeriesRecorder> recorder;
        if (settings.slots > 0)
            recorder.emplace(*plan, settings.slots);
        const unsigned pieces = recorder ? std::min(settings.slots, kMostSlots) + 1 : 50;
        for (unsigned piece = 1; piece <= pieces; ++piece) {
            const std::int64_t even = piece == pieces ? plan->endNs : plan->endNs / pieces * piece;
            CAUSEWAY_TRY(simulation.runUntil(!recorder ? even : piece == 1 ? plan->warmupNs : recorder->endNs(piece - 2), job));
            if (recorder && piece == 1)
                recorder->begin(simulation);
            else if (recorder)
                recorder->take(simulation);
            job.report({static_cast<double>(++done), static_cast<double>(settings.replications) * pieces, Progress::Unit::None});
        }
        out.runs[i] = simulation.result();
        if (recorder)
            out.runs[i].series = std::make_shared<const RunSeries>(recorder->finish());
        return {};
    }));
    for (const RunResult &run : out.runs) {
        out.events += run.events;
        out.requests += run.requests;
    }
    for (std::size_t s = 0; s < scenario.services.size(); ++s) {
        ServiceEstimate &service = out.services.emplace_back();
        const auto of = [&](auto member) { return over(out.runs, [&](const RunResult &run) { return run.services[s].*member; }); };
        service.utilisation = of(&ServiceResult::utilisation);
        service.queueMean = of(&ServiceResult::queueMean);
        service.waitNs = of(&ServiceResult::waitMean);
        service.availability = of(&ServiceResult::availability);
        service.replicas = of(&ServiceResult::replicasMean);
        ServiceResult all;
        all.inSystemMean = service.inSystemMean = of(&ServiceResult::inSystemMean).mean;
        all.arrivalRate = service.arrivalRate = of(&ServiceResult::arrivalRate).mean;
        all.departureRate = of(&ServiceResult::departureRate).mean;
        all.sojournMean = service.sojournNs = of(&ServiceResult::sojournMean).mean;
        service.littleGap = all.littleGap();
        out.littleGap = std::max(out.littleGap, service.littleGap);
        for (const RunResult &run : out.runs) {
            service.arrivals += run.services[s].arrivals;
            service.errors += run.services[s].errors;
            service.dropped += run.services[s].dropped;
        }
    }
    std::vector<LatencyHistogram> latencies(scenario.services.size());
    for (std::size_t o = 0; o < scenario.operations.size(); ++o) {
        OperationEstimate &operation = out.operations.emplace_back();
        for (const RunResult &run : out.runs) {
            const OperationResult &one = run.operations[o];
            operation.latencies.add(one.latencies);
            operation.answers += one.answers;
            operation.errors += one.errors;
            operation.refused += one.refused;
        }
        operation.latencyNs = over(out.runs, [&](const RunResult &run) { return run.operations[o].latencyMean; });
        operation.violation = over(out.runs, [&](const RunResult &run) { return share(run.operations[o].violations, run.operations[o].judged); });
        latencies[plan->operations[o].service].add(operation.latencies);
        operation.p50Ns = operation.latencies.quantile(0.5);
        operation.p95Ns = operation.latencies.quantile(0.95);
        operation.p99Ns = operation.latencies.quantile(0.99);
    }
    for (std::size_t s = 0; s < scenario.services.size(); ++s) {
        out.services[s].p50Ns = latencies[s].quantile(0.5);
        out.services[s].p95Ns = latencies[s].quantile(0.95);
        out.services[s].p99Ns = latencies[s].quantile(0.99);
    }
    out.cost = over(out.runs, [](const RunResult &run) { return run.cost; });
    out.energyWh = over(out.runs, [](const RunResult &run) { return run.energyWh; });
    out.brownWh = over(out.runs, [](const RunResult &run) { return run.brownWh; });
    out.carbonG = over(out.runs, [](const RunResult &run) { return run.carbonG; });
    return out;
}

} // namespace causeway::simulate
