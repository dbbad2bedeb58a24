#include <limits>

#include "analysis/allocate/heartbeat/detectors.h"

namespace causeway::allocate::heartbeat {

namespace {

class FixedPush final : public Detector {
public:
    FixedPush(double intervalS, double timeoutS) : m_intervalS(intervalS), m_timeoutS(timeoutS) {}
    [[nodiscard]] double intervalS() const override { return m_intervalS; }
    void heard(double, double arrivedS, std::uint64_t, bool) override { m_deadlineS = arrivedS + m_timeoutS; }
    [[nodiscard]] double deadlineS() const override { return m_deadlineS; }

private:
    double m_intervalS, m_timeoutS, m_deadlineS = std::numeric_limits<double>::infinity();
};

} // namespace

DetectorInfo fixedPush()
{
    return {"fixed_push", "a fixed time without a heartbeat", "–", "exact", false, "time without a heartbeat, s", 0, 60, [](double intervalS, double margin) -> std::unique_ptr<Detector> { return std::make_unique<FixedPush>(intervalS, margin); }};
}

} // namespace causeway::allocate::heartbeat
