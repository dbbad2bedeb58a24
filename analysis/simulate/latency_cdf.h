#pragma once
// A distribution of latencies as a line to be drawn.

#include "analysis/simulate/latency_histogram.h"

namespace causeway::simulate {

struct CdfPoint {
    double ns = 0, share = 0; // so many were answered within it, 0 … 1
};
// By even shares, and the long end by tens: 0.99, 0.999 … as far as there are values. Rising in both. Empty of none.
std::vector<CdfPoint> latencyCdf(const LatencyHistogram &latencies, std::size_t points = 100);

// Share within so many nanoseconds, within a bucket as if values were spread evenly; 0 of none.
double shareWithin(const LatencyHistogram &latencies, double ns);

} // namespace causeway::simulate
