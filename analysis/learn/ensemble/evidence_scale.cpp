#include "analysis/learn/ensemble/evidence_scale.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace causeway::learn {

namespace {
constexpr double kFiner = 1.02;    // ratio of the numbers of two steps, where there are many
constexpr double kShape = 1.0 / 3; // of the tail: the chance to be t times as far off falls as 1 / t³
constexpr double kLeastTail = 1e-6, kMostTail = 1e9;

// By the highest tenth, five at least and fifty at most. Scores are counts of events or nats: one such unit is what is
// believed before any is seen.
double tailOf(const std::vector<double> &descending)
{
    const std::size_t highest = std::min(std::clamp<std::size_t>(descending.size() / 10, 5, 50), descending.empty() ? 0 : descending.size() - 1);
    double sum = 1;
    for (std::size_t i = 0; i < highest; ++i)
        sum += descending[i] - descending[highest];
    return std::clamp(sum / (1 + static_cast<double>(highest)), kLeastTail, kMostTail);
}
} // namespace

EvidenceScale::EvidenceScale(std::vector<double> leftOut) : m_sessions(leftOut.size())
{
    std::sort(leftOut.begin(), leftOut.end(), std::greater<>());
    m_tail = tailOf(leftOut);
    double next = 0;
    for (std::size_t from = 0; from < leftOut.size();) {
        std::size_t to = from;
        while (to < leftOut.size() && leftOut[to] == leftOut[from])
            ++to;
        if (static_cast<double>(to) >= next || to == leftOut.size()) {
            m_steps.push_back({leftOut[from], to, from});
            next = static_cast<double>(to) * kFiner;
        }
        from = to;
    }
    std::reverse(m_steps.begin(), m_steps.end());
}

std::uint64_t EvidenceScale::asOdd(double score) const
{
    const auto higher = std::upper_bound(m_steps.begin(), m_steps.end(), score, [](double s, const Step &step) { return s < step.score; });
    if (higher == m_steps.begin())
        return m_sessions;
    const Step &reached = *(higher - 1);
    return reached.score == score ? reached.asOdd : reached.above;
}

double EvidenceScale::evidence(double score, std::uint64_t asOdd, double highest) const
{
    const double base = std::log((static_cast<double>(m_sessions) + 1) / (1 + static_cast<double>(asOdd)));
    if (!(score > highest))
        return base;
    return base + std::log1p(kShape * (score - highest) / m_tail) / kShape;
}

double EvidenceScale::evidence(double score) const
{
    const double infinite = std::numeric_limits<double>::infinity();
    return evidence(score, asOdd(score), m_steps.empty() ? infinite : m_steps.back().score);
}

double EvidenceScale::evidenceOfOwn(double score) const
{
    const std::uint64_t others = std::max<std::uint64_t>(asOdd(score), 1) - 1;
    const bool highest = others == 0 && m_steps.size() > 1;
    return evidence(score, others, highest ? m_steps[m_steps.size() - 2].score : std::numeric_limits<double>::infinity());
}

void EvidenceScale::write(ByteWriter &out) const
{
    out.varint(m_sessions);
    out.f64(m_tail);
    out.varint(m_steps.size());
    for (const Step &step : m_steps) {
        out.f64(step.score);
        out.varint(step.asOdd);
        out.varint(step.above);
    }
}

bool EvidenceScale::read(ByteReader &in)
{
    m_sessions = in.varint();
    m_tail = in.f64();
    const std::uint64_t count = in.varint();
    if (!in.fits(count, 10) || !(m_tail >= kLeastTail && m_tail <= kMostTail) || m_sessions > (std::uint64_t{1} << 40))
        return false;
    m_steps.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
        Step step;
        step.score = in.f64();
        step.asOdd = in.bounded(m_sessions);
        step.above = in.bounded(m_sessions);
        if (!std::isfinite(step.score) || step.above >= step.asOdd || (i > 0 && !(m_steps.back().score < step.score && m_steps.back().above >= step.asOdd)))
            return false;
        m_steps.push_back(step);
    }
    return in.ok();
}

} // namespace causeway::learn
