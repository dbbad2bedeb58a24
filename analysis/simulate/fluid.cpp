#include "analysis/simulate/fluid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

#include "analysis/simulate/plan.h"
#include "analysis/simulate/queueing.h"
#include "analysis/simulate/read_scenario.h"

namespace causeway::simulate {

namespace {

struct Spread {
    double mean = 0, variance = 0;
};

Spread operator+(Spread a, Spread b) { return {a.mean + b.mean, a.variance + b.variance}; }
double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * M_PI); }
double below(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

// The later of two (Clark 1961).
Spread later(Spread a, Spread b)
{
    const double s = std::sqrt(a.variance + b.variance);
    if (s < 1e-12)
        return a.mean > b.mean ? a : b;
    const double t = (a.mean - b.mean) / s, p = below(t), q = 1 - p;
    const double mean = a.mean * p + b.mean * q + s * density(t);
    const double square = (a.variance + a.mean * a.mean) * p + (b.variance + b.mean * b.mean) * q + (a.mean + b.mean) * s * density(t);
    return {mean, std::max(0.0, square - mean * mean)};
}

Spread sometimes(Spread a, double probability)
{
    return {probability * a.mean, probability * (a.variance + a.mean * a.mean) - probability * probability * a.mean * a.mean};
}

Spread of(const Sampler &of) { return {of.mean(), of.deviation() * of.deviation()}; }

// From such a variation on (standard deviation / mean) a gamma is all but an atom at 0: a lognormal stands for what is rare and long.
constexpr double kWild = 2;
bool isWild(Spread s) { return s.variance > kWild * kWild * s.mean * s.mean; }
double logDeviation(Spread s) { return std::sqrt(std::log1p(s.variance / (s.mean * s.mean))); }

// Gamma by mean and variance, by Wilson and Hilferty 1931.
double quantile(Spread s, double share)
{
    if (s.variance <= 0 || s.mean <= 0)
        return s.mean;
    if (isWild(s))
        return s.mean * std::exp(logDeviation(s) * (normalQuantile(share) - logDeviation(s) / 2));
    const double k = s.mean * s.mean / s.variance, root = 1 - 1 / (9 * k) + normalQuantile(share) / (3 * std::sqrt(k));
    return s.mean * std::pow(std::max(root, 0.0), 3);
}

double beyond(Spread s, double limit)
{
    if (s.variance <= 0 || s.mean <= 0)
        return s.mean > limit ? 1 : 0;
    if (isWild(s))
        return below(-std::log(limit / s.mean) / logDeviation(s) - logDeviation(s) / 2);
    const double k = s.mean * s.mean / s.variance;
    return below((1 - 1 / (9 * k) - std::cbrt(limit / s.mean)) * 3 * std::sqrt(k));
}

// What an operation's answers were in one step.
struct Answers {
    float count = 0, mean = 0, deviation = 0;
};

// Of all steps together, where their means differ: each by the middles of equal parts of its own distribution. shares: rising.
void quantilesOf(const std::vector<Answers> &steps, std::span<const double> shares, std::span<double> out, std::vector<std::pair<double, double>> &scratch)
{
    constexpr std::size_t kParts = 24;
    scratch.clear();
    double all = 0;
    for (const Answers &step : steps) {
        if (step.count <= 0)
            continue;
        all += static_cast<double>(step.count);
        const Spread spread{static_cast<double>(step.mean), static_cast<double>(step.deviation) * static_cast<double>(step.deviation)};
        for (std::size_t part = 0; part < kParts; ++part)
            scratch.emplace_back(quantile(spread, (static_cast<double>(part) + 0.5) / kParts), static_cast<double>(step.count) / kParts);
    }
    std::ranges::sort(scratch);
    double sum = 0;
    std::size_t at = 0;
    for (const auto &[value, weight] : scratch) {
        sum += weight;
        while (at < shares.size() && sum >= shares[at] * all)
            out[at++] = value;
    }
    for (; at < shares.size() && !scratch.empty(); ++at)
        out[at] = scratch.back().first;
}

struct Tank {
    double servers = 1, units = 1, room = 0; // units: queues of their own; room: requests that it holds at most
    double x = 0, before = 0;                // at the end and at the beginning of the step
    double in = 0, out = 0, lost = 0;        // per second in the step
    double work = 0, workSquare = 0;         // of what comes in, sums over it
    double mean = 0;                         // work of a request, of what came last
    double unsteady = 0;                     // wait for chance, not for the backlog, on its way to that of the load
    Spread wait;
    double stretch = 1;                      // of the work, where processors are shared

    // dx/dt = in − μ min(c, x) over dt.
    void step(double mu, double c, double dt)
    {
        before = x;
        double left = dt;
        const double capacity = mu * c;
        if (x > c || (x == c && in > capacity)) { // saturated
            const double slope = in - capacity;
            const double until = slope < 0 ? (x - c) / -slope : left;
            const double part = std::min(left, until);
            x += slope * part;
            left -= part;
        }
        if (left > 0 && mu > 0) {
            const double rest = in / mu;
            if (rest > c) { // it fills up on the way
                const double until = std::log((rest - x) / (rest - c)) / mu;
                if (until < left)
                    x = c + (in - capacity) * (left - until);
                else
                    x = rest + (x - rest) * std::exp(-mu * left);
            } else
                x = rest + (x - rest) * std::exp(-mu * left);
        }
        lost = std::max(0.0, x - room) / dt;
        x = std::min(x, room);
        out = std::max(0.0, in - lost - (x - before) / dt);
    }
};

// An operation's latency where its own work is nearly all that varies: distributed as that is, after the rest.
constexpr double kDominant = 0.8; // share of the variance
struct OwnWork {
    double scale = 1, rest = 0; // seconds: of the work as it is done, and of all else on average
    bool dominates = false;
    double longest = -1, late = 0; // what was told last
};

class Solver {
public:
    Solver(const Plan &plan, unsigned steps) : m_plan(plan), m_scenario(plan.scenario), m_steps(std::max(steps, 1u)), m_tanks(plan.services.size()), m_flow(plan.operations.size(), 0), m_done(m_flow), m_share(m_flow), m_latency(plan.operations.size()), m_work(plan.operations.size()), m_failure(m_flow), m_let(m_flow) {}

    FluidResult run()
    {
        order();
        failures();
        for (std::size_t s = 0; s < m_tanks.size(); ++s) {
            const Service &service = m_scenario.services[s];
            double speed = 0;
            const std::vector<std::uint32_t> &nodes = m_plan.services[s].nodes;
            for (unsigned r = 0; r < service.replicas; ++r)
                speed += (service.speeds.empty() ? 1 : service.speeds[r % service.speeds.size()]) * (nodes.empty() ? 1 : m_scenario.nodes[nodes[r % nodes.size()]].speed);
            const double up = service.failures ? availability(service.failures->between.mean, service.failures->repair.mean) : 1;
            m_tanks[s].servers = speed * service.servers * up;
            m_tanks[s].units = service.routing == Routing::Shared ? 1 : service.replicas;
            m_tanks[s].room = service.queueLimit ? static_cast<double>(service.replicas) * service.servers + m_tanks[s].units * *service.queueLimit : 1e300;
        }
        m_out.services.resize(m_tanks.size());
        m_out.operations.resize(m_plan.operations.size());
        m_out.utilisation.assign(m_tanks.size(), {});
        m_out.queue = m_out.utilisation;
        m_sum.resize(m_plan.operations.size());
        m_squares.assign(m_plan.operations.size(), 0);
        m_answers.resize(m_plan.operations.size());
        m_within.resize(m_plan.operations.size());
        m_own.resize(m_plan.operations.size());
        const double dt = m_scenario.durationS / m_steps;
        const auto warm = static_cast<long>(std::ceil(std::min(m_scenario.warmupS / dt, static_cast<double>(m_steps))));
        for (long i = -warm; i < static_cast<long>(m_steps); ++i) {
            step(static_cast<double>(i) * dt, dt);
            answer(static_cast<double>(i) * dt, dt);
            if (i >= 0)
                record(static_cast<double>(i) * dt, dt);
        }
        finish();
        return std::move(m_out);
    }

private:
    // Callers first, but for rounds.
    void order()
    {
        std::vector<std::uint8_t> state(m_plan.operations.size(), 0);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> path;
        for (std::uint32_t root = 0; root < state.size(); ++root) {
            if (state[root] != 0)
                continue;
            state[root] = 1;
            path.assign(1, {root, firstCall(root)});
            while (!path.empty()) {
                auto &[at, next] = path.back();
                if (next == endCall(at)) {
                    m_order.push_back(at);
                    path.pop_back();
                } else if (const std::uint32_t called = m_plan.calls[next++].operation; state[called] == 0) {
                    state[called] = 1;
                    path.emplace_back(called, firstCall(called));
                }
            }
        }
        std::ranges::reverse(m_order);
    }
    [[nodiscard]] std::uint32_t firstCall(std::uint32_t o) const
    {
        const PlannedOperation &operation = m_plan.operations[o];
        return operation.firstStep < operation.endStep ? m_plan.steps[operation.firstStep].firstCall : 0;
    }
    [[nodiscard]] std::uint32_t endCall(std::uint32_t o) const
    {
        const PlannedOperation &operation = m_plan.operations[o];
        return operation.firstStep < operation.endStep ? m_plan.steps[operation.endStep - 1].endCall : 0;
    }
    // Of own errors, through retries.
    void failures()
    {
        for (int round = 0; round < 20; ++round)
            for (auto o = m_order.rbegin(); o != m_order.rend(); ++o) {
                double good = 1 - m_plan.operations[*o].errorProbability;
                for (std::uint32_t c = firstCall(*o); c < endCall(*o); ++c) {
                    const PlannedCall &call = m_plan.calls[c];
                    if (!call.async && !call.dispensable)
                        good *= 1 - call.probability * std::pow(m_failure[call.operation], call.retries + 1);
                }
                m_failure[*o] = 1 - good;
            }
    }
    [[nodiscard]] double attempts(const PlannedCall &call) const
    {
        const double f = m_failure[call.operation];
        return f >= 1 ? call.retries + 1.0 : (1 - std::pow(f, call.retries + 1)) / (1 - f);
    }
    [[nodiscard]] double outside(std::size_t source, double from, double dt) const
    {
        const Arrivals &arrivals = m_scenario.arrivals[source];
        const PlannedSource &planned = m_plan.sources[source];
        if (arrivals.closed) {
            const double round = arrivals.closed->think.mean + m_latency[planned.operation].mean;
            return arrivals.closed->users / std::max(round, m_scenario.operations[planned.operation].self.mean + 1e-9);
        }
        if (!arrivals.times.empty())
            return static_cast<double>(std::ranges::lower_bound(arrivals.times, from + dt) - std::ranges::lower_bound(arrivals.times, from)) / dt;
        // The mean of the rates over the step.
        const double zero = m_scenario.warmupS;
        double sum = 0;
        for (std::size_t i = 0; i < planned.rates.size(); ++i) {
            const double begin = static_cast<double>(planned.rates[i].first) * 1e-9 - zero, end = i + 1 < planned.rates.size() ? static_cast<double>(planned.rates[i + 1].first) * 1e-9 - zero : 1e300;
            sum += planned.rates[i].second * std::max(0.0, std::min(end, from + dt) - std::max(begin, from));
        }
        return sum / dt;
    }
    void step(double from, double dt)
    {
        // What came in the last step stands for rounds of calls.
        std::vector<double> flow(m_flow.size(), 0);
        for (std::size_t s = 0; s < m_plan.sources.size(); ++s)
            flow[m_plan.sources[s].operation] += outside(s, from, dt);
        // Again and again: what a service lets through is known only when all that call it are.
        const std::vector<double> external = flow;
        const std::vector<Tank> start = m_tanks;
        for (int pass = 0; pass < 3; ++pass) {
            flow = external;
            for (const std::uint32_t o : m_order)
                for (std::uint32_t c = firstCall(o); c < endCall(o); ++c) {
                    const PlannedCall &call = m_plan.calls[c];
                    flow[call.operation] += (pass == 0 ? m_done[o] : through(o, flow[o])) * (1 - m_plan.operations[o].errorProbability) * call.probability * attempts(call);
                }
            for (std::size_t s = 0; s < m_tanks.size(); ++s) {
                m_tanks[s] = start[s];
                m_tanks[s].in = m_tanks[s].work = m_tanks[s].workSquare = 0;
            }
            for (std::size_t o = 0; o < flow.size(); ++o) {
                Tank &tank = m_tanks[m_plan.operations[o].service];
                const Spread self = of(m_plan.operations[o].self);
                tank.in += flow[o];
                tank.work += flow[o] * self.mean;
                tank.workSquare += flow[o] * (self.variance + self.mean * self.mean);
            }
            drain(dt);
            for (std::size_t o = 0; o < flow.size(); ++o)
                m_let[o] = flow[o] * m_passed[m_plan.operations[o].service];
        }
        m_flow = flow;
        for (std::size_t o = 0; o < flow.size(); ++o)
            m_done[o] = through(o, flow[o]);
        for (std::size_t o = 0; o < flow.size(); ++o)
            if (const double in = m_tanks[m_plan.operations[o].service].in; in > 0)
                m_share[o] = flow[o] / in;
        for (std::size_t s = 0; s < m_tanks.size(); ++s)
            waits(s, dt);
        latencies();
    }
    // What an operation's service lets through of it; of what waits, as it came last.
    [[nodiscard]] double through(std::size_t o, double flow) const
    {
        // A service that drains lets through what it did, however much more comes now than in the pass before.
        const std::uint32_t s = m_plan.operations[o].service;
        if (m_tanks[s].in <= 0)
            return m_tanks[s].out * m_share[o];
        return m_passed[s] <= 1 ? flow * m_passed[s] : std::max(flow, m_let[o]);
    }
    void drain(double dt)
    {
        m_passed.assign(m_tanks.size(), 1);
        std::vector<double> wanted(m_scenario.nodes.size(), 0);
        const auto perNode = [&](std::size_t s, const auto &f) {
            const auto &nodes = m_plan.services[s].nodes;
            for (const std::uint32_t node : nodes)
                f(node, 1.0 / static_cast<double>(nodes.size()));
        };
        for (std::size_t s = 0; s < m_tanks.size(); ++s)
            perNode(s, [&](std::uint32_t node, double part) { wanted[node] += part * std::min(m_tanks[s].servers, m_tanks[s].x + m_tanks[s].work); });
        for (std::size_t s = 0; s < m_tanks.size(); ++s) {
            Tank &tank = m_tanks[s];
            double slow = 1;
            perNode(s, [&](std::uint32_t node, double) { slow = std::min(slow, wanted[node] > 0 ? m_scenario.nodes[node].cores / wanted[node] : 1); });
            tank.mean = tank.in > 0 ? tank.work / tank.in : tank.mean;
            if (tank.mean <= 0) {
                tank.out = tank.in;
                continue;
            }
            tank.step(slow / tank.mean, tank.servers, dt);
            m_passed[s] = tank.in > 0 ? tank.out / tank.in : 0;
        }
    }
    void waits(std::size_t s, double dt)
    {
        Tank &tank = m_tanks[s];
        tank.wait = {};
        tank.stretch = 1;
        if (tank.in <= 0 || tank.work <= 0) {
            tank.unsteady = 0;
            return;
        }
        const double mean = tank.work / tank.in, cv2 = std::max(0.0, tank.workSquare / tank.in / (mean * mean) - 1);
        const double servers = std::max(1.0, std::round(tank.servers / tank.units));
        const double load = std::min(tank.work / tank.servers, kMostLoad);
        const bool ps = m_scenario.services[s].discipline == Discipline::Ps;
        // It takes its time to get there (relaxation time of a queue, Newell 1982), the longer the nearer it is to saturation.
        const double idle = 1 - std::sqrt(load), relaxation = mean * (1 + (ps ? 1 : cv2)) / 2 / (servers * idle * idle);
        const double backlog = std::max(0.0, tank.x - tank.servers) / tank.servers * mean;
        double stochastic = mgcApproximate(load * servers / mean, mean, ps ? 1 : std::sqrt(cv2), static_cast<unsigned>(servers)).wait;
        stochastic = tank.unsteady = stochastic + (tank.unsteady - stochastic) * std::exp(-dt / relaxation);
        // No longer than its queue.
        if (const auto limit = m_scenario.services[s].queueLimit)
            stochastic = std::min(stochastic, *limit / servers * mean);
        if (ps) {
            tank.stretch = 1 + (stochastic + backlog) / mean;
            return;
        }
        const double busy = std::min(1.0, std::pow(load, std::sqrt(2 * (servers + 1)) - 1));
        tank.wait = {stochastic + backlog, stochastic * stochastic * (2 / std::max(busy, 1e-6) - 1)};
    }
    void latencies()
    {
        for (auto o = m_order.rbegin(); o != m_order.rend(); ++o) {
            const PlannedOperation &operation = m_plan.operations[*o];
            const Tank &tank = m_tanks[operation.service];
            const Service &service = m_scenario.services[operation.service];
            const double speed = tank.servers > 0 ? tank.servers / (static_cast<double>(service.replicas) * service.servers) : 1;
            Spread self = of(operation.self);
            self.mean *= tank.stretch / speed;
            self.variance *= tank.stretch * tank.stretch / speed / speed;
            if (tank.stretch > 1)
                self.variance = std::max(self.variance, self.mean * self.mean * (1 - 1 / tank.stretch));
            Spread sum = tank.wait + self;
            const double goes = 1 - operation.errorProbability;
            for (std::uint32_t i = operation.firstStep; i < operation.endStep; ++i) {
                Spread longest;
                bool any = false;
                for (std::uint32_t c = m_plan.steps[i].firstCall; c < m_plan.steps[i].endCall; ++c) {
                    const PlannedCall &call = m_plan.calls[c];
                    if (call.async)
                        continue;
                    Spread one = m_latency[call.operation] + way(c);
                    const double times = attempts(call);
                    one = sometimes({one.mean * times, one.variance * times}, call.probability * goes);
                    longest = any ? later(longest, one) : one;
                    any = true;
                }
                sum = sum + longest;
            }
            m_latency[*o] = sum;
            const double scale = tank.stretch / speed;
            m_work[*o].scale = scale;
            m_work[*o].rest = std::max(0.0, sum.mean - scale * operation.self.mean());
            m_work[*o].dominates = tank.stretch == 1 && self.variance > 0 && self.variance >= kDominant * sum.variance;
        }
    }
    // The share of an operation's answers that take longer.
    double lateOf(std::size_t o, double limit)
    {
        OwnWork &work = m_work[o];
        if (!work.dominates)
            return beyond(m_latency[o], limit);
        const double longest = (limit - work.rest) / work.scale;
        if (longest == work.longest)
            return work.late;
        constexpr double kFar = 8; // standard deviations
        double low = -kFar, high = kFar;
        for (int i = 0; i < 40; ++i) {
            const double middle = (low + high) / 2;
            (m_plan.operations[o].self.atScore(middle) <= longest ? low : high) = middle;
        }
        work.longest = longest;
        return work.late = below(-low);
    }
    [[nodiscard]] Spread way(std::uint32_t c) const
    {
        const PlannedCall &call = m_plan.calls[c];
        Spread out = of(call.delay);
        for (const std::uint32_t link : {call.linkOut, call.linkBack})
            if (link != kNone)
                out = out + of(m_plan.links[link]);
        return out;
    }
    // Those of the requests of a step that are answered within the measured time: as a simulation counts them.
    void answer(double from, double dt)
    {
        for (std::size_t o = 0; o < m_flow.size(); ++o) {
            const Spread now = m_latency[o];
            const double within = std::max(0.0, std::min(from + dt, m_scenario.durationS - now.mean) - std::max(from, -now.mean)), count = m_flow[o] * within;
            if (count <= 0)
                continue;
            m_answers[o].push_back({static_cast<float>(count), static_cast<float>(now.mean), static_cast<float>(std::sqrt(now.variance))});
            m_within[o] += count;
            m_sum[o] += count * now.mean;
            m_squares[o] += count * (now.variance + now.mean * now.mean);
            m_own[o] += count * now.variance;
        }
    }
    void record(double from, double dt)
    {
        const double part = 1.0 / m_steps;
        m_out.timesS.push_back(from + dt);
        std::vector<double> used(m_scenario.nodes.size(), 0);
        for (std::size_t s = 0; s < m_tanks.size(); ++s) {
            const Tank &tank = m_tanks[s];
            FluidService &service = m_out.services[s];
            const double mean = tank.mean;
            const double utilisation = std::min(1.0, (tank.out * mean) / std::max(tank.servers, 1e-9));
            const double queue = (tank.in - tank.lost) * tank.wait.mean;
            service.arrivalRate += part * tank.in;
            service.utilisation += part * utilisation;
            service.utilisationMost = std::max(service.utilisationMost, utilisation);
            service.queueMean += part * queue;
            service.waitS += part * tank.wait.mean * tank.in; // by request; divided at the end
            service.droppedPerS += part * tank.lost;
            service.backlogEnd = std::max(0.0, tank.x - tank.servers);
            m_out.utilisation[s].push_back(static_cast<float>(utilisation));
            m_out.queue[s].push_back(static_cast<float>(queue));
            for (const std::uint32_t node : m_plan.services[s].nodes)
                used[node] += tank.out * mean / static_cast<double>(m_plan.services[s].nodes.size());
        }
        for (std::size_t o = 0; o < m_flow.size(); ++o) {
            FluidOperation &operation = m_out.operations[o];
            operation.rate += part * m_flow[o];
            const std::int64_t objective = m_plan.operations[o].objectiveNs;
            const Tank &tank = m_tanks[m_plan.operations[o].service];
            const double kept = tank.in > 0 ? 1 - tank.lost / tank.in : 1;
            const double late = objective == kNever ? 0 : lateOf(o, static_cast<double>(objective) * 1e-9);
            operation.violation += part * m_flow[o] * (1 - kept * (1 - m_failure[o]) * (1 - late));
        }
        spend(from + dt / 2, dt, used);
    }
    void spend(double middle, double dt, const std::vector<double> &used)
    {
        std::vector<double> watts(m_plan.domains.size() + 1, 0);
        for (std::size_t n = 0; n < used.size(); ++n) {
            const Node &node = m_scenario.nodes[n];
            watts[std::min<std::size_t>(m_plan.nodeDomains[n], m_plan.domains.size())] += node.idleW + (node.maxW - node.idleW) * std::min(1.0, used[n] / node.cores);
            m_out.cost += node.pricePerH * dt / 3600;
        }
        for (std::size_t d = 0; d < watts.size(); ++d) {
            const bool none = d == m_plan.domains.size();
            const double brown = (none ? watts[d] : std::max(0.0, watts[d] - valueAt(m_plan.domains[d].greenW, middle))) * dt / 3600;
            m_out.energyWh += watts[d] * dt / 3600;
            m_out.brownWh += brown;
            if (!none) {
                m_out.carbonG += brown / 1000 * valueAt(m_plan.domains[d].carbonPerKwh, middle);
                m_out.cost += brown / 1000 * valueAt(m_plan.domains[d].pricePerKwh, middle);
            }
        }
    }
    void finish()
    {
        constexpr double kSteady = 0.9; // share of the variance that is within steps, from which they are as one
        constexpr std::array shares{0.5, 0.95, 0.99};
        std::array<double, 3> found{};
        std::vector<std::pair<double, double>> scratch;
        for (std::size_t s = 0; s < m_tanks.size(); ++s) {
            m_out.services[s].waitS /= std::max(m_out.services[s].arrivalRate, 1e-300);
            m_out.cost += m_scenario.services[s].pricePerH * m_scenario.services[s].replicas * m_scenario.durationS / 3600;
        }
        for (std::size_t o = 0; o < m_flow.size(); ++o) {
            FluidOperation &operation = m_out.operations[o];
            if (operation.rate <= 0)
                continue;
            operation.violation /= operation.rate;
            if (m_within[o] <= 0) { // nothing is answered in time: what comes last waits at least so long
                const Spread last = m_latency[o];
                operation.latencyMeanS = last.mean;
                std::ranges::copy(std::array{quantile(last, shares[0]), quantile(last, shares[1]), quantile(last, shares[2])}, found.begin());
            } else {
                const double mean = m_sum[o] / m_within[o], variance = std::max(0.0, m_squares[o] / m_within[o] - mean * mean);
                operation.latencyMeanS = mean;
                if (m_own[o] / m_within[o] < kSteady * variance)
                    quantilesOf(m_answers[o], shares, found, scratch);
                else
                    for (std::size_t i = 0; i < shares.size(); ++i) {
                        const OwnWork &work = m_work[o];
                        const Sampler &self = m_plan.operations[o].self;
                        found[i] = work.dominates ? std::max(0.0, mean - work.scale * self.mean()) + work.scale * self.atScore(normalQuantile(shares[i])) : quantile({mean, variance}, shares[i]);
                    }
            }
            std::tie(operation.p50S, operation.p95S, operation.p99S) = std::tie(found[0], found[1], found[2]);
        }
    }

    const Plan &m_plan;
    const Scenario &m_scenario;
    unsigned m_steps;
    std::vector<std::uint32_t> m_order;
    std::vector<Tank> m_tanks;
    std::vector<double> m_flow, m_done, m_share;       // of operations: per second in, and through their service; share of its requests
    std::vector<double> m_passed;                      // of services: out / in
    std::vector<Spread> m_latency;
    std::vector<OwnWork> m_work;
    std::vector<double> m_failure, m_let, m_sum, m_squares, m_own, m_within; // own: variances within steps; within: answers in the measured time; let: of what an operation got in the last pass, what its service let through
    std::vector<std::vector<Answers>> m_answers;       // of operations, by step
    FluidResult m_out;
};

} // namespace

Result<FluidResult> solveFluid(const Scenario &scenario, unsigned steps)
{
    CAUSEWAY_ASSIGN(const std::shared_ptr<const Plan> plan, makePlan(scenario));
    Solver solver(*plan, steps);
    return solver.run();
}

} // namespace causeway::simulate
