#pragma once
// Strong types for quantities that cross folders.

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace causeway {

// A duration in nanoseconds.
struct Nanos {
    std::int64_t count = 0;
    auto operator<=>(const Nanos &) const = default;
};

// An instant: nanoseconds since 1970-01-01T00:00:00Z. none() where a log line tells no time.
struct TimePoint {
    std::int64_t ns = 0;
    auto operator<=>(const TimePoint &) const = default;
    static constexpr TimePoint none() { return {std::numeric_limits<std::int64_t>::min()}; }
    [[nodiscard]] constexpr bool isNone() const { return ns == std::numeric_limits<std::int64_t>::min(); }
};

inline Nanos operator-(TimePoint a, TimePoint b) { return {a.ns - b.ns}; }
inline TimePoint operator+(TimePoint a, Nanos b) { return {a.ns + b.count}; }

// Half open: from <= t < to. The default holds every instant and events without a time.
struct TimeRange {
    TimePoint from{std::numeric_limits<std::int64_t>::min()};
    TimePoint to{std::numeric_limits<std::int64_t>::max()};
    bool operator==(const TimeRange &) const = default;
    [[nodiscard]] bool contains(TimePoint t) const { return t >= from && t < to; }
    [[nodiscard]] bool isAll() const { return *this == TimeRange{}; }
};

struct Bytes {
    std::uint64_t count = 0;
    auto operator<=>(const Bytes &) const = default;
};

// As people say them: "1.24 s", "380 µs", "2 h 5 min"; "1.2 MB" (decimal); "2024-01-01T00:00:00.123Z".
std::string toText(Nanos duration);
std::string toText(Bytes bytes);
std::string toIso8601(TimePoint time);

} // namespace causeway
