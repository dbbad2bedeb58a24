#pragma once
// When batch work is done.

#include <deque>

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

// Of the hours that are left to a job it begins in one in which the least of its power is brown, weighed by the carbon of brown power where
// that is asked for; of equals in the first. Green power and carbon are those of the scenario, what else needs power needs as much as
// now. Jobs that would else be late begin whatever that costs. They begin in the order in which they came; one that runs is not stopped.
class Deferral {
public:
    Deferral(const simulate::Scenario &scenario, bool carbon);
    void tick(const simulate::Observation &seen, simulate::Actions &actions);

private:
    // Of a job that begins then beside so much other batch work (W), at a base power (W): brown share, times carbon.
    [[nodiscard]] double costAt(double timeS, double baseW, double besideW, double jobW, double workS) const;

    struct Batch {
        std::uint32_t service = 0;
        unsigned most = 0;               // replicas
        double workS = 0, deadlineS = 0; // of a job; from its arrival
        double watts = 0;                // of one that runs
        std::deque<double> waiting;      // when they came
    };
    simulate::Scenario m_scenario;
    bool m_carbon;
    std::vector<Batch> m_batches;
};

} // namespace causeway::allocate
