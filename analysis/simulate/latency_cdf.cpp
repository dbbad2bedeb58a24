#include "analysis/simulate/latency_cdf.h"

#include <algorithm>

namespace causeway::simulate {

std::vector<CdfPoint> latencyCdf(const LatencyHistogram &latencies, std::size_t points)
{
    std::vector<CdfPoint> out;
    const auto total = static_cast<double>(latencies.total());
    if (latencies.total() == 0 || points == 0)
        return out;
    std::vector<double> shares;
    for (std::size_t i = 0; i < points; ++i)
        shares.push_back(static_cast<double>(i) / static_cast<double>(points));
    for (double left = 1 / static_cast<double>(points); left * total >= 2 && left > 1e-9; left /= 10)
        for (const double part : {1.0, 0.5, 0.2})
            if (part < 1 || left * static_cast<double>(points) < 1)
                shares.push_back(1 - left * part);
    shares.push_back(1);
    // One way through the buckets for all of them.
    double before = 0, lower = 0;
    std::size_t next = 0;
    latencies.each([&](std::uint64_t upper, std::uint32_t count) {
        lower = static_cast<double>(upper) - LatencyHistogram::width(upper);
        for (; next < shares.size() && before + count >= shares[next] * total; ++next)
            out.push_back({lower + (static_cast<double>(upper) - lower) * std::max(0.0, shares[next] * total - before) / count, shares[next]});
        before += count;
    });
    return out;
}

double shareWithin(const LatencyHistogram &latencies, double ns)
{
    double within = 0;
    latencies.each([&](std::uint64_t upper, std::uint32_t count) {
        const double lower = static_cast<double>(upper) - LatencyHistogram::width(upper);
        if (ns > lower)
            within += count * std::min(1.0, (ns - lower) / (static_cast<double>(upper) - lower));
    });
    return latencies.total() == 0 ? 0 : within / static_cast<double>(latencies.total());
}

} // namespace causeway::simulate
