#include "analysis/core/civil_time.h"

#include <charconv>

namespace causeway {

CivilTime toCivil(TimePoint time)
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    std::int64_t seconds = time.ns / kSecond;
    std::int64_t nanos = time.ns % kSecond;
    if (nanos < 0) {
        nanos += kSecond;
        --seconds;
    }
    std::int64_t days = seconds / 86400;
    std::int64_t rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        --days;
    }
    const std::int64_t z = days + 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const auto doe = static_cast<std::uint64_t>(z - era * 146097);
    const std::uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const std::uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::uint64_t mp = (5 * doy + 2) / 153;
    CivilTime c;
    c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
    c.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    c.year = static_cast<int>(static_cast<std::int64_t>(yoe) + era * 400 + (c.month <= 2 ? 1 : 0));
    c.hour = static_cast<int>(rest / 3600);
    c.minute = static_cast<int>(rest / 60 % 60);
    c.second = static_cast<int>(rest % 60);
    c.nanosecond = static_cast<int>(nanos);
    return c;
}

TimePoint fromCivil(const CivilTime &c)
{
    const std::int64_t seconds = daysFromCivil(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + c.second;
    return {seconds * 1'000'000'000 + c.nanosecond};
}

namespace {

class Cursor {
public:
    explicit Cursor(std::string_view text) : m_text(text) {}
    bool number(int digits, int low, int high, int &out)
    {
        if (m_text.size() < static_cast<std::size_t>(digits))
            return false;
        int value = 0;
        for (int i = 0; i < digits; ++i) {
            const char c = m_text[static_cast<std::size_t>(i)];
            if (c < '0' || c > '9')
                return false;
            value = value * 10 + (c - '0');
        }
        m_text.remove_prefix(static_cast<std::size_t>(digits));
        out = value;
        return value >= low && value <= high;
    }
    bool one(std::string_view any, char *which = nullptr)
    {
        if (m_text.empty() || any.find(m_text.front()) == std::string_view::npos)
            return false;
        if (which != nullptr)
            *which = m_text.front();
        m_text.remove_prefix(1);
        return true;
    }
    [[nodiscard]] bool atEnd() const { return m_text.empty(); }
    bool fraction(int &nanos)
    {
        int digits = 0;
        nanos = 0;
        while (!m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9') {
            if (digits < 9)
                nanos = nanos * 10 + (m_text.front() - '0');
            ++digits;
            m_text.remove_prefix(1);
        }
        for (int i = digits; i < 9; ++i)
            nanos *= 10;
        return digits > 0;
    }

private:
    std::string_view m_text;
};

} // namespace

std::optional<TimePoint> parseTime(std::string_view text)
{
    std::int64_t ns = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), ns);
    if (status == std::errc() && end == text.data() + text.size() && !text.empty())
        return TimePoint{ns};
    Cursor in(text);
    CivilTime c;
    if (!in.number(4, 1, 9999, c.year) || !in.one("-") || !in.number(2, 1, 12, c.month) || !in.one("-") ||
        !in.number(2, 1, 31, c.day))
        return std::nullopt;
    if (c.year < 1678 || c.year > 2261) // what int64 nanoseconds can hold
        return std::nullopt;
    int offset = 0;
    if (!in.atEnd()) {
        if (!in.one("T ") || !in.number(2, 0, 23, c.hour) || !in.one(":") || !in.number(2, 0, 59, c.minute))
            return std::nullopt;
        if (in.one(":") && !in.number(2, 0, 60, c.second))
            return std::nullopt;
        if (in.one(".,") && !in.fraction(c.nanosecond))
            return std::nullopt;
        char sign = 0;
        if (in.one("+-", &sign)) {
            int hours = 0;
            int minutes = 0;
            if (!in.number(2, 0, 23, hours))
                return std::nullopt;
            in.one(":");
            if (!in.atEnd() && !in.number(2, 0, 59, minutes))
                return std::nullopt;
            offset = (hours * 60 + minutes) * 60 * (sign == '+' ? 1 : -1);
        } else
            in.one("Zz");
        if (!in.atEnd())
            return std::nullopt;
    }
    TimePoint time = fromCivil(c);
    time.ns -= static_cast<std::int64_t>(offset) * 1'000'000'000;
    return time;
}

} // namespace causeway
