#include "analysis/decode/signals/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace causeway::decode {

std::optional<std::int64_t> scaledDecimal(std::string_view text, int digits)
{
    std::string_view rest = text;
    const bool negative = !rest.empty() && rest.front() == '-';
    if (negative || (!rest.empty() && rest.front() == '+'))
        rest.remove_prefix(1);
    std::int64_t number = 0;
    bool any = false, fits = true, point = false;
    int left = digits;
    const auto push = [&](int digit) {
        fits = fits && !__builtin_mul_overflow(number, std::int64_t{10}, &number) && !__builtin_add_overflow(number, std::int64_t{digit}, &number);
    };
    for (const char c : rest) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') {
            double real = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
            real *= std::pow(10.0, digits);
            if ((c != 'e' && c != 'E') || error != std::errc() || end != text.data() + text.size() || !(std::fabs(real) < 9.2e18))
                return std::nullopt;
            return static_cast<std::int64_t>(real);
        }
        any = true;
        if (!point)
            push(c - '0');
        else if (left > 0) {
            push(c - '0');
            --left;
        }
    }
    for (; left > 0; --left)
        push(0);
    if (!any || !fits)
        return std::nullopt;
    return negative ? -number : number;
}

std::optional<TimePoint> epochOfAnyUnit(std::string_view text)
{
    const std::size_t whole = std::min(text.find('.'), text.size());
    if (whole == 0 || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(whole), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const int digits = whole <= 11 ? 9 : whole <= 14 ? 6 : whole <= 17 ? 3 : 0;
    const auto ns = scaledDecimal(text, digits);
    return ns ? std::optional(TimePoint{*ns}) : std::nullopt;
}

} // namespace causeway::decode
