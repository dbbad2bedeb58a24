#include "analysis/detect/log_profile.h"

#include <algorithm>
#include <cmath>

#include "analysis/detect/count_vectors.h"

namespace causeway::detect {

LogProfile logProfile(std::span<const std::uint32_t> sequence)
{
    LogProfile out;
    for (const KeyCount &cell : countVector(sequence)) {
        out.cells.emplace_back(cell.key, std::log1p(static_cast<double>(cell.count)));
        out.norm += out.cells.back().second;
    }
    return out;
}

double difference(const LogProfile &a, const LogProfile &b)
{
    double shared = 0;
    std::size_t i = 0, j = 0;
    while (i < a.cells.size() && j < b.cells.size()) {
        if (a.cells[i].first < b.cells[j].first)
            ++i;
        else if (b.cells[j].first < a.cells[i].first)
            ++j;
        else
            shared += std::min(a.cells[i++].second, b.cells[j++].second);
    }
    const double sum = a.norm + b.norm;
    return sum > 0 ? (sum - 2 * shared) / sum : 0;
}

} // namespace causeway::detect
