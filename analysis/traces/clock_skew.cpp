#include "analysis/traces/clock_skew.h"

#include <algorithm>
#include <map>

namespace causeway::traces {

namespace {

// Of a child on another clock, whose parent now begins at parentStart.
std::int64_t shiftOf(const SpanTable &table, std::uint32_t child, std::uint32_t parent, std::int64_t parentStart, std::int64_t tolerance)
{
    if (table.kind(child) == SpanKind::Consumer)
        return 0;
    const std::int64_t start = table.start(child), before = parentStart - start;
    const std::int64_t room = table.duration(parent) - table.duration(child);
    if (room < 0)
        return before > tolerance ? before : 0;
    const std::int64_t after = table.end(child) - (parentStart + table.duration(parent));
    return before > tolerance || after > tolerance ? parentStart + room / 2 - start : 0;
}

} // namespace

ClockSkew clockSkew(const SpanTable &table, std::uint32_t trace, std::int64_t toleranceNs)
{
    const std::uint32_t first = table.firstRow(trace);
    ClockSkew skew;
    skew.shiftNs.assign(table.endRow(trace) - first, 0);
    std::vector<std::uint32_t> open;
    for (std::uint32_t row = first; row < table.endRow(trace); ++row)
        if (table.parent(row) == kNone)
            open.push_back(row);
    std::map<std::uint32_t, std::vector<std::int64_t>> moved;
    while (!open.empty()) {
        const std::uint32_t row = open.back();
        open.pop_back();
        const std::int64_t shift = skew.shiftNs[row - first];
        if (shift != 0)
            moved[table.service(row)].push_back(shift);
        for (const std::uint32_t child : table.children(row)) {
            const bool sameClock = table.service(child) == table.service(row);
            skew.shiftNs[child - first] = sameClock ? shift : shiftOf(table, child, row, table.start(row) + shift, toleranceNs);
            open.push_back(child);
        }
    }
    for (auto &[service, shifts] : moved) {
        std::sort(shifts.begin(), shifts.end());
        skew.services.push_back({service, static_cast<std::uint32_t>(shifts.size()), shifts.front(), shifts[(shifts.size() - 1) / 2], shifts.back()});
    }
    return skew;
}

} // namespace causeway::traces
