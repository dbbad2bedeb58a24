#pragma once
// What a running simulation consists of: plain values, so that a copy is a snapshot.

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "analysis/simulate/audit_entry.h"
#include "analysis/simulate/event_heap.h"
#include "analysis/simulate/latency_histogram.h"
#include "analysis/simulate/plan.h"

namespace causeway::simulate {

// A request at one service: from the attempt to call it to its answer.
struct Frame {
    std::uint64_t key = 0;             // of all that is drawn for it
    std::uint64_t request = 0;         // key of the request from outside that it belongs to
    std::int64_t start = 0;            // when it reached the service
    std::int64_t workNs = 0;           // at speed 1
    std::uint32_t parent = kNone;      // kNone: nobody waits for it
    std::uint32_t next = kNone, previous = kNone; // in a queue, in service, or free
    std::uint32_t call = kNone;        // kNone: it came from outside
    std::uint32_t replica = kNone;
    std::uint32_t source = kNone;
    std::uint32_t operation = 0, step = 0;
    std::uint16_t pending = 0;         // calls of the step that it waits for
    std::uint8_t attempt = 0;
    bool used : 1 = false;
    bool failed : 1 = false;
    bool dead : 1 = false;             // stands only for an event that is still to come
    bool timed : 1 = false;            // in the list of its call's timer
    bool lost : 1 = false;             // its answer does not arrive
    bool left : 1 = false;             // such an answer was given: the frame stands for the caller that waits
};

struct FrameTimer {
    std::int64_t deadline = kNever;
    std::uint32_t next = kNone, previous = kNone;
};

// Of a frame, where a sink is told.
struct FrameTrace {
    std::uint64_t trace = 0, parent = 0; // parent: span
};

struct FrameList {
    std::uint32_t head = kNone, tail = kNone;
};

// Since the clock began.
struct ServiceCounters {
    double busyArea = 0, queueArea = 0, inSystemArea = 0, upArea = 0, downArea = 0, replicaArea = 0; // × ns; busy and up in servers
    double waitSum = 0, sojournSum = 0, latencySum = 0; // ns
    std::uint64_t arrivals = 0, started = 0, departures = 0, answers = 0, errors = 0, dropped = 0;
};

struct OperationCounters {
    double latencySum = 0; // ns, of answers
    std::uint64_t answers = 0, errors = 0, refused = 0, violations = 0; // refused: never let in
};

// Power of a domain, or of the nodes in none.
struct EnergyCounters {
    double wattSeconds = 0, brown = 0, carbonG = 0, price = 0;
};

struct TokenBucket {
    double perNs = 0, burst = 0, tokens = 0; // perNs 0: no limit
    std::int64_t last = 0;
};

struct ServiceState {
    ServiceCounters counters;
    std::int64_t last = 0;                                       // the areas are up to then
    std::uint32_t inService = 0, busy = 0, queued = 0, inFlight = 0; // busy: servers
    std::uint32_t upServers = 0, downReplicas = 0, existing = 0; // existing: replicas that are not gone
    std::uint32_t wanted = 0;                                    // replicas asked for
    std::uint32_t queue = kNone;                                 // the first of the shared ones
    std::vector<std::uint32_t> replicas, open;                   // open: that take requests
    std::uint32_t turn = 0;
    Routing routing = Routing::RoundRobin;
    double speed = 1, dimmer = 1;
    double askedSpeed = 1, pace = 1;                             // whose product is the speed
    std::uint32_t concurrencyLimit = kNone;
    bool weighted = false;                                       // by the weights of its replicas
    double mostShed = 1;                                         // of the arrivals, by limits
    // Where some services are more important than others: what the policy asked for, as long as it is not settled.
    double askedDimmer = 1;
    std::uint32_t askedReplicas = kNone;
    double optionalWork = 0;                                     // seconds of work of the optional calls to it since the last tick, left out or not
    std::array<std::uint32_t, kImportances.size()> owed{};       // requests let in beyond its limits, for which one is still to be refused, by importance of where
    std::uint64_t shed = 0;                                      // refused by limits
    TokenBucket bucket;
};

struct ReplicaState {
    enum class State : std::uint8_t { Starting, Up, Draining, Down, Gone } state = State::Up;
    std::uint32_t service = 0, node = kNone, servers = 1, inService = 0, queued = 0;
    std::uint32_t queue = kNone;        // the first of its own
    std::uint32_t working = kNone;      // the first in service, of services that can fail
    std::uint32_t clock = kNone;        // where processors are shared
    std::uint32_t seen = 0;             // requests at it when the dispatcher last looked
    std::int64_t readyAt = kNever;      // while it starts
    std::uint64_t starts = 0;           // numbers its cold starts
    double speed = 1, weight = 1;
    std::uint64_t failures = 0, failureKey = 0;
    double busyArea = 0, tickedBusy = 0; // servers × ns, up to `touched` and up to the last tick; where a controller looks
    std::int64_t touched = 0;
    std::uint32_t fault = kNone;        // of the scenario's, that it suffers from
    std::uint32_t replaces = kNone;     // the replica that goes when this one is up
    bool retired = false;               // replaced: it does not come back
};

// Work done per job since it was last empty: all of a replica's jobs progress alike, so that the one with the least
// work + what had been done when it came ends first (virtual time).
struct SharedClock {
    struct Job {
        double end = 0;
        std::uint64_t number = 0;
        std::uint32_t frame = kNone;
        bool operator<(const Job &other) const { return end != other.end ? end > other.end : number > other.number; } // for a heap of the least
    };
    std::vector<Job> jobs;
    double done = 0, rate = 1;          // rate: done per ns
    std::int64_t last = 0, armed = kNever;
    std::uint64_t next = 0;
};

struct NodeState {
    double wanted = 0, usedArea = 0;    // cores; × ns of the current slot
    double usedBefore = 0;              // of the slots before
    std::int64_t last = 0;
    std::uint32_t hosted = 0;           // replicas that exist
    double awakeArea = 0;               // ns of the current slot with any
    std::int64_t awakeFrom = 0;         // where there is any: since then
    std::vector<std::uint32_t> replicas;
};

struct SourceState {
    std::uint64_t count = 0;            // requests
    std::size_t place = 0;              // in its rates or times; closed: pauses so far
};

struct BreakerState {
    std::uint32_t failures = 0;
    std::int64_t openUntil = -1;        // -1: closed
    bool trying = false;
};

struct TimerState {
    FrameList list;
    bool armed = false;
};

// What a rule did, or did not do, and why. `rule` and `other` count those of the policy.
struct RuleAudit {
    enum class What : std::uint8_t { Done, WouldDo, Outranked, Impossible } what = What::Done; // Outranked: by `other`
    std::uint32_t rule = 0, other = kNone;
    std::uint32_t service = 0, instance = kNone; // that it is about
    double fromS = 0, toS = 0;                   // first and last time; set when it is told
    std::uint64_t times = 1;
};
constexpr std::size_t kMostAudit = 1000;

struct ServiceSight { // of the time since the last tick
    LatencyHistogram latencies;
    std::int64_t least = kNever;
};

struct SimulationState {
    std::int64_t now = 0;
    std::uint64_t events = 0;
    EventHeap heap;
    std::vector<Frame> frames;
    std::vector<FrameTimer> frameTimers; // of the frames, where there are time-outs
    std::vector<FrameTrace> frameTraces; // of the frames, where there is a sink
    std::uint32_t freeFrame = kNone, usedFrames = 0;
    std::vector<FrameList> queues;
    std::vector<ServiceState> services;
    std::vector<ReplicaState> replicas;
    std::vector<SharedClock> clocks;
    std::vector<NodeState> nodes;
    std::vector<SourceState> sources;
    std::vector<BreakerState> breakers;
    std::vector<TimerState> timers;
    std::vector<OperationCounters> operations;
    std::vector<LatencyHistogram> latencies; // of operations, measured time
    std::vector<EnergyCounters> energy;      // of domains, the last: of nodes in none
    std::int64_t slotFrom = 0;
    std::vector<double> slotEnergy;          // room for adding it up
    std::uint64_t requests = 0;              // answered or refused ones from outside
    // As of when measuring began, and as of the last tick.
    std::vector<ServiceCounters> measured, ticked;
    std::vector<OperationCounters> measuredOperations, tickedOperations;
    std::uint64_t measuredRequests = 0;
    std::vector<ServiceSight> sights;
    std::vector<double> tickedNodes;         // used cores × ns up to the last tick
    std::int64_t lastTick = 0;
    std::vector<AuditEntry> audit;
    std::uint64_t auditRefused = 0;
    std::vector<RuleAudit> ruleAudit;
    std::uint64_t optionalCalls = 0, leftOut = 0, measuredOptional = 0, measuredLeftOut = 0;
};

} // namespace causeway::simulate
