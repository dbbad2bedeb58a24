#include "analysis/simulate/run_series.h"

#include <array>
#include <cmath>
#include <limits>

#include "analysis/simulate/replications.h"

namespace causeway::simulate {

namespace {

constexpr double kAccountedNs = 60e9; // in which a simulation compares what is spent with what is green
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

double ratio(double a, double b) { return b > 0 ? a / b : kNoNumber; }

template <typename T>
double per(T now, T was, double seconds)
{
    return static_cast<double>(now - was) / seconds;
}

bool comesFromOutside(const Scenario &scenario, const std::string &operation)
{
    return std::ranges::find(scenario.arrivals, operation, &Arrivals::operation) != scenario.arrivals.end();
}
bool hasObjective(const Scenario &scenario, const std::string &operation)
{
    return std::ranges::find(scenario.objectives, operation, &Objective::operation) != scenario.objectives.end();
}

} // namespace

std::string_view toName(SeriesOf what)
{
    static constexpr std::array<std::string_view, 17> names{"answers_per_s", "errors_per_s", "refused_per_s", "slo_violation", "p50_ns", "p95_ns", "p99_ns", "utilisation", "queue", "replicas",
                                                            "power_w", "green_w", "brown_w", "green_there_w", "carbon_g_per_h", "carbon_g_per_kwh", "deferred"};
    return names[static_cast<std::size_t>(what)];
}

const SeriesColumn *RunSeries::find(SeriesOf what, std::uint32_t of) const
{
    const auto found = std::ranges::find_if(columns, [&](const SeriesColumn &column) { return column.what == what && column.of == of; });
    return found == columns.end() ? nullptr : &*found;
}

SeriesRecorder::SeriesRecorder(const Plan &plan, unsigned slots) : m_plan(plan), m_slots(std::clamp(slots, 1u, kMostSlots)), m_batch(plan.services.size(), false)
{
    const Scenario &scenario = plan.scenario;
    m_series.slotS = scenario.durationS / m_slots;
    const auto column = [&](SeriesOf what, std::uint32_t of = kNone) { m_series.columns.push_back({what, of, std::vector<double>(m_slots, kNoNumber)}); };
    for (std::uint32_t o = 0; o < plan.operations.size(); ++o) {
        const Operation &operation = scenario.operations[o];
        m_batch[plan.operations[o].service] = m_batch[plan.operations[o].service] || operation.deferrableS;
        if (plan.operations.size() > kFewOperations && !comesFromOutside(scenario, operation.name) && !hasObjective(scenario, operation.name))
            continue;
        m_operations.push_back(o);
        for (const SeriesOf what : {SeriesOf::Answers, SeriesOf::Errors, SeriesOf::Refused, SeriesOf::Violation, SeriesOf::P50, SeriesOf::P95, SeriesOf::P99})
            column(what, o);
    }
    for (std::uint32_t s = 0; s < plan.services.size(); ++s)
        for (const SeriesOf what : {SeriesOf::Utilisation, SeriesOf::Queue, SeriesOf::Replicas})
            column(what, s);
    m_power = std::ranges::any_of(scenario.nodes, [](const Node &node) { return node.maxW > 0; });
    if (m_power)
        for (const SeriesOf what : {SeriesOf::Power, SeriesOf::Green, SeriesOf::Brown, SeriesOf::GreenThere, SeriesOf::Carbon, SeriesOf::Intensity})
            column(what);
    if (std::ranges::find(m_batch, true) != m_batch.end())
        column(SeriesOf::Deferred);
    m_latencies.resize(m_operations.size());
    m_counts.resize(m_operations.size());
}

std::int64_t SeriesRecorder::endNs(unsigned slot) const
{
    const std::int64_t length = m_plan.endNs - m_plan.warmupNs;
    return slot + 1 == m_slots ? m_plan.endNs : m_plan.warmupNs + static_cast<std::int64_t>(static_cast<double>(length) * (slot + 1) / m_slots);
}

void SeriesRecorder::look(const Simulation &simulation)
{
    m_services.swap(m_servicesNow);
    m_energy.swap(m_energyNow);
    simulation.countersNow(m_servicesNow);
    if (m_power)
        simulation.energyNow(m_energyNow);
}

void SeriesRecorder::begin(const Simulation &simulation)
{
    look(simulation);
    for (std::size_t i = 0; i < m_operations.size(); ++i) {
        m_counts[i] = simulation.state().operations[m_operations[i]];
        m_latencies[i] = simulation.state().latencies[m_operations[i]];
    }
}

void SeriesRecorder::take(const Simulation &simulation)
{
    if (m_next >= m_slots)
        return;
    look(simulation);
    const SimulationState &now = simulation.state();
    const std::int64_t fromNs = m_next == 0 ? m_plan.warmupNs : endNs(m_next - 1);
    const auto passed = static_cast<double>(endNs(m_next) - fromNs);
    const double seconds = passed * 1e-9, middle = (static_cast<double>(fromNs - m_plan.warmupNs) + passed / 2) * 1e-9;
    auto column = m_series.columns.begin();
    const auto put = [&](double value) { (column++)->values[m_next] = value; };
    for (std::size_t i = 0; i < m_operations.size(); ++i) {
        const OperationCounters &c = now.operations[m_operations[i]], &was = m_counts[i];
        put(per(c.answers, was.answers, seconds));
        put(per(c.errors, was.errors, seconds));
        put(per(c.refused, was.refused, seconds));
        put(ratio(static_cast<double>(c.violations - was.violations), static_cast<double>(c.answers - was.answers + c.refused - was.refused)));
        const LatencyHistogram &latencies = now.latencies[m_operations[i]];
        for (const double share : {0.5, 0.95, 0.99})
            put(latencies.total() > m_latencies[i].total() ? latencies.quantileSince(m_latencies[i], share) : kNoNumber);
        m_counts[i] = c;
        m_latencies[i] = latencies;
    }
    double deferred = 0;
    for (std::size_t s = 0; s < m_servicesNow.size(); ++s) {
        const ServiceCounters &c = m_servicesNow[s], &was = m_services[s];
        put(ratio(c.busyArea - was.busyArea, c.upArea - was.upArea));
        put((c.queueArea - was.queueArea) / passed);
        put((c.replicaArea - was.replicaArea) / passed);
        if (m_batch[s])
            deferred += (c.queueArea - was.queueArea) / passed;
    }
    if (m_power) {
        double power = 0, brown = 0, carbon = 0;
        for (std::size_t d = 0; d < m_energyNow.size(); ++d) {
            const EnergyCounters &end = m_energyNow[d], &was = m_energy[d];
            const double watts = (end.wattSeconds - was.wattSeconds) / seconds;
            double notGreen = std::clamp((end.brown - was.brown) / seconds, 0.0, std::max(watts, 0.0)), grams = std::max(0.0, end.carbonG - was.carbonG) / seconds * 3600;
            if (d < m_plan.domains.size() && passed < kAccountedNs) {
                notGreen = std::max(0.0, watts - valueAt(m_plan.domains[d].greenW, middle));
                grams = notGreen / 1000 * valueAt(m_plan.domains[d].carbonPerKwh, middle);
            }
            power += watts;
            brown += notGreen;
            carbon += grams;
        }
        put(power);
        put(power - brown);
        put(brown);
        double there = 0, intensity = 0, with = 0;
        for (const PlannedDomain &domain : m_plan.domains) {
            there += valueAt(domain.greenW, middle);
            intensity += valueAt(domain.carbonPerKwh, middle);
            with += !domain.carbonPerKwh.empty();
        }
        put(there);
        put(carbon);
        put(ratio(intensity, with));
    }
    if (column != m_series.columns.end())
        put(deferred);
    ++m_next;
}

std::vector<SeriesEstimate> estimateSeries(std::span<const RunResult> runs)
{
    std::vector<SeriesEstimate> out;
    if (runs.empty() || !runs.front().series)
        return out;
    std::vector<double> values;
    for (std::size_t c = 0; c < runs.front().series->columns.size(); ++c) {
        const SeriesColumn &first = runs.front().series->columns[c];
        SeriesEstimate &one = out.emplace_back();
        one.what = first.what;
        one.of = first.of;
        for (std::size_t slot = 0; slot < first.values.size(); ++slot) {
            values.clear();
            for (const RunResult &run : runs)
                if (const double value = run.series->columns[c].values[slot]; !std::isnan(value))
                    values.push_back(value);
            const Estimate here = values.empty() ? Estimate{kNoNumber, kNoNumber, kNoNumber} : estimate(values);
            one.mean.push_back(here.mean);
            one.low.push_back(here.low);
            one.high.push_back(here.high);
        }
    }
    return out;
}

} // namespace causeway::simulate
