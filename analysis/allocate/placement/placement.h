#pragma once
// On which nodes the replicas of services stand: fast, cheap, green. What a placement comes to, by the mean load of the scenario:
//   latency   own work on the nodes' speeds, and the ways there and back between the domains of services that call one another, a
//             request from outside on average, one after the other; waiting is not in it (the simulation tells)
//   cost      an hour: of the nodes that hold anything, and of their power beyond what is green
//   carbon    grams an hour, of that power
// What it must keep: servers of the replicas on a node within its cores (times `overcommit`), their memory within its memory, and, where
// there are links, all replicas of a service in one domain. Weights say how much each counts, relative to all services spread
// evenly over all nodes.

#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::allocate::placement {

struct Weights {
    double latency = 1, cost = 1, carbon = 1; // not negative
};

// Numbers of services and nodes are those of the scenario.
struct Problem {
    struct Service {
        unsigned replicas = 1;
        double cores = 1, memoryGib = 0;      // of a replica
        double busy = 0;                      // cores at work at speed 1, all replicas together
    };
    struct Node {
        double cores = 1, speed = 1, pricePerH = 0, idleW = 0, maxW = 0; // cores: that may be given away
        double realCores = 1;
        std::optional<double> memoryGib;
        std::size_t domain = 0;
    };
    struct Domain {
        double pricePerKwh = 0, carbonPerKwh = 0, greenW = 0;            // means over the measured time
    };
    struct Traffic {
        std::size_t from = 0, to = 0;         // services
        double perS = 0;
    };
    std::vector<Service> services;
    std::vector<Node> nodes;
    std::vector<Domain> domains;
    std::vector<Traffic> traffic;             // between different services, each pair once
    std::vector<double> roundTripS;           // by domain and domain
    bool linked = false;                      // a service stays in one domain
    double requestsPerS = 0;                  // from outside
    Weights weights;
    double latencyUnit = 0, costUnit = 0, carbonUnit = 0; // that a weight of 1 is of; 0: does not count
    std::vector<std::string> serviceNames, nodeNames;
    [[nodiscard]] std::size_t domainOf(std::size_t node) const { return nodes[node].domain; }
    [[nodiscard]] double roundTrip(std::size_t a, std::size_t b) const { return roundTripS[a * domains.size() + b]; }
};

// By service and node: replicas.
using Placement = std::vector<std::vector<unsigned>>;

struct Score {
    double latencyS = 0, costPerH = 0, carbonGPerH = 0, objective = 0;
    std::size_t nodes = 0;                    // that hold anything
};

constexpr std::size_t kMostCells = 20'000;    // services × nodes of the exact search
constexpr double kMostTrials = 2e9;           // of the greedy one

// Errors: InvalidInput (no nodes, no such weights).
Result<Problem> problemOf(const simulate::Scenario &scenario, const Weights &weights, double overcommit = 1);

// Services that are not placed count for nothing.
Score scoreOf(const Problem &problem, const Placement &placement);
// As the scenario has it; nullopt where a service has no node.
std::optional<Placement> placementOf(const simulate::Scenario &scenario);
// What keeps a placement from being possible; empty: nothing.
Message brokenBy(const Problem &problem, const Placement &placement);
// What no placement can keep; empty: nothing was found.
Message impossible(const Problem &problem);

// Largest services first, each where it adds least; then each is moved as long as that helps. Errors: InvalidInput (impossible: which
// constraint), NotFound (it found no room, but there may be), LimitExceeded (too large), Cancelled.
Result<Placement> greedy(const Problem &problem, const Job &job);

struct Exact {
    Placement placement;
    bool proven = false;                      // that none is better
    double gap = 0;                           // else: at most so much, a share of the objective
};
// By branch and cut (GLPK), from the start on, which may be absent. Errors: InvalidInput (impossible: which constraint), NotFound (none found
// in that time), LimitExceeded (more than kMostCells), Cancelled.
Result<Exact> exact(const Problem &problem, const std::optional<Placement> &start, double limitS, const Job &job);

// The scenario with its services on those nodes; nodes that hold nothing are left out, and domains and links that then have none.
simulate::Scenario placed(simulate::Scenario scenario, const Placement &placement);

} // namespace causeway::allocate::placement
