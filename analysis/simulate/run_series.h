#pragma once
// A run over time: what a simulation came to in each of a number of equal slots of the measured time. Taken between the slots from what
// the simulation counts anyway: a run with a series and one without are the same bit for bit.

#include <span>

#include "analysis/simulate/simulation.h"

namespace causeway::simulate {

constexpr unsigned kUsualSlots = 120, kMostSlots = 2'000;
// Of more operations than this only those are taken that come from outside or have an objective.
constexpr std::size_t kFewOperations = 60;

// Of operations: per second; share of those answered or refused in the slot that violate their objective (of none: that failed); latencies of
// the answers in it. Of services: means over the slot. Of all nodes together: power, how much of it is green and brown, what is green whether
// used or not (in slots of less than the minute in which a run compares them, as the slot has it), carbon given off, and the carbon of a kWh that is not green (mean of the domains that have it). Deferred: requests that wait at
// services which do batch work.
enum class SeriesOf : std::uint8_t { Answers, Errors, Refused, Violation, P50, P95, P99, Utilisation, Queue, Replicas, Power, Green, Brown, GreenThere, Carbon, Intensity, Deferred };
std::string_view toName(SeriesOf what); // "answers_per_s", "p99_ns", "power_w" …

struct SeriesColumn {
    SeriesOf what = SeriesOf::Answers;
    std::uint32_t of = kNone;           // operation or service; kNone: of all
    std::vector<double> values;         // by slot; NaN where there is none, as of a latency without answers
};

struct RunSeries {
    double slotS = 0;                   // the first slot begins at 0, where measuring does
    std::vector<SeriesColumn> columns;
    [[nodiscard]] const SeriesColumn *find(SeriesOf what, std::uint32_t of = kNone) const;
};

class SeriesRecorder {
public:
    // slots: 1 … kMostSlots.
    SeriesRecorder(const Plan &plan, unsigned slots);
    // At the end of the warm-up, then at the end of each slot.
    void begin(const Simulation &simulation);
    void take(const Simulation &simulation);
    [[nodiscard]] std::int64_t endNs(unsigned slot) const; // on the simulation's clock
    [[nodiscard]] RunSeries finish() { return std::move(m_series); }

private:
    void look(const Simulation &simulation);

    const Plan &m_plan;
    unsigned m_slots, m_next = 0;
    std::vector<std::uint32_t> m_operations;
    std::vector<bool> m_batch;          // of services: with batch work
    bool m_power = false;
    RunSeries m_series;
    // As of the last look and of this one.
    std::vector<ServiceCounters> m_services, m_servicesNow;
    std::vector<OperationCounters> m_counts;
    std::vector<LatencyHistogram> m_latencies;
    std::vector<EnergyCounters> m_energy, m_energyNow;
};

// A column over replications.
struct SeriesEstimate {
    SeriesOf what = SeriesOf::Answers;
    std::uint32_t of = kNone;
    std::vector<double> mean, low, high; // 95 % intervals (Student's t) over the replications that have a value; NaN: unknown
};
// Of runs of one scenario, all with a series of as many slots.
std::vector<SeriesEstimate> estimateSeries(std::span<const RunResult> runs);

} // namespace causeway::simulate
