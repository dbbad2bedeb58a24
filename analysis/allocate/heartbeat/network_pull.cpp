// Asked for at a fixed interval; the time-out follows the network alone: mean round trip + 4 deviations, both smoothed as TCP does (Jacobson
// 1988).

#include <cmath>
#include <limits>

#include "analysis/allocate/heartbeat/detectors.h"

namespace causeway::allocate::heartbeat {

namespace {

class NetworkPull final : public Detector {
public:
    NetworkPull(double intervalS, double marginS) : m_intervalS(intervalS), m_marginS(marginS) {}
    [[nodiscard]] double intervalS() const override { return m_intervalS; }
    void heard(double sentS, double arrivedS, std::uint64_t number, bool) override
    {
        const double rtt = arrivedS - sentS;
        if (m_meanS == 0) {
            m_meanS = rtt;
            m_deviationS = rtt / 2;
        } else {
            m_deviationS += (std::abs(rtt - m_meanS) - m_deviationS) / 4;
            m_meanS += (rtt - m_meanS) / 8;
        }
        if (number >= m_last) {
            m_last = number;
            m_deadlineS = sentS + m_intervalS + m_meanS + 4 * m_deviationS + m_marginS;
        }
    }
    [[nodiscard]] double deadlineS() const override { return m_deadlineS; }

private:
    double m_intervalS, m_marginS, m_meanS = 0, m_deviationS = 0, m_deadlineS = std::numeric_limits<double>::infinity();
    std::uint64_t m_last = 0;
};

} // namespace

DetectorInfo networkPull()
{
    return {"network_pull", "asked for; mean round trip + 4 deviations without an answer", "Zang et al. 2018, a baseline there; Jacobson 1988", "re-implemented from the abstract", true, "time beyond that, s", -1, 60,
            [](double intervalS, double margin) -> std::unique_ptr<Detector> { return std::make_unique<NetworkPull>(intervalS, margin); }};
}

} // namespace causeway::allocate::heartbeat
