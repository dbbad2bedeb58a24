#pragma once
// Who tells from heartbeats that a node is down. Push: the node sends at an interval. Pull: it is asked at an interval, and answers.
// Times are seconds.

#include <memory>
#include <span>
#include <string_view>

namespace causeway::allocate::heartbeat {

class Detector {
public:
    virtual ~Detector() = default;
    // Until the next heartbeat is sent, or asked for.
    [[nodiscard]] virtual double intervalS() const = 0;
    // A heartbeat that was sent (push) or asked for (pull) then has arrived. number: of it, lost ones counted. wasSuspected: it ends a
    // suspicion.
    virtual void heard(double sentS, double arrivedS, std::uint64_t number, bool wasSuspected) = 0;
    // Without another heartbeat until then the node is suspected. Before the first one: never.
    [[nodiscard]] virtual double deadlineS() const = 0;
};

// How a detector is made. The margin decides between early and false suspicions; what it is differs: see `margin`.
struct DetectorInfo {
    std::string_view name, title, paper, fidelity;
    bool pulls = false;
    std::string_view margin;             // what the margin is
    double leastMargin = 0, mostMargin = 0;
    std::unique_ptr<Detector> (*make)(double intervalS, double margin) = nullptr;
};
std::span<const DetectorInfo> detectors();

// φ = −log10 of the chance that a standard normal exceeds z, also where that is too small for a double; and its inverse.
double phiOf(double z);
double zOf(double phi);

// Zang et al. 2018: the interval of least cost, √(2 c_h / (λ_f c_d)): a heartbeat costs c_h, a second in which a failure is not known c_d,
// failures come at λ_f a second.
double cheapestInterval(double heartbeatCost, double failuresPerS, double delayCostPerS);

} // namespace causeway::allocate::heartbeat
