#pragma once
// How often a template occurs, and two of them together, by chance alone: at a constant rate, or, where events come in bursts,
// at a local one.

#include <cstdint>
#include <vector>

#include "analysis/flow/timeline.h"

namespace causeway::flow {

class Background {
public:
    // horizon in seconds: the longest lag that matters.
    Background(const Timeline &line, double horizon);
    // Index of dispersion of counts in slots of half a horizon: the median over templates of variance by mean.
    [[nodiscard]] double dispersion() const { return m_dispersion; }
    [[nodiscard]] bool isBursty() const { return m_bursty; }
    // Pairs (a before b) a second of lag.
    [[nodiscard]] double coincidences(std::uint32_t a, std::uint32_t b) const;
    // Events a second of a key, at each of its own events.
    [[nodiscard]] std::vector<double> densities(std::uint32_t key) const;

private:
    [[nodiscard]] double rateAt(std::uint32_t key, std::uint32_t place) const;
    const Timeline &m_line;
    double m_dispersion = 1;
    bool m_bursty = false;
    std::vector<std::uint32_t> m_slotOf;          // by event
    std::vector<std::vector<float>> m_rates;      // by key and slot; events a second
};

} // namespace causeway::flow
