#pragma once
// What a simulation is told: services, operations that call one another, load, objectives. Written as a scenario file (format 1).
// Times are seconds; 0 is where measuring begins, after the warm-up.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/core/message.h"
#include "analysis/simulate/action_kind.h"
#include "analysis/simulate/distribution.h"
#include "analysis/simulate/policy_rule.h"

namespace causeway::simulate {

// From each time on that value, before the first the first one.
using Series = std::vector<std::pair<double, double>>;

// So many failures of a call one after the other, and it is not tried for a while; then once, to see.
struct Breaker {
    unsigned failures = 5;
    double openS = 30;
    bool operator==(const Breaker &) const = default;
};

struct Call {
    std::string operation;
    double probability = 1;
    std::optional<Distribution> delay = {}; // on the way there and back together; absent: none
    bool async = false;                // the caller does not wait for it
    std::optional<double> timeoutS = {};    // of one attempt; what was given up still costs its work
    unsigned retries = 0;
    double backoffS = 0;               // before the first retry; twice as long before each further one
    std::optional<Breaker> breaker = {};
    bool dispensable = false;          // "optional": its failure is none of the caller's, and a dimmer may leave it out
    bool operator==(const Call &) const = default;
};

struct Operation {
    std::string name, service;
    Distribution self;                    // of the service's own work at speed 1, calls not counted; it is done before the calls
    double errorProbability = 0;          // of failing by itself, after its own work
    std::vector<std::vector<Call>> steps; // one after the other; the calls of a step at once
    int priority = 0;                     // higher goes first, where the discipline is by priority
    std::optional<double> deferrableS = {}; // batch work: it is done in time when it is done within that
};

enum class Discipline : std::uint8_t { Fcfs, Ps, Priority };
// Which replica a request goes to. Shared: one queue for all of them.
enum class Routing : std::uint8_t { RoundRobin, Random, LeastLoaded, BestOfTwo, Shared };

// A replica breaks down and is repaired; what it works on and what waits at it fails.
struct Failures {
    Distribution between, repair;         // from up to down, from down to up
};

// What no policy may take from a service, whoever is behind it. What a policy asks beyond that is refused and told (AuditEntry).
struct Floor {
    unsigned minReplicas = 0;
    double mostShed = 1;                  // share of the requests that limits may refuse
    bool neverDimmed = false;             // its optional calls are made
    bool operator==(const Floor &) const = default;
};

struct Service {
    std::string name;
    unsigned replicas = 1, servers = 1;   // servers: of a replica, each works on one request at a time
    Discipline discipline = Discipline::Fcfs;
    std::optional<unsigned> queueLimit = {};   // requests that wait at a replica (Shared: at the service), more are dropped
    std::vector<std::string> nodes = {};       // of the replicas in turn; empty: on none, each has the processors it needs
    Routing routing = Routing::RoundRobin;
    double routingViewS = 0;              // queue lengths are seen as they were at the last multiple of this; 0: as they are
    std::vector<double> speeds = {};           // of the replicas in turn; empty: 1
    std::optional<Distribution> coldStart = {}; // of a replica added while it runs
    std::optional<Failures> failures = {};
    double pricePerH = 0;                 // of a replica
    Series speedOverTime = {};            // factor on the speed of all replicas, from each time on; before the first: 1
    std::optional<Floor> floor = {};
    Importance importance = Importance::Normal;
    ActionKinds approve = 0;              // what no policy may do to it without a person's consent
    double memoryGib = 0;                 // that a replica needs on its node
    double correlation = 0;               // of any two self times of one request at this service; less than that of the scenario counts as that
};

struct Closed {
    unsigned users = 0;
    Distribution think;                    // between an answer and the next request
};

struct Arrivals {
    std::string operation;
    double ratePerS = 0;                           // Poisson, where there is none of the others
    std::vector<std::pair<double, double>> rates;  // from that second on so many a second (Poisson)
    std::vector<double> times = {};                // rising
    std::optional<Closed> closed = {};
};

struct Node {
    std::string name;
    double cores = 1;
    double idleW = 0, maxW = 0;            // between them in proportion to the cores in use
    std::optional<double> offW = {};       // while no replica is on it; absent: as idle
    double pricePerH = 0;
    double speed = 1;                      // of work on it
    std::optional<double> memoryGib = {};  // absent: enough for everything
    std::string domain;                    // empty: none
};

struct Domain {
    std::string name;
    Series pricePerKwh, carbonPerKwh, greenW; // carbonPerKwh: grams of what is not green; greenW: of all its nodes together
};

// Between services of two domains, each way; both directions, where only one is given.
struct Link {
    std::string from, to;
    Distribution latency;
};

struct Objective {
    std::string operation;
    double latencyS = 0, share = 0.99;             // so many within it
};

// What goes wrong from a time on, until it is over or the replicas that it is about are replaced.
struct Fault {
    std::string name;
    std::string service;                   // empty: it is of the load
    double fromS = 0;
    std::optional<double> toS = {};        // absent: to the end
    unsigned instances = 1;                // of its replicas, the first that are up at that time
    double speed = 1;                      // factor on theirs
    double errorProbability = 0;           // of what they work on
    double lost = 0;                       // share of their answers that never arrive: a caller waits for its time-out; without one it is a failure
    double load = 1;                       // factor on all Poisson arrivals
};

struct PolicyChoice {
    std::string name = "static";
    std::map<std::string, double> settings = {};
    bool operator==(const PolicyChoice &) const = default;
};

// Why a field has the value that it has, where the data do not tell it; or what is wrong with it.
struct ScenarioNote {
    std::string field; // "services.order.servers", "operations.pay.calls[2].parallel[0].retries"
    Message why;
    Message hint = {}; // what to do about it
};

struct Scenario {
    double durationS = 0;                  // measured, after the warm-up
    std::vector<Service> services;
    std::vector<Operation> operations;
    std::vector<Arrivals> arrivals;
    std::vector<Objective> objectives;
    std::vector<ScenarioNote> notes;
    std::uint64_t seed = 1;
    double warmupS = 60;
    std::vector<Node> nodes;
    std::vector<Domain> domains;
    std::vector<Link> links;
    PolicyChoice policy;
    std::vector<PolicyRule> rules; // "policy.rules": what the policy `rules` acts by
    // Of any two self times of one request, of their normal scores (a Gaussian copula: each time follows its distribution all the
    // same). A request that is slow at one place is slow at others.
    double correlation = 0;
    std::vector<Fault> faults;
    ActionKinds approve = 0;               // of all services
    // What the policy would have changed before the run, without the consent that it needs; no part of the file.
    std::vector<std::pair<std::uint32_t, ActionKind>> unapproved;
};

std::string toJson(const Scenario &scenario);

} // namespace causeway::simulate
