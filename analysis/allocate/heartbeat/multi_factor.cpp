// Zang et al. 2018, from the abstract: asked for at the interval of least cost, which follows how often the node failed so far and, by the
// round trip's mean + 4 deviations, the network; missed after Chen's expected arrival + α. The load of nodes, the third factor, is not
// known here.

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/allocate/heartbeat/arrival_window.h"
#include "analysis/allocate/heartbeat/detectors.h"

namespace causeway::allocate::heartbeat {

namespace {

constexpr std::size_t kWindow = 200;
constexpr double kExpectedFailuresS = 1000; // one in so long is what is believed at first, with the weight of one

class MultiFactor final : public Detector {
public:
    MultiFactor(double intervalS, double alphaS) : m_atFirstS(intervalS), m_intervalS(intervalS), m_alphaS(alphaS), m_rtt(kWindow) {}
    [[nodiscard]] double intervalS() const override { return m_intervalS; }
    void heard(double sentS, double arrivedS, std::uint64_t number, bool wasSuspected) override
    {
        if (wasSuspected && number > m_last + kMissedByFailure)
            ++m_failures;
        m_rtt.add(arrivedS - sentS);
        m_last = std::max(m_last, number);
        m_deadlineS = sentS + m_intervalS + m_rtt.mean() + m_alphaS; // the next one was or will be asked for by the interval of now
        const double failuresPerS = (1 + m_failures) / (kExpectedFailuresS + arrivedS), network = m_rtt.mean() + 4 * m_rtt.deviation();
        m_baseS = m_baseS == 0 ? network : m_baseS + (network - m_baseS) / 100;
        // The costs are those by which the interval asked for is cheapest as long as the node fails as believed at first.
        const double cost = m_atFirstS * m_atFirstS / (2 * kExpectedFailuresS);
        m_intervalS = std::clamp(cheapestInterval(cost, failuresPerS, 1) * std::sqrt(network / m_baseS), m_atFirstS / 4, m_atFirstS * 4);
    }
    [[nodiscard]] double deadlineS() const override { return m_deadlineS; }

private:
    static constexpr std::uint64_t kMissedByFailure = 5;
    double m_atFirstS, m_intervalS, m_alphaS, m_baseS = 0, m_deadlineS = std::numeric_limits<double>::infinity();
    std::uint64_t m_last = 0;
    unsigned m_failures = 0;
    ArrivalWindow m_rtt;
};

} // namespace

double cheapestInterval(double heartbeatCost, double failuresPerS, double delayCostPerS) { return std::sqrt(2 * heartbeatCost / (failuresPerS * delayCostPerS)); }

DetectorInfo multiFactor()
{
    return {"multi_factor", "asked for at an interval that follows failures and network; a fixed time after the answer is expected", "Zang et al. 2018", "re-implemented from the abstract; without the factor of load", true, "α, s", -1, 60,
            [](double intervalS, double margin) -> std::unique_ptr<Detector> { return std::make_unique<MultiFactor>(intervalS, margin); }};
}

std::span<const DetectorInfo> detectors()
{
    static const DetectorInfo all[]{fixedPush(), networkPull(), phiAccrual(), chen(), multiFactor()};
    return all;
}

} // namespace causeway::allocate::heartbeat
