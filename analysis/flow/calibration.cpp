#include "analysis/flow/calibration.h"

#include <cmath>

#include "analysis/detect/training.h"

namespace causeway::flow {

double Calibration::take(std::vector<double> scores, double least)
{
    std::uint64_t already = 0;
    for (std::size_t s = 0; s < scores.size(); ++s) {
        already += m_flagged[s];
        if (m_flagged[s] || !m_included[s] || scores[s] <= least)
            scores[s] = 0;
    }
    const std::vector<std::uint64_t> weights(scores.size(), 1);
    const double tolerated = std::max(least, detect::toleratedScore(scores, weights, m_allowed > already ? m_allowed - already : 0));
    for (std::size_t s = 0; s < scores.size(); ++s)
        if (scores[s] > tolerated)
            m_flagged[s] = true;
    return tolerated;
}

double Calibration::flaggedShare(std::size_t from) const
{
    std::uint64_t judged = 0, flagged = 0;
    const auto judge = [&](std::size_t first) {
        for (std::size_t s = first; s < m_included.size(); ++s) {
            judged += m_included[s];
            flagged += m_flagged[s];
        }
    };
    judge(from);
    if (judged == 0)
        judge(0);
    return judged == 0 ? 0 : static_cast<double>(flagged) / static_cast<double>(judged);
}

double excessOf(double ratio, double tolerated)
{
    if (!(ratio > tolerated))
        return 0;
    const double beyond = std::log(ratio / tolerated);
    return std::max(beyond / (1 + beyond), 1e-9);
}

} // namespace causeway::flow
