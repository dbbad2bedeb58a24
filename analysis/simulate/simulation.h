#pragma once
// A discrete-event simulation of a scenario. The clock counts nanoseconds; events of one time come in the order in which they were
// asked for; what is drawn depends on what it is drawn for alone (random.h). So the same plan, seed and replication give the same bits,
// a copy continues as the original does, and two scenarios that share a part share its random numbers.
//
// A request does its service's own work first, then its calls, and holds a server for its own work only. A failed call fails its
// caller, unless it is optional. What was given up by a time-out goes on and costs its work. A replica that breaks down fails what it
// works on and what waits at it; requests that wait for their calls are not lost. Memory grows only where more requests are in flight
// than ever before.

#include <memory>

#include "analysis/core/job.h"
#include "analysis/simulate/controller.h"
#include "analysis/simulate/simulation_state.h"

namespace causeway::simulate {

constexpr std::uint32_t kMostInFlight = 1'000'000;     // requests at services, of one replication
constexpr std::uint64_t kMostEvents = 5'000'000'000;

// Of the measured time. Times are nanoseconds.
struct ServiceResult {
    double utilisation = 0;             // of the servers that are up
    double queueMean = 0, waitMean = 0; // waiting; of those that began
    double inSystemMean = 0, sojournMean = 0, arrivalRate = 0; // Little's L, W and λ (per second), each measured by itself
    double departureRate = 0;           // per second
    double availability = 1;            // share of its replicas' time in which they are up
    double replicasMean = 0;
    std::uint64_t arrivals = 0, departures = 0, errors = 0, dropped = 0;
    // |L − λW| / L, the worse of arrivals and departures as λ: what is not settled. 0 of no request.
    [[nodiscard]] double littleGap() const;
};

struct OperationResult {
    double latencyMean = 0;
    LatencyHistogram latencies;         // of answers, failures among them
    std::uint64_t answers = 0, errors = 0, refused = 0;
    // Later than the objective, failed, refused, or still waiting at the end for longer than that; without objective: failed or refused.
    std::uint64_t violations = 0, judged = 0;
};

struct RunSeries; // run_series.h

struct RunResult {
    std::uint64_t events = 0, requests = 0; // requests: from outside, ended in the measured time
    std::vector<ServiceResult> services;    // as in the scenario
    std::vector<OperationResult> operations;
    double cost = 0, energyWh = 0, brownWh = 0, carbonG = 0;
    std::uint64_t optionalCalls = 0, leftOut = 0; // that would have been made, and of them those that a dimmer left out
    std::vector<AuditEntry> audit;                // the first kMostAudit
    std::uint64_t auditRefused = 0;               // all that was not done as it was asked
    std::shared_ptr<const RunSeries> series;      // where one was asked for
    std::vector<RuleAudit> ruleAudit;             // the first kMostAudit kinds of deeds of rules
};

class Simulation {
public:
    // controller: none acts like `static`. It must have been told to makePlan that there is one that acts.
    Simulation(std::shared_ptr<const Plan> plan, std::uint64_t seed, std::uint64_t replication, std::unique_ptr<Controller> controller = nullptr);
    Simulation(const Simulation &other); // a snapshot
    Simulation &operator=(const Simulation &other);
    Simulation(Simulation &&) = default;
    Simulation &operator=(Simulation &&) = default;

    // All events up to that time, at most to the end. Errors: Cancelled, LimitExceeded (more in flight or more events than can be; names
    // the service), after which it cannot go on.
    Result<void> runUntil(std::int64_t ns, const Job &job);
    Result<void> run(const Job &job) { return runUntil(m_plan->endNs, job); }
    // Of what was measured so far.
    [[nodiscard]] RunResult result() const;

    [[nodiscard]] const Plan &plan() const { return *m_plan; }
    [[nodiscard]] std::int64_t nowNs() const { return m.now; }
    // For looks between events. Counters with the time up to now; energy since measuring began as if the slot ended now.
    [[nodiscard]] const SimulationState &state() const { return m; }
    void countersNow(std::vector<ServiceCounters> &into) const;
    void energyNow(std::vector<EnergyCounters> &into) const; // of domains, the last: of nodes in none
    [[nodiscard]] std::uint32_t inFlight() const { return m.usedFrames; }

private:
    friend class Actions;

    // simulation.cpp: events, arrivals
    void begin();
    void handle(const Event &event);
    void arrive(std::uint32_t source);
    void planArrival(std::uint32_t source);
    void thinkAgain(std::uint32_t source);
    void beginMeasuring();
    Result<void> tooMany() const;
    [[nodiscard]] std::uint64_t drawKey(std::uint64_t entity, std::uint64_t number) const { return keyOf(m_seedKey ^ entity, number); }

    // simulation_calls.cpp: who calls whom
    std::uint32_t takeFrame();
    void tell(std::uint32_t frame, TraceEventKind kind) const;
    void freeFrame(std::uint32_t frame);
    enum class Launched : std::uint8_t { InFlight, NotMade, Failed };
    Launched launch(std::uint32_t parent, std::uint32_t call);
    enum class Renewed : std::uint8_t { No, Now, Later };
    bool tryOnce(std::uint32_t frame);                   // false: failed
    bool attempt(std::uint32_t frame);                   // with retries; false: failed for good
    Renewed renew(std::uint32_t frame);                  // for the next attempt, where there is one
    std::uint32_t failAttempt(std::uint32_t frame);      // the parent that can go on, or kNone
    void proceed(std::uint32_t frame);                   // its own work, or all calls of a step, are done
    std::uint32_t leave(std::uint32_t frame);            // the parent that can go on, or kNone
    std::uint32_t deliver(std::uint32_t frame);          // likewise
    std::uint32_t settle(std::uint32_t parent, std::uint32_t call, bool failed);
    void lateReach(std::uint32_t frame);
    void retry(std::uint32_t frame);
    void startTimer(std::uint32_t frame);
    void stopTimer(std::uint32_t frame);
    void timeOut(std::uint32_t timer);
    [[nodiscard]] bool breakerLets(const PlannedCall &call);
    void tellBreaker(const PlannedCall &call, bool failed);

    // simulation_stations.cpp: who waits and who works
    void touch(ServiceState &service);
    void touch(ReplicaState &replica) const
    {
        replica.busyArea += std::min(replica.inService, replica.servers) * static_cast<double>(m.now - replica.touched);
        replica.touched = m.now;
    }
    bool reach(std::uint32_t frame);                     // false: refused
    bool enter(std::uint32_t frame);
    [[nodiscard]] std::uint32_t route(ServiceState &service, const Frame &frame) const;
    [[nodiscard]] bool limitsLet(ServiceState &service);
    void start(std::uint32_t frame, std::uint32_t replica);
    void endService(std::uint32_t frame);
    void depart(std::uint32_t frame);
    void pull(std::uint32_t replica);
    void enqueue(std::uint32_t queue, std::uint32_t frame);
    std::uint32_t dequeue(std::uint32_t queue, std::uint32_t ranks);
    void onClock(std::uint32_t replica);
    void advance(SharedClock &clock);
    void setRate(std::uint32_t replica);
    void arm(std::uint32_t replica);
    void useNode(std::uint32_t node, double cores);
    void closeSlot();
    void spend(std::vector<double> &joules, std::vector<EnergyCounters> &to) const; // joules: room for adding it up by domain

    // simulation_guard.cpp: what people say comes before what policies ask
    [[nodiscard]] bool admits(std::uint32_t service);
    [[nodiscard]] bool passOn(std::uint32_t service);             // a refusal, to a less important service
    [[nodiscard]] bool mayRefuse(const ServiceState &service) const; // one more
    bool approved(ActionKind kind, AuditEntry::What what, std::uint32_t service, double asked, double kept); // false: it is told
    [[nodiscard]] bool floorLets(std::uint32_t service, std::uint32_t replica);
    void settle();                                        // after a tick
    void settleReplicas();
    void settleDimmers();

    // simulation_replicas.cpp: what changes while it runs
    std::uint32_t addReplica(std::uint32_t service, std::uint32_t node = kNone); // kNone: the next in turn
    void setState(std::uint32_t replica, ReplicaState::State state);
    void scale(std::uint32_t service, unsigned replicas);
    void drain(std::uint32_t replica);
    void replace(std::uint32_t service);
    void startUp(std::uint32_t replica);                 // a new one: up after its cold start
    void becomeReady(std::uint32_t replica);
    void turnFault(std::uint32_t change);                // begins or ends
    void planFailure(std::uint32_t replica);
    void fail(std::uint32_t replica);
    void loseAll(std::uint32_t replica);                          // that it works on and that waits at it
    void failFrame(std::uint32_t frame);
    void look(std::uint32_t service);
    void setPace(std::uint32_t service);
    void setSpeed(ServiceState &service);
    void audit(AuditEntry::What what, AuditEntry::Why why, std::uint32_t service, double asked, double kept);
    void tick();
    [[nodiscard]] std::vector<InstanceWindow> instances(double passedNs);
    [[nodiscard]] std::uint32_t instance(std::uint32_t service, std::uint32_t place) const; // kNone: there is none

    [[nodiscard]] bool isShared(const ServiceState &service) const { return service.queue != kNone; }

    std::shared_ptr<const Plan> m_plan;
    std::uint64_t m_seedKey = 0;
    std::unique_ptr<Controller> m_controller;
    std::int64_t m_tickNs = 0;
    bool m_watched = false;
    TraceSink *m_sink = nullptr;        // the controller's
    SimulationState m;
};

} // namespace causeway::simulate
