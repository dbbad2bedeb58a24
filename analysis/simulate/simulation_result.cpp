#include "analysis/simulate/simulation.h"

#include <cmath>

namespace causeway::simulate {

namespace {

double ratio(double a, double b) { return b > 0 ? a / b : 0; }

ServiceResult resultOf(const ServiceCounters &c, const ServiceCounters &was, double passedNs)
{
    ServiceResult out;
    out.arrivals = c.arrivals - was.arrivals;
    out.departures = c.departures - was.departures;
    out.errors = c.errors - was.errors;
    out.dropped = c.dropped - was.dropped;
    out.utilisation = ratio(c.busyArea - was.busyArea, c.upArea - was.upArea);
    out.queueMean = ratio(c.queueArea - was.queueArea, passedNs);
    out.waitMean = ratio(c.waitSum - was.waitSum, static_cast<double>(c.started - was.started));
    out.inSystemMean = ratio(c.inSystemArea - was.inSystemArea, passedNs);
    out.sojournMean = ratio(c.sojournSum - was.sojournSum, static_cast<double>(out.departures));
    out.arrivalRate = ratio(static_cast<double>(out.arrivals - out.dropped) * 1e9, passedNs);
    out.departureRate = ratio(static_cast<double>(out.departures) * 1e9, passedNs);
    const double replicas = c.replicaArea - was.replicaArea;
    out.replicasMean = ratio(replicas, passedNs);
    out.availability = replicas > 0 ? 1 - (c.downArea - was.downArea) / replicas : 1;
    return out;
}

} // namespace

double ServiceResult::littleGap() const
{
    const auto gap = [&](double rate) { return std::abs(inSystemMean - rate * sojournMean * 1e-9) / inSystemMean; };
    return inSystemMean > 0 ? std::max(gap(arrivalRate), gap(departureRate)) : 0;
}

RunResult Simulation::result() const
{
    Simulation end(*this); // whose areas and slot are closed now
    const Plan &plan = *m_plan;
    const auto passed = static_cast<double>(std::max<std::int64_t>(0, m.now - plan.warmupNs));
    RunResult out;
    out.events = m.events;
    out.requests = m.requests - m.measuredRequests;
    end.closeSlot();
    for (std::size_t s = 0; s < m.services.size(); ++s) {
        end.touch(end.m.services[s]);
        out.services.push_back(resultOf(end.m.services[s].counters, m.measured[s], passed));
        out.cost += plan.scenario.services[s].pricePerH * out.services.back().replicasMean * passed * 1e-9 / 3600;
    }
    for (std::size_t o = 0; o < m.operations.size(); ++o) {
        const OperationCounters &c = m.operations[o], &was = m.measuredOperations[o];
        OperationResult &one = out.operations.emplace_back();
        one.answers = c.answers - was.answers;
        one.errors = c.errors - was.errors;
        one.refused = c.refused - was.refused;
        one.violations = c.violations - was.violations;
        one.judged = one.answers + one.refused;
        one.latencyMean = ratio(c.latencySum - was.latencySum, static_cast<double>(one.answers));
        one.latencies = m.latencies[o];
    }
    for (const Frame &frame : m.frames)
        if (frame.used && !frame.dead && frame.call == kNone && m.now - frame.start > plan.operations[frame.operation].objectiveNs) {
            ++out.operations[frame.operation].violations;
            ++out.operations[frame.operation].judged;
        }
    for (const EnergyCounters &energy : end.m.energy) {
        out.energyWh += energy.wattSeconds / 3600;
        out.brownWh += energy.brown / 3600;
        out.carbonG += energy.carbonG;
        out.cost += energy.price;
    }
    out.optionalCalls = m.optionalCalls - m.measuredOptional;
    out.leftOut = m.leftOut - m.measuredLeftOut;
    out.audit = m.audit;
    out.auditRefused = m.auditRefused;
    out.ruleAudit = m.ruleAudit;
    for (const Node &node : plan.scenario.nodes)
        out.cost += node.pricePerH * passed * 1e-9 / 3600;
    return out;
}

} // namespace causeway::simulate
