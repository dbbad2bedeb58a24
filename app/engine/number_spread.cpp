#include "app/engine/number_spread.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace causeway::engine {

namespace {

using templates::ParameterType;

constexpr std::size_t kFarthest = 64; // values kept at either end beyond those told apart
constexpr double kRatio = 1.01;       // of neighbouring buckets
constexpr double kLogarithmicFrom = 1000;

struct UnitName {
    std::string_view name;
    double factor;
};

constexpr UnitName kDurations[] = {
    {"ns", 1}, {"nanosecond", 1}, {"nanoseconds", 1}, {"us", 1e3}, {"µs", 1e3}, {"microsecond", 1e3}, {"microseconds", 1e3}, {"ms", 1e6},
    {"msec", 1e6}, {"millisecond", 1e6}, {"milliseconds", 1e6}, {"s", 1e9}, {"sec", 1e9}, {"secs", 1e9}, {"second", 1e9}, {"seconds", 1e9},
    {"min", 60e9}, {"mins", 60e9}, {"minute", 60e9}, {"minutes", 60e9}, {"h", 3600e9}, {"hr", 3600e9}, {"hrs", 3600e9}, {"hour", 3600e9},
    {"hours", 3600e9}, {"d", 86400e9}, {"day", 86400e9}, {"days", 86400e9}};
constexpr UnitName kSizes[] = {{"b", 1},     {"byte", 1},  {"bytes", 1}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12},
                               {"kib", 0x1p10}, {"mib", 0x1p20}, {"gib", 0x1p30}, {"tib", 0x1p40}};

std::optional<double> factorOf(std::string_view unit, ParameterType type)
{
    char lower[16];
    if (unit.empty() || unit.size() > sizeof lower)
        return std::nullopt;
    std::transform(unit.begin(), unit.end(), lower, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto find = [&](const auto &names) -> std::optional<double> {
        for (const UnitName &name : names)
            if (name.name == std::string_view(lower, unit.size()))
                return name.factor;
        return std::nullopt;
    };
    return type == ParameterType::Duration ? find(kDurations) : find(kSizes);
}

void skipBlanks(std::string_view &text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
}

// The value whose rank is ceil(share × count), from values in rising order.
template <typename Values>
double quantile(const Values &rising, std::uint64_t count, double share)
{
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count))));
    std::uint64_t seen = 0;
    for (const auto &[value, times] : rising) {
        seen += times;
        if (seen >= rank)
            return value;
    }
    return rising.back().first;
}

} // namespace

bool isNumeric(ParameterType type)
{
    return type == ParameterType::Integer || type == ParameterType::Decimal || type == ParameterType::Duration || type == ParameterType::Size;
}

std::optional<double> readNumber(std::string_view text, ParameterType type)
{
    skipBlanks(text);
    if (!text.empty() && (text.front() == '#' || text.front() == '<' || text.front() == '+' || text.front() == '$'))
        text.remove_prefix(1);
    double sum = 0;
    bool negative = false;
    for (int part = 0; part == 0 || !text.empty(); ++part) {
        if (part == 0 && !text.empty() && text.front() == '-') {
            negative = true;
            text.remove_prefix(1);
        }
        // Neither signs nor exponents, "inf" or "nan" are numbers of a log line.
        if (text.empty() || text.front() < '0' || text.front() > '9')
            return std::nullopt;
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
        if (error != std::errc())
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (type == ParameterType::Integer || type == ParameterType::Decimal) {
            if (!text.empty())
                return std::nullopt;
            sum = value;
            break;
        }
        skipBlanks(text);
        if (text.empty()) {
            if (value != 0 || part > 0)
                return std::nullopt;
            break;
        }
        const bool bracket = text.front() == '(';
        if (bracket)
            text.remove_prefix(1);
        std::size_t length = 0;
        while (length < text.size() && text[length] != ' ' && text[length] != ')' && (text[length] < '0' || text[length] > '9'))
            ++length;
        const auto factor = factorOf(text.substr(0, length), type);
        if (!factor)
            return std::nullopt;
        text.remove_prefix(length);
        if (bracket) {
            if (text.empty() || text.front() != ')')
                return std::nullopt;
            text.remove_prefix(1);
        }
        sum += value * *factor;
        skipBlanks(text); // "2 min 5 s"
    }
    return std::isfinite(sum) ? std::optional(negative ? -sum : sum) : std::nullopt;
}

// Bucket 0 holds 0; what is nearer to it than 1e-12 as well.
int NumberSketch::bucketOf(double value)
{
    constexpr double kSmallest = 1e-12;
    if (std::abs(value) < kSmallest)
        return 0;
    const int bucket = 1 + static_cast<int>(std::floor(std::log(std::abs(value) / kSmallest) / std::log(kRatio)));
    return value < 0 ? -bucket : bucket;
}

double NumberSketch::valueOf(int bucket)
{
    if (bucket == 0)
        return 0;
    const double value = 1e-12 * std::pow(kRatio, std::abs(bucket) - 0.5);
    return bucket < 0 ? -value : value;
}

void NumberSketch::add(double value, const ParameterValue &is)
{
    m_buckets[bucketOf(value)] += is.count;
    // Who is among the farthest at the end was so from its first time on: its count is whole.
    const auto keep = [&](std::map<double, ParameterValue> &ends, bool high) {
        const auto [at, fresh] = ends.try_emplace(value, is);
        if (!fresh) {
            at->second.count += is.count;
            at->second.first = std::min(at->second.first, is.first);
        } else if (ends.size() > kFarthest)
            ends.erase(high ? ends.begin() : std::prev(ends.end()));
    };
    keep(m_low, false);
    keep(m_high, true);
}

double NumberSpread::binEdge(std::size_t i) const
{
    if (binPerNumber)
        return min + static_cast<double>(i);
    const double share = static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(bins.size(), 1));
    return logarithmic ? min * std::pow(max / min, share) : min + (max - min) * share;
}

NumberSpread spreadOf(const std::vector<NumberSpread::Outlier> &distinct, const NumberSketch &rest, ParameterType type, const ParameterValuesRequest &request)
{
    NumberSpread out;
    out.unit = type == ParameterType::Duration ? NumberSpread::Unit::Nanoseconds : type == ParameterType::Size ? NumberSpread::Unit::Bytes : NumberSpread::Unit::None;
    out.approximate = !rest.isEmpty();
    std::vector<std::pair<double, std::uint64_t>> values;
    values.reserve(distinct.size() + rest.m_buckets.size());
    for (const auto &entry : distinct)
        values.emplace_back(entry.value, entry.is.count);
    for (const auto &[bucket, count] : rest.m_buckets)
        values.emplace_back(NumberSketch::valueOf(bucket), count);
    if (values.empty())
        return out;
    std::sort(values.begin(), values.end());
    for (const auto &[value, count] : values)
        out.count += count;
    out.min = values.front().first;
    out.max = values.back().first;
    if (!rest.isEmpty()) {
        double least = rest.m_low.begin()->first, most = rest.m_high.rbegin()->first;
        for (const auto &entry : distinct) {
            least = std::min(least, entry.value);
            most = std::max(most, entry.value);
        }
        out.min = least;
        out.max = most;
    }
    const auto at = [&](double share) { return std::clamp(quantile(values, out.count, share), out.min, out.max); };
    out.p25 = at(.25);
    out.p50 = at(.5);
    out.p75 = at(.75);
    out.p95 = at(.95);
    out.p99 = at(.99);

    const bool whole = type == ParameterType::Integer && !out.approximate;
    std::size_t bins = std::max<std::size_t>(request.bins, 1);
    const bool each = out.binPerNumber = whole && out.max - out.min < static_cast<double>(bins);
    if (each)
        bins = static_cast<std::size_t>(out.max - out.min) + 1;
    else if (out.min == out.max)
        bins = 1;
    out.logarithmic = !each && out.min > 0 && out.max > out.min * kLogarithmicFrom;
    out.bins.assign(bins, 0);
    for (const auto &[value, count] : values) {
        const double v = std::clamp(value, out.min, out.max);
        const double share = out.max == out.min ? 0 : out.logarithmic ? std::log(v / out.min) / std::log(out.max / out.min) : (v - out.min) / (out.max - out.min);
        const auto bin = each ? static_cast<std::size_t>(v - out.min) : static_cast<std::size_t>(share * static_cast<double>(bins));
        out.bins[std::min(bin, bins - 1)] += count;
    }

    const double reach = 3 * (out.p75 - out.p25);
    if (reach <= 0)
        return out;
    const auto farOut = [&](double value) { return value < out.p25 - reach || value > out.p75 + reach; };
    std::map<double, ParameterValue> far;
    const auto take = [&](double value, const ParameterValue &is) {
        if (!farOut(value))
            return;
        out.outlierEvents += is.count;
        const auto [found, fresh] = far.try_emplace(value, is);
        if (fresh)
            return;
        // "1000 ms" and "1 s": one value, called as it came first.
        const std::uint64_t count = found->second.count + is.count;
        if (is.first < found->second.first)
            found->second = is;
        found->second.count = count;
    };
    for (const auto &entry : distinct)
        take(entry.value, entry.is);
    for (const auto *ends : {&rest.m_low, &rest.m_high})
        for (const auto &[value, is] : *ends)
            if (ends == &rest.m_low || !rest.m_low.contains(value))
                take(value, is);
    for (auto &[value, is] : far)
        out.outliers.push_back({value, std::move(is)});
    const auto distance = [&](double value) { return value < out.p25 ? out.p25 - value : value - out.p75; };
    std::stable_sort(out.outliers.begin(), out.outliers.end(), [&](const auto &a, const auto &b) { return distance(a.value) > distance(b.value); });
    if (out.outliers.size() > request.outliers)
        out.outliers.resize(request.outliers);
    return out;
}

} // namespace causeway::engine
