#pragma once
// What says that something is wrong, and with which service: thresholds on metrics, or detectors of anomalies in what services write.

#include <memory>
#include <vector>

#include "analysis/simulate/controller.h"

namespace causeway::loop {

struct Alarm {
    std::uint32_t service = 0;
    double strength = 0;                // 1: as much as it takes
};

// What is normal of a scenario, measured where nothing is wrong.
struct Normal {
    std::vector<double> latencyP95S;    // of services, mean over windows
    double requestsPerS = 0;            // at the services to which requests come from outside
};

class Trigger {
public:
    virtual ~Trigger() = default;
    // Where it reads what services write; nullptr: it reads metrics alone.
    [[nodiscard]] virtual simulate::TraceSink *sink() { return nullptr; }
    // Once a window. The strongest first; what is not strong enough is not told.
    virtual std::vector<Alarm> look(const simulate::Observation &seen) = 0;
    // Something was done about it: what it has gathered is no longer so.
    virtual void forget() = 0;
    // The strongest of any service so far, whether told or not.
    [[nodiscard]] virtual double strongest() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Trigger> clone() const = 0;
};

} // namespace causeway::loop
