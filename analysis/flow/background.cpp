#include "analysis/flow/background.h"

#include <algorithm>
#include <cmath>

namespace causeway::flow {

namespace {

constexpr double kBursty = 1.3;
constexpr std::size_t kMostCells = 20'000'000; // of the table of rates

// Counts of each key in slots of so many seconds; stretches shorter than four slots have none.
struct Slots {
    std::vector<std::uint32_t> of; // by event
    std::size_t count = 0;
    std::vector<std::uint32_t> ends; // slots end with their stretch here
};

Slots cut(const Timeline &line, double seconds)
{
    Slots out;
    out.of.resize(line.size());
    for (std::size_t s = 0; s < line.stretches.size(); ++s) {
        const std::size_t end = s + 1 < line.stretches.size() ? line.stretches[s + 1] : line.size();
        const auto slots = static_cast<std::size_t>(line.seconds[end - 1] / seconds) + 1;
        for (std::size_t i = line.stretches[s]; i < end; ++i)
            out.of[i] = static_cast<std::uint32_t>(out.count + std::min(slots - 1, static_cast<std::size_t>(line.seconds[i] / seconds)));
        out.count += slots;
        out.ends.push_back(static_cast<std::uint32_t>(out.count));
    }
    return out;
}

} // namespace

Background::Background(const Timeline &line, double horizon) : m_line(line)
{
    // Sessions are short: within them there is no rate to follow.
    if (line.stretches.size() * 20 > line.size() || line.span < 8 * horizon)
        return;
    const Slots half = cut(line, horizon / 2);
    std::vector<double> indices;
    std::vector<double> counts(half.count);
    for (std::size_t key = 0; key < line.ids.size(); ++key) {
        if (line.counts[key] < 20)
            continue;
        std::fill(counts.begin(), counts.end(), 0);
        for (const std::uint32_t place : line.places[key])
            ++counts[half.of[place]];
        double mean = 0, square = 0;
        for (const double c : counts) {
            mean += c;
            square += c * c;
        }
        mean /= static_cast<double>(half.count);
        square /= static_cast<double>(half.count);
        indices.push_back((square - mean * mean) / mean);
    }
    if (indices.empty())
        return;
    std::nth_element(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(indices.size() / 2), indices.end());
    m_dispersion = indices[indices.size() / 2];
    const Slots slots = cut(line, horizon / 4);
    if (m_dispersion <= kBursty || slots.count * line.ids.size() > kMostCells)
        return;
    m_bursty = true;
    m_slotOf = slots.of;
    m_rates.resize(line.ids.size());
    const double width = horizon / 4;
    std::vector<double> raw(slots.count);
    for (std::size_t key = 0; key < line.ids.size(); ++key) {
        std::fill(raw.begin(), raw.end(), 0);
        for (const std::uint32_t place : line.places[key])
            ++raw[slots.of[place]];
        // Over five slots, and a little of the mean, so that no rate is nought.
        const double mean = line.counts[key] / static_cast<double>(slots.count);
        m_rates[key].resize(slots.count);
        static constexpr double kWeights[5] = {1, 2, 3, 2, 1};
        std::size_t begin = 0;
        for (const std::uint32_t end : slots.ends) {
            for (std::size_t s = begin; s < end; ++s) {
                double sum = 0, weight = 0;
                for (int d = -2; d <= 2; ++d) {
                    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(s) + d;
                    if (at < static_cast<std::ptrdiff_t>(begin) || at >= static_cast<std::ptrdiff_t>(end))
                        continue;
                    sum += kWeights[d + 2] * raw[static_cast<std::size_t>(at)];
                    weight += kWeights[d + 2];
                }
                m_rates[key][s] = static_cast<float>((0.9 * sum / weight + 0.1 * mean) / width);
            }
            begin = end;
        }
    }
}

double Background::rateAt(std::uint32_t key, std::uint32_t place) const { return m_rates[key][m_slotOf[place]]; }

double Background::coincidences(std::uint32_t a, std::uint32_t b) const
{
    if (!m_bursty)
        return static_cast<double>(m_line.counts[a]) * m_line.counts[b] / std::max(m_line.span, 1e-9);
    double sum = 0;
    for (const std::uint32_t place : m_line.places[b])
        sum += rateAt(a, place);
    return sum;
}

std::vector<double> Background::densities(std::uint32_t key) const
{
    std::vector<double> out;
    out.reserve(m_line.places[key].size());
    for (const std::uint32_t place : m_line.places[key])
        out.push_back(m_bursty ? rateAt(key, place) : m_line.counts[key] / std::max(m_line.span, 1e-9));
    return out;
}

} // namespace causeway::flow
