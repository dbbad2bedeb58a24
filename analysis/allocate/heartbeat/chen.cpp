// Chen, Toueg and Aguilera 2002 ("On the quality of service of failure detectors"): the next heartbeat is expected at
// EA = mean(A_i − Δ s_i) + (k + 1) Δ, and missed after EA + α.

#include <limits>

#include "analysis/allocate/heartbeat/arrival_window.h"
#include "analysis/allocate/heartbeat/detectors.h"

namespace causeway::allocate::heartbeat {

namespace {

constexpr std::size_t kWindow = 1000;

class Chen final : public Detector {
public:
    Chen(double intervalS, double alphaS) : m_intervalS(intervalS), m_alphaS(alphaS), m_shifts(kWindow) {}
    [[nodiscard]] double intervalS() const override { return m_intervalS; }
    void heard(double, double arrivedS, std::uint64_t number, bool) override
    {
        m_shifts.add(arrivedS - m_intervalS * static_cast<double>(number));
        m_last = std::max(m_last, number);
        m_deadlineS = m_shifts.mean() + static_cast<double>(m_last + 1) * m_intervalS + m_alphaS;
    }
    [[nodiscard]] double deadlineS() const override { return m_deadlineS; }

private:
    double m_intervalS, m_alphaS, m_deadlineS = std::numeric_limits<double>::infinity();
    std::uint64_t m_last = 0;
    ArrivalWindow m_shifts;
};

} // namespace

DetectorInfo chen()
{
    return {"chen", "a fixed time after the next heartbeat is expected", "Chen, Toueg and Aguilera 2002", "as published (NFD-E)", false, "α, s", -1, 60, [](double intervalS, double margin) -> std::unique_ptr<Detector> { return std::make_unique<Chen>(intervalS, margin); }};
}

} // namespace causeway::allocate::heartbeat
