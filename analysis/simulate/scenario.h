#pragma once
// What a simulation is told: services, operations that call one another, load, objectives. Written as a scenario file (format 1).
// Times are seconds.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/core/message.h"
#include "analysis/simulate/distribution.h"

namespace causeway::simulate {

struct Call {
    std::string operation;
    double probability = 1;
    std::optional<Distribution> delay; // on the way there and back together; absent: none
    bool async = false;                // the caller does not wait for it
};

struct Operation {
    std::string name, service;
    Distribution self;                    // of the service's own work, calls not counted
    double errorProbability = 0;          // of failing by itself
    std::vector<std::vector<Call>> steps; // one after the other; the calls of a step at once
};

struct Service {
    std::string name;
    unsigned replicas = 1, servers = 1;   // servers: of a replica, each works on one request at a time
};

struct Arrivals {
    std::string operation;
    double ratePerS = 0;                           // Poisson, where there are no rates
    std::vector<std::pair<double, double>> rates;  // from that second on so many a second
};

struct Objective {
    std::string operation;
    double latencyS = 0, share = 0.99;             // so many within it
};

// Why a field has the value that it has, where the data do not tell it.
struct ScenarioNote {
    std::string field; // "services.order.servers"
    Message why;
};

struct Scenario {
    double durationS = 0;
    std::vector<Service> services;
    std::vector<Operation> operations;
    std::vector<Arrivals> arrivals;
    std::vector<Objective> objectives;
    std::vector<ScenarioNote> notes;
};

std::string toJson(const Scenario &scenario);

} // namespace causeway::simulate
