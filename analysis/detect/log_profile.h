#pragma once
// Sessions as sparse vectors of log(1 + count), and how different two are: for searches among sessions with and without labels.

#include <span>
#include <utility>
#include <vector>

#include <cstdint>

namespace causeway::detect {

struct LogProfile {
    std::vector<std::pair<std::uint32_t, double>> cells; // by ascending key
    double norm = 0;
};

LogProfile logProfile(std::span<const std::uint32_t> sequence);
// L1 over the sum of both: 0 equal counts, 1 nothing in common.
double difference(const LogProfile &a, const LogProfile &b);

} // namespace causeway::detect
