// Hayashibara et al. 2004 ("The φ accrual failure detector"): the longer nothing comes against the times between heartbeats before, the
// more it is suspected; here as soon as φ passes a threshold. The first heartbeat after a suspicion is no sample, as Akka has it.

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/allocate/heartbeat/arrival_window.h"
#include "analysis/allocate/heartbeat/detectors.h"

namespace causeway::allocate::heartbeat {

namespace {

constexpr std::size_t kWindow = 1000;
constexpr double kLeastDeviation = 0.001;

class PhiAccrual final : public Detector {
public:
    PhiAccrual(double intervalS, double phi) : m_intervalS(intervalS), m_z(zOf(phi)), m_between(kWindow)
    {
        // As Akka begins: the interval, give or take a quarter.
        m_between.add(intervalS * 0.75);
        m_between.add(intervalS * 1.25);
    }
    [[nodiscard]] double intervalS() const override { return m_intervalS; }
    void heard(double, double arrivedS, std::uint64_t, bool wasSuspected) override
    {
        if (m_lastS >= 0 && !wasSuspected)
            m_between.add(arrivedS - m_lastS);
        m_lastS = arrivedS;
    }
    [[nodiscard]] double deadlineS() const override
    {
        return m_lastS < 0 ? std::numeric_limits<double>::infinity() : m_lastS + std::max(0.0, m_between.mean() + std::max(m_between.deviation(), kLeastDeviation) * m_z);
    }

private:
    double m_intervalS, m_z, m_lastS = -1;
    ArrivalWindow m_between;
};

} // namespace

// Beyond the range of doubles by the tail's expansion z²/2 + ln(z √2π), exact to 1/z².
double phiOf(double z)
{
    if (z < 30)
        return -std::log10(0.5 * std::erfc(z / std::sqrt(2.0)));
    return (z * z / 2 + std::log(z * std::sqrt(2 * 3.14159265358979324)) + 1 / (z * z)) / std::log(10.0);
}

double zOf(double phi)
{
    double low = -30, high = 1e4;
    for (int i = 0; i < 200 && high - low > 1e-12 * std::max(1.0, std::abs(high)); ++i) {
        const double middle = (low + high) / 2;
        (phiOf(middle) < phi ? low : high) = middle;
    }
    return high;
}

DetectorInfo phiAccrual()
{
    return {"phi_accrual", "improbably long without a heartbeat, by the times between those before", "Hayashibara et al. 2004 (φ accrual)", "as published, by a normal distribution", false, "threshold of φ", 1e-3, 1e6,
            [](double intervalS, double margin) -> std::unique_ptr<Detector> { return std::make_unique<PhiAccrual>(intervalS, margin); }};
}

} // namespace causeway::allocate::heartbeat
