#pragma once
// Selected rows as disjoint intervals: choosing all of 4·10⁹ rows is one interval.

#include <cstdint>
#include <vector>

namespace causeway::views {

class RowSelection {
public:
    // Half open.
    struct Interval {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        bool operator==(const Interval &) const = default;
    };

    void clear() { m_intervals.clear(); }
    void set(std::uint64_t begin, std::uint64_t end);
    void add(std::uint64_t begin, std::uint64_t end);
    void remove(std::uint64_t begin, std::uint64_t end);
    void toggle(std::uint64_t row);

    [[nodiscard]] bool contains(std::uint64_t row) const;
    [[nodiscard]] std::uint64_t count() const;
    [[nodiscard]] bool isEmpty() const { return m_intervals.empty(); }
    [[nodiscard]] const std::vector<Interval> &intervals() const { return m_intervals; } // rising, not touching

private:
    std::vector<Interval> m_intervals;
};

} // namespace causeway::views
