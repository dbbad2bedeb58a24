#include "analysis/traces/self_time.h"

#include <algorithm>

namespace causeway::traces {

std::int64_t selfTimeNs(const SpanTable &table, std::uint32_t row)
{
    const std::int64_t end = table.end(row);
    std::int64_t busy = 0;
    std::int64_t covered = table.start(row); // all before is counted
    for (const std::uint32_t child : table.children(row)) {
        const std::int64_t from = std::max(covered, table.start(child)), to = std::min(end, table.end(child));
        if (to > from)
            busy += to - from;
        covered = std::max(covered, to);
    }
    return table.duration(row) - busy;
}

Result<std::vector<std::int64_t>> selfTimesNs(const SpanTable &table, const Job &job)
{
    std::vector<std::int64_t> times(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row) {
        if (row % 65536 == 0 && job.isCancelled())
            return failure(cancelled());
        times[row] = selfTimeNs(table, row);
    }
    return times;
}

} // namespace causeway::traces
