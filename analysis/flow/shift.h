#pragma once
// Tells when delays change by a factor, and whether for good: a cumulated likelihood ratio (CUSUM: Page 1954) of delays scaled
// by 2, 4, 1/2 and 1/4 against delays as they were.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/flow/profile.h"

namespace causeway::flow {

class ShiftDetector {
public:
    struct Change {
        bool lasting = false;     // else it passed
        std::int64_t sinceNs = 0; // when the delays began to differ
        std::int64_t typicalNs = 0; // median of the delays that confirmed it (or did not)
    };
    explicit ShiftDetector(const EdgeProfile &edge) : m_edge(&edge) {}
    // delays in order of time.
    std::optional<Change> add(std::int64_t delayNs, std::int64_t timeNs);

private:
    static constexpr double kCandidate = 12, kConfirmed = 10; // nats
    static constexpr std::size_t kConfirm = 15;
    static constexpr std::array<double, 4> kScales{2, 4, 0.5, 0.25};
    const EdgeProfile *m_edge;
    std::array<double, 4> m_sums{};
    std::array<std::int64_t, 4> m_since{};
    std::vector<double> m_after; // seconds, since there is a candidate
    std::size_t m_candidate = 4; // its scale; 4: none
    bool m_lasting = false;      // one was told: no more
};

} // namespace causeway::flow
