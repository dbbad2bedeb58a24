#pragma once
// A simulated scenario against closed forms, where it is one of those that have them.

#include "analysis/simulate/replications.h"

namespace causeway::simulate {

struct TheoryCheck {
    std::uint32_t service = 0;     // of the scenario
    std::string form;              // "M/M/c", "M/M/c/K", "M/G/1", "M/G/1-PS"
    double responseS = 0;          // waiting and work of a request, its calls not counted: as theory has it
    Estimate simulatedS;           // over replications
    [[nodiscard]] bool agrees() const; // the interval covers theory, or is less than 1 % off
};

// Of the services for which there is one: static policy, steady Poisson arrivals, one replica or one queue for all, equal speeds, nothing
// that fails, is given up, dropped out of turn or shared with others; and either no calls at all, or calls one after the other among
// services with exponential times (an open network of product form: each service as if it stood alone; Baskett et al. 1975). Services at
// or over their capacity have no steady state and are left out.
std::vector<TheoryCheck> checkTheory(const Scenario &scenario, const ReplicationsResult &result);

} // namespace causeway::simulate
