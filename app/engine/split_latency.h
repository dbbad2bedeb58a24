#pragma once
// What a split does to the latency of requests, by fluid: in milliseconds, for while classes are dragged. splitCost() simulates the same.

#include "analysis/boundaries/split_cost.h"
#include "app/engine/class_data.h"

namespace causeway::engine {

struct SplitLatency {
    double meanNs = 0;
    double p95Ns = 0;   // that of each use case, weighted by how often it is requested
    unsigned processors = 0;
};

// utilities: classes that are in every service; others that are in none count neither before nor after. nullopt: no calls by use case were
// recorded.
std::optional<SplitLatency> latencyOfSplit(const ClassData &data, const boundaries::Split &split, std::span<const std::uint32_t> utilities, const boundaries::CostSettings &settings);
// As it runs now: all in one, or services known from traces each by itself. split: tells what is out.
std::optional<SplitLatency> latencyBefore(const ClassData &data, const boundaries::Split &split, std::span<const std::uint32_t> utilities, const boundaries::CostSettings &settings);

} // namespace causeway::engine
