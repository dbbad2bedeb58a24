#include "analysis/core/units.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "analysis/core/civil_time.h"

namespace causeway {

namespace {

// Three significant digits, as in "1.24", "12.4", "124".
std::string threeDigits(double value)
{
    std::array<char, 32> buffer{};
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
    std::string text = buffer.data();
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0')
            text.pop_back();
        if (text.back() == '.')
            text.pop_back();
    }
    return text;
}

} // namespace

std::string toText(Nanos duration)
{
    const bool negative = duration.count < 0;
    const double ns = std::abs(static_cast<double>(duration.count));
    std::string text;
    if (ns < 1e3)
        text = threeDigits(ns) + " ns";
    else if (ns < 999.5e3)
        text = threeDigits(ns / 1e3) + " µs";
    else if (ns < 999.5e6)
        text = threeDigits(ns / 1e6) + " ms";
    else if (ns < 59.95e9)
        text = threeDigits(ns / 1e9) + " s";
    else {
        const auto seconds = static_cast<std::int64_t>(std::llround(ns / 1e9));
        const std::array<std::pair<std::int64_t, const char *>, 4> units{{{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}}};
        std::int64_t rest = seconds;
        int parts = 0;
        for (const auto &[size, name] : units) {
            if (parts == 2)
                break;
            const std::int64_t n = rest / size;
            rest %= size;
            if (n > 0) {
                text += (parts > 0 ? " " : "") + std::to_string(n) + name;
                ++parts;
            } else if (parts > 0)
                break;
        }
    }
    return negative ? "-" + text : text;
}

std::string toText(Bytes bytes)
{
    const auto value = static_cast<double>(bytes.count);
    if (bytes.count < 1000)
        return std::to_string(bytes.count) + " B";
    if (value < 999.5e3)
        return threeDigits(value / 1e3) + " kB";
    if (value < 999.5e6)
        return threeDigits(value / 1e6) + " MB";
    if (value < 999.5e9)
        return threeDigits(value / 1e9) + " GB";
    return threeDigits(value / 1e12) + " TB";
}

std::string toIso8601(TimePoint time)
{
    if (time.isNone())
        return "-";
    const CivilTime c = toCivil(time);
    std::array<char, 48> buffer{};
    int length = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                               c.minute, c.second);
    if (c.nanosecond != 0) {
        const bool millis = c.nanosecond % 1'000'000 == 0;
        const bool micros = c.nanosecond % 1'000 == 0;
        length += std::snprintf(buffer.data() + length, buffer.size() - static_cast<std::size_t>(length), ".%0*d",
                                millis ? 3 : micros ? 6 : 9,
                                millis ? c.nanosecond / 1'000'000 : micros ? c.nanosecond / 1'000 : c.nanosecond);
    }
    return std::string(buffer.data(), static_cast<std::size_t>(length)) + "Z";
}

} // namespace causeway
