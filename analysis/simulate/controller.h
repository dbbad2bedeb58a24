#pragma once
// How a policy acts on a simulation: at each of its ticks it is shown the time since the last one and may change what runs.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "analysis/simulate/scenario.h"
#include "analysis/simulate/trace_events.h"

namespace causeway::simulate {

class Simulation;
struct RuleAudit;

// A service since the last tick; what is of a moment is of now.
struct ServiceWindow {
    unsigned replicas = 0, starting = 0, down = 0; // replicas: asked for, those that start or are down among them
    std::uint64_t queue = 0, inService = 0, inFlight = 0; // waiting and worked on now; begun and not yet answered
    double utilisation = 0, queueMean = 0;         // of the servers; 0 … 1
    double busyMean = 0, inSystemMean = 0;         // servers at work; requests that wait or are worked on
    std::uint64_t arrivals = 0, completions = 0, errors = 0, dropped = 0; // errors: answers that are failures, dropped ones not counted
    std::uint64_t departures = 0;                  // whose own work at the service ended
    double latencyMeanS = 0, latencyLeastS = 0, latencyP95S = 0, latencyP99S = 0; // from reaching the service to its answer
    double waitMeanS = 0;
};

// An operation since the last tick.
struct OperationWindow {
    std::uint64_t completions = 0, errors = 0, violations = 0; // violations: of its objective, errors and refused ones among them
    std::uint64_t refused = 0;
    double latencyMeanS = 0;
};

// A replica since the last tick; those that are gone or only finish what they have are not among them.
struct InstanceWindow {
    std::uint32_t service = 0, place = 0;        // place: among the replicas of the service, as they came
    std::uint32_t node = UINT32_MAX;             // UINT32_MAX: on none
    enum class State : std::uint8_t { Starting, Up, Down } state = State::Up;
    std::uint64_t queue = 0, inService = 0;      // now
    double utilisation = 0;                      // of its servers; 0 … 1
};

struct Observation {
    double timeS = 0, windowS = 0; // timeS: 0 is where measuring begins
    std::span<const ServiceWindow> services;     // as in the scenario
    std::span<const OperationWindow> operations; // likewise
    std::span<const double> nodes;               // likewise: cores in use, 0 … 1
    std::span<const InstanceWindow> instances;   // by service and place
};

// What may be changed. Numbers of services are those of the scenario. Values out of bounds are cut to them. What would break the floor of a
// service, or needs a consent that nobody gave, is not done; what is taken from a service while a less important one could give it is taken
// from that one, once the tick has ended: optional calls by the work they would cause, requests one for one (simulation_guard.cpp), and no
// replica leaves a service at which requests wait for a less important one. All of it is told in the audit of the run: whatever the policy
// is, it has no other way to act. false: it was not done, or less of it.
class Actions {
public:
    explicit Actions(Simulation &simulation) : m_simulation(simulation) {}
    // At least 0. Added ones need their cold start; those taken away finish what they have.
    bool setReplicas(std::uint32_t service, unsigned replicas);
    // Of all its replicas, times their own. Where processors are shared it holds at once, else for work that begins from now on.
    bool setSpeed(std::uint32_t service, double speed);
    // A new replica for each that there is; each old one takes requests until its successor is up, and then finishes what it has.
    // Nothing while such a replacement is going on.
    bool replaceReplicas(std::uint32_t service);
    // Share of the optional calls to this service's operations that are made, 0 … 1.
    bool setDimmer(std::uint32_t service, double share);
    // Requests beyond so many in flight are refused; kNone: no limit.
    bool setConcurrencyLimit(std::uint32_t service, std::uint32_t requests);
    // Requests beyond a token bucket are refused. rate 0: no limit.
    bool setRateLimit(std::uint32_t service, double perS, double burst);
    // Shared can neither be set nor left.
    bool setRouting(std::uint32_t service, Routing routing);

    // Of one replica, by its place. false: there is none that it can be done to, too.
    // What it works on and what waits at it fails; it is up again after its cold start. Also of one that is down.
    bool restart(std::uint32_t service, std::uint32_t place);
    // Another one starts on that node, with its cold start; this one finishes what it has. Nowhere else than within its domain where there are
    // links, and only where the memory of the node is enough.
    bool move(std::uint32_t service, std::uint32_t place, std::uint32_t node);
    // Its speed, times that of the service.
    bool resize(std::uint32_t service, std::uint32_t place, double speed);
    // Once any differs, requests go to replicas at random in proportion, whatever the routing. Not where the queue is shared.
    bool setWeight(std::uint32_t service, std::uint32_t place, double weight);
    // Kept in the result of the run.
    void tell(const RuleAudit &entry);

private:
    Simulation &m_simulation;
};

class Controller {
public:
    virtual ~Controller() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual double intervalS() const = 0; // between ticks; 0: it never acts
    virtual void tick(const Observation &seen, Actions &actions) = 0;
    // Where it reads what the services write of their requests.
    [[nodiscard]] virtual TraceSink *sink() { return nullptr; }
    // With all that it has learned: a snapshot of a simulation has its own.
    [[nodiscard]] virtual std::unique_ptr<Controller> clone() const = 0;
};

// Everything stays as the scenario says.
class StaticController final : public Controller {
public:
    [[nodiscard]] std::string_view name() const override { return "static"; }
    [[nodiscard]] double intervalS() const override { return 0; }
    void tick(const Observation &, Actions &) override {}
    [[nodiscard]] std::unique_ptr<Controller> clone() const override { return std::make_unique<StaticController>(*this); }
};

} // namespace causeway::simulate
