#pragma once
// When batch work is done.

#include <deque>

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

// Services whose operations can all be deferred get as many replicas as run on green power that is left, and as many as are needed for
// what would else be late. Jobs begin in the order in which they came; one that runs is not stopped.
class Deferral {
public:
    explicit Deferral(const simulate::Scenario &scenario);
    void tick(const simulate::Observation &seen, simulate::Actions &actions);

private:
    struct Batch {
        std::uint32_t service = 0;
        unsigned most = 0;               // replicas
        double workS = 0, deadlineS = 0; // of a job; from its arrival
        double watts = 0;                // of one that runs
        std::deque<double> waiting;      // when they came
    };
    simulate::Scenario m_scenario;
    std::vector<Batch> m_batches;
};

} // namespace causeway::allocate
