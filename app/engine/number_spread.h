#pragma once
// Reads numbers with units, and sums up how many of them spread, in bounded memory.

#include <map>
#include <optional>
#include <string_view>

#include "app/engine/parameter_values.h"

namespace causeway::engine {

// nullopt: not a number of this type.
std::optional<double> readNumber(std::string_view text, templates::ParameterType type);
bool isNumeric(templates::ParameterType type);

// Numbers whose values are not told apart any more: counts in buckets of equal ratio (Masson, Rim & Lee 2019, "DDSketch"), and
// the values farthest out. Adding is commutative but for ties.
class NumberSketch {
public:
    void add(double value, const ParameterValue &is);
    [[nodiscard]] bool isEmpty() const { return m_buckets.empty(); }

private:
    friend NumberSpread spreadOf(const std::vector<NumberSpread::Outlier> &, const NumberSketch &, templates::ParameterType, const ParameterValuesRequest &);
    static int bucketOf(double value);
    static double valueOf(int bucket);
    std::map<int, std::uint64_t> m_buckets;
    std::map<double, ParameterValue> m_low, m_high;
};

// distinct: values that are told apart, each with its count, in any order.
NumberSpread spreadOf(const std::vector<NumberSpread::Outlier> &distinct, const NumberSketch &rest, templates::ParameterType type, const ParameterValuesRequest &request);

} // namespace causeway::engine
