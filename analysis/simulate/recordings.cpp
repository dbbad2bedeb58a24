#include "analysis/simulate/recordings.h"

#include <algorithm>

namespace causeway::simulate {

namespace {

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

} // namespace

Recordings::Recordings(std::vector<std::int64_t> starts)
{
    if (starts.empty())
        return;
    std::ranges::sort(starts);
    std::vector<std::int64_t> pauses;
    for (std::size_t i = 1; i < starts.size(); ++i)
        pauses.push_back(starts[i] - starts[i - 1]);
    std::int64_t longest = kPauseNs;
    if (!pauses.empty()) {
        std::vector<std::int64_t> sorted = pauses;
        std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2));
        if (const std::int64_t median = sorted[sorted.size() / 2]; median > kPauseNs / kPauses)
            longest = median > INT64_MAX / kPauses ? INT64_MAX : median * kPauses;
    }
    m_all.push_back({starts[0], starts[0], 0, 1});
    double recorded = 0;
    std::size_t steps = 0;
    for (std::size_t i = 1; i < starts.size(); ++i) {
        if (pauses[i - 1] > longest) {
            m_leftOut += seconds(pauses[i - 1]);
            m_all.push_back({starts[i], starts[i], 0, 0});
        } else {
            recorded += seconds(pauses[i - 1]);
            ++steps;
        }
        m_all.back().toNs = starts[i];
        ++m_all.back().traces;
    }
    const double pause = steps > 0 ? recorded / static_cast<double>(steps) : 0;
    for (Recording &one : m_all) {
        one.atS = m_length;
        m_length += seconds(one.toNs - one.fromNs) + pause;
    }
    m_length -= pause;
}

std::size_t Recordings::find(std::int64_t ns) const
{
    const auto after = std::ranges::upper_bound(m_all, ns, {}, &Recording::fromNs);
    return after == m_all.begin() ? 0 : static_cast<std::size_t>(after - m_all.begin()) - 1;
}

double Recordings::at(std::int64_t ns) const
{
    if (m_all.empty())
        return 0;
    const Recording &one = m_all[find(ns)];
    return one.atS + seconds(std::clamp(ns, one.fromNs, one.toNs) - one.fromNs);
}

} // namespace causeway::simulate
