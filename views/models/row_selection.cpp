#include "views/models/row_selection.h"

#include <algorithm>

namespace causeway::views {

void RowSelection::set(std::uint64_t begin, std::uint64_t end)
{
    m_intervals.clear();
    if (begin < end)
        m_intervals.push_back({begin, end});
}

void RowSelection::add(std::uint64_t begin, std::uint64_t end)
{
    if (begin >= end)
        return;
    // Everything that overlaps or touches melts into one interval.
    const auto first = std::partition_point(m_intervals.begin(), m_intervals.end(), [&](const Interval &i) { return i.end < begin; });
    const auto last = std::partition_point(first, m_intervals.end(), [&](const Interval &i) { return i.begin <= end; });
    if (first == last) {
        m_intervals.insert(first, {begin, end});
        return;
    }
    *first = {std::min(begin, first->begin), std::max(end, std::prev(last)->end)};
    m_intervals.erase(first + 1, last);
}

void RowSelection::remove(std::uint64_t begin, std::uint64_t end)
{
    if (begin >= end)
        return;
    std::vector<Interval> kept;
    kept.reserve(m_intervals.size() + 1);
    for (const Interval &i : m_intervals) {
        if (i.begin < std::min(i.end, begin))
            kept.push_back({i.begin, std::min(i.end, begin)});
        if (std::max(i.begin, end) < i.end)
            kept.push_back({std::max(i.begin, end), i.end});
    }
    m_intervals = std::move(kept);
}

void RowSelection::toggle(std::uint64_t row)
{
    if (contains(row))
        remove(row, row + 1);
    else
        add(row, row + 1);
}

bool RowSelection::contains(std::uint64_t row) const
{
    const auto at = std::partition_point(m_intervals.begin(), m_intervals.end(), [&](const Interval &i) { return i.end <= row; });
    return at != m_intervals.end() && at->begin <= row;
}

std::uint64_t RowSelection::count() const
{
    std::uint64_t sum = 0;
    for (const Interval &i : m_intervals)
        sum += i.end - i.begin;
    return sum;
}

} // namespace causeway::views
