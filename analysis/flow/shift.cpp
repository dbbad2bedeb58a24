#include "analysis/flow/shift.h"

#include <algorithm>
#include <cmath>

namespace causeway::flow {

namespace {

// One delay says at most so much: a wrong match must not decide.
constexpr double kMostPerDelay = 2;

double evidence(const EdgeProfile &edge, double seconds, double scale)
{
    const double now = edge.density(seconds / scale) / scale, before = edge.density(seconds);
    return std::clamp(std::log(std::max(now, 1e-300) / std::max(before, 1e-300)), -kMostPerDelay, kMostPerDelay);
}

} // namespace

std::optional<ShiftDetector::Change> ShiftDetector::add(std::int64_t delayNs, std::int64_t timeNs)
{
    if (m_lasting)
        return std::nullopt;
    const double seconds = std::max(static_cast<double>(delayNs) * 1e-9, 1e-9);
    if (m_candidate < kScales.size()) {
        m_after.push_back(seconds);
        if (m_after.size() < kConfirm)
            return std::nullopt;
        double sum = 0;
        for (const double s : m_after)
            sum += evidence(*m_edge, s, kScales[m_candidate]);
        std::nth_element(m_after.begin(), m_after.begin() + kConfirm / 2, m_after.end());
        const Change change{sum > kConfirmed, m_since[m_candidate], static_cast<std::int64_t>(m_after[kConfirm / 2] * 1e9)};
        m_lasting = change.lasting;
        m_after.clear();
        m_sums = {};
        m_candidate = kScales.size();
        return change;
    }
    std::size_t most = 0;
    for (std::size_t i = 0; i < kScales.size(); ++i) {
        if (m_sums[i] <= 0)
            m_since[i] = timeNs;
        m_sums[i] = std::max(0.0, m_sums[i] + evidence(*m_edge, seconds, kScales[i]));
        if (m_sums[i] > m_sums[most])
            most = i;
    }
    if (m_sums[most] > kCandidate)
        m_candidate = most;
    return std::nullopt;
}

} // namespace causeway::flow
