#pragma once
// What detectors of flow tolerate, chosen on training sessions so that each part flags no more than is allowed with the others.

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/detect/session_model.h"

namespace causeway::flow {

// allowed: sessions that may be flagged; takes are in order of how much a part is to be trusted.
class Calibration {
public:
    // included: which sessions judge.
    Calibration(std::vector<bool> included, std::uint64_t allowed) : m_included(std::move(included)), m_flagged(m_included.size(), false), m_allowed(allowed) {}
    // Scores by session; the lowest of `least` and those scores by which no more sessions are flagged than is left.
    double take(std::vector<double> scores, double least);
    // Of the sessions from `from` on, of all where those are none.
    [[nodiscard]] double flaggedShare(std::size_t from) const;

private:
    std::vector<bool> m_included, m_flagged;
    std::uint64_t m_allowed;
};

// By how much a ratio is beyond what is tolerated: 0 where it is not, else above 0 and below 1, growing.
double excessOf(double ratio, double tolerated);

} // namespace causeway::flow
