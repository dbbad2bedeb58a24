#pragma once
// Numeric parameters of events, for detectors that need values.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace causeway::detect {

// One numeric parameter of a template.
struct ValueColumn {
    enum class Unit : std::uint8_t { None, Nanoseconds, Bytes };
    std::string name;
    Unit unit = Unit::None;
    bool whole = false; // integers
    bool operator==(const ValueColumn &) const = default;
};

// Values of event i are [offsets[i], offsets[i + 1]): one a column of its key, NaN where it is no number.
struct EventValues {
    std::map<std::uint32_t, std::vector<ValueColumn>> columns; // by key; absent where it has none
    std::vector<std::uint64_t> offsets{0};
    std::vector<double> values;

    // Of events [begin, end) of another's. Columns are the caller's.
    void append(const EventValues &from, std::size_t begin, std::size_t end)
    {
        for (std::size_t i = begin; i < end; ++i) {
            values.insert(values.end(), from.values.begin() + static_cast<std::ptrdiff_t>(from.offsets[i]), from.values.begin() + static_cast<std::ptrdiff_t>(from.offsets[i + 1]));
            offsets.push_back(values.size());
        }
    }
};

} // namespace causeway::detect
