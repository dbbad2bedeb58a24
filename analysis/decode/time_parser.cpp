#include <algorithm>
#include <cstring>

#include "analysis/core/civil_time.h"
#include "analysis/decode/time_format.h"
#include "analysis/decode/time_program.h"

namespace causeway::decode {

namespace {

using Item = TimeItem;
constexpr std::uint64_t kTai64Epoch = (std::uint64_t{1} << 62) + 10; // of 1970 in UTC, as daemontools count
constexpr std::array<std::int64_t, 10> kPower{1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') <= 9; }

// Two digits at p, or −1.
int twoDigits(const char *p)
{
    const unsigned a = static_cast<unsigned char>(p[0] - '0');
    const unsigned b = static_cast<unsigned char>(p[1] - '0');
    return a > 9 || b > 9 ? -1 : static_cast<int>(a * 10 + b);
}

class Reader {
public:
    Reader(std::string_view text, std::size_t pos) : m_text(text), m_pos(pos) {}
    [[nodiscard]] std::size_t pos() const { return m_pos; }
    [[nodiscard]] std::size_t left() const { return m_text.size() - m_pos; }
    [[nodiscard]] bool atDigit() const { return m_pos < m_text.size() && isDigit(m_text[m_pos]); }
    [[nodiscard]] bool fractionFollows() const { return left() >= 2 && m_text[m_pos] == '.' && isDigit(m_text[m_pos + 1]); }
    bool literal(char c)
    {
        if (m_pos == m_text.size() || m_text[m_pos] != c)
            return false;
        ++m_pos;
        return true;
    }
    bool number(int least, int most, int low, int high, int &out)
    {
        int value = 0;
        int digits = 0;
        while (digits < most && atDigit()) {
            value = value * 10 + (m_text[m_pos++] - '0');
            ++digits;
        }
        out = value;
        return digits >= least && value >= low && value <= high;
    }
    // All digits there are; false beyond what int64 holds.
    bool integer(std::int64_t &out)
    {
        out = 0;
        const std::size_t start = m_pos;
        while (atDigit()) {
            if (__builtin_mul_overflow(out, std::int64_t{10}, &out) || __builtin_add_overflow(out, std::int64_t{m_text[m_pos] - '0'}, &out))
                return false;
            ++m_pos;
        }
        return m_pos > start;
    }
    bool fraction(int digits, std::int64_t &nanos)
    {
        int n = 0;
        nanos = 0;
        while (atDigit() && (digits == 0 || n < digits)) {
            if (n < 9)
                nanos = nanos * 10 + (m_text[m_pos] - '0');
            ++n;
            ++m_pos;
        }
        nanos *= kPower[static_cast<std::size_t>(9 - std::min(n, 9))];
        return n > 0 && (digits == 0 || (n == digits && !atDigit()));
    }
    template <std::size_t N>
    bool name(const std::array<std::string_view, N> &names, int &index)
    {
        const std::string_view word = m_text.substr(m_pos, 3);
        for (std::size_t i = 0; i < N; ++i)
            if (names[i] == word) {
                index = static_cast<int>(i);
                m_pos += 3;
                return true;
            }
        return false;
    }
    [[gnu::noinline]] bool monthName(int &index)
    {
        if (name(kMonths, index))
            return true;
        for (const auto &[word, month] : kForeignMonths)
            if (m_text.substr(m_pos, word.size()) == word) {
                index = month - 1;
                m_pos += word.size();
                return true;
            }
        return false;
    }
    // A TAI64N label: 2^62 + seconds of TAI, then nanoseconds.
    [[gnu::noinline]] bool tai64n(std::int64_t &ns)
    {
        std::uint64_t seconds = 0;
        std::uint64_t nanos = 0;
        if (left() < 24)
            return false;
        for (std::size_t i = 0; i < 24; ++i) {
            const char c = m_text[m_pos + i];
            const int digit = isDigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0)
                return false;
            std::uint64_t &part = i < 16 ? seconds : nanos;
            part = part << 4 | static_cast<unsigned>(digit);
        }
        m_pos += 24;
        const std::uint64_t since = seconds - kTai64Epoch;
        if (seconds < kTai64Epoch || since > 9'000'000'000 || nanos > 999'999'999)
            return false;
        ns = static_cast<std::int64_t>(since) * kSecondNs + static_cast<std::int64_t>(nanos);
        return true;
    }
    bool zone(std::int32_t &seconds)
    {
        if (literal('Z')) {
            seconds = 0;
            return true;
        }
        if (left() < 3 || (m_text[m_pos] != '+' && m_text[m_pos] != '-'))
            return false;
        const bool west = m_text[m_pos] == '-';
        const int hours = twoDigits(m_text.data() + m_pos + 1);
        if (hours < 0 || hours > 23)
            return false;
        m_pos += 3;
        int minutes = 0;
        const std::size_t colon = left() > 0 && m_text[m_pos] == ':' ? 1 : 0;
        if (left() >= 2 + colon && twoDigits(m_text.data() + m_pos + colon) >= 0) {
            minutes = twoDigits(m_text.data() + m_pos + colon);
            if (minutes > 59)
                return false;
            m_pos += 2 + colon;
        }
        seconds = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
        return true;
    }
    bool zoneName(std::int32_t &seconds)
    {
        std::size_t end = m_pos;
        while (end < m_text.size() && end - m_pos < 5 && m_text[end] >= 'A' && m_text[end] <= 'Z')
            ++end;
        const std::string_view word = m_text.substr(m_pos, end - m_pos);
        for (const auto &zone : kZones)
            if (zone.name == word) {
                seconds = zone.seconds;
                m_pos = end;
                return true;
            }
        return false;
    }

private:
    std::string_view m_text;
    std::size_t m_pos;
};

bool scaled(std::int64_t value, std::int64_t factor, std::int64_t &out) { return !__builtin_mul_overflow(value, factor, &out); }

// floor division and its remainder
std::int64_t floorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int daysOfMonth(int year, int month)
{
    constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

template <typename Items>
bool readItems(const Items &items, std::size_t from, std::size_t to, Reader &in, TimeParts &parts)
{
    for (std::size_t i = from; i < to; ++i) {
        const auto &item = items[i];
        const int least = item.unpadded ? 1 : 2;
        bool ok = false;
        int index = 0;
        switch (item.kind) {
        case Item::Literal: ok = in.literal(item.literal); break;
        case Item::Year4: ok = in.number(4, 4, 1678, 2261, parts.year); break;
        case Item::Year2:
            ok = in.number(2, 2, 0, 99, parts.year);
            parts.year += parts.year >= 69 ? 1900 : 2000;
            break;
        case Item::Month: ok = in.number(least, 2, 1, 12, parts.month); break;
        case Item::Day: ok = in.number(least, 2, 1, 31, parts.day); break;
        case Item::DayBlank: ok = in.literal(' ') ? in.number(1, 1, 1, 9, parts.day) : in.number(item.unpadded ? 1 : 2, 2, 1, 31, parts.day); break;
        case Item::YearDay: ok = in.number(3, 3, 1, 366, parts.yearDay); break;
        case Item::MonthName:
            ok = in.monthName(index);
            parts.month = index + 1;
            break;
        case Item::WeekdayName: ok = in.name(kWeekdays, index); break;
        case Item::Hour: ok = in.number(least, 2, 0, 23, parts.hour); break;
        case Item::Hour12: ok = in.number(least, 2, 1, 12, parts.hour); break;
        case Item::AmPm:
            parts.hasHalf = true;
            parts.afternoon = in.literal('P');
            ok = (parts.afternoon || in.literal('A')) && in.literal('M');
            break;
        case Item::Minute: ok = in.number(2, 2, 0, 59, parts.minute); break;
        case Item::Second: ok = in.number(2, 2, 0, 60, parts.second); break;
        case Item::Fraction: ok = in.fraction(item.digits, parts.nanos); break;
        case Item::PointFraction: ok = !in.literal('.') || in.fraction(0, parts.nanos); break;
        case Item::Zone:
        case Item::ZoneColon:
            parts.hasZone = true;
            ok = in.zone(parts.zone);
            break;
        case Item::ZoneName:
            parts.hasZone = true;
            ok = in.zoneName(parts.zone);
            break;
        case Item::EpochSeconds: ok = in.integer(parts.epochNs) && scaled(parts.epochNs, kSecondNs, parts.epochNs); break;
        case Item::EpochFractional:
            ok = in.integer(parts.epochNs) && scaled(parts.epochNs, kSecondNs, parts.epochNs) && (!in.literal('.') || in.fraction(0, parts.nanos));
            break;
        case Item::EpochMillis:
            ok = in.integer(parts.epochNs) && scaled(parts.epochNs, 1'000'000, parts.epochNs);
            if (ok && in.fractionFollows()) {
                ok = in.literal('.') && in.fraction(0, parts.nanos);
                parts.nanos /= 1000;
            }
            break;
        case Item::EpochMicros: ok = in.integer(parts.epochNs) && scaled(parts.epochNs, 1000, parts.epochNs); break;
        case Item::EpochNanos: ok = in.integer(parts.epochNs); break;
        case Item::EpochTai64n: ok = in.tai64n(parts.epochNs); break;
        }
        if (!ok)
            return false;
    }
    return true;
}

// The instant of the parts' local midnight.
std::optional<std::int64_t> midnightOf(const TimeParts &parts, bool hasDate, bool hasYear, bool utc, const TimeContext &context)
{
    const std::int64_t zone = utc ? 0 : parts.hasZone ? parts.zone : context.zoneSeconds;
    std::int64_t midnight = 0;
    if (!hasDate)
        midnight = context.dayNs;
    else {
        int year = parts.year;
        if (!hasYear) {
            year = context.year >= 1678 && context.year < 2261 ? context.year : 2000;
            if (parts.yearDay == 0 && parts.month < context.firstMonth - 1)
                ++year;
        }
        if (parts.yearDay > 0)
            midnight = (daysFromCivil(year, 1, 1) + parts.yearDay - 1) * kDayNs;
        else {
            // A year that is only assumed does not make 29 February wrong.
            if (parts.day > daysOfMonth(hasYear ? year : 2000, parts.month))
                return std::nullopt;
            midnight = daysFromCivil(year, parts.month, parts.day) * kDayNs;
        }
    }
    if (__builtin_sub_overflow(midnight, zone * kSecondNs, &midnight) || midnight > std::numeric_limits<std::int64_t>::max() - 2 * kDayNs ||
        midnight < std::numeric_limits<std::int64_t>::min() + 2 * kDayNs)
        return std::nullopt;
    return midnight;
}

void putDigits(char *&out, std::int64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    out += digits;
}

void putTwo(char *&out, unsigned value)
{
    *out++ = static_cast<char>('0' + value / 10);
    *out++ = static_cast<char>('0' + value % 10);
}

// Without trailing zeros, at least one digit.
void putFraction(char *&out, std::int64_t nanos)
{
    putDigits(out, nanos, 9);
    const char *start = out - 9;
    while (out - 1 > start && out[-1] == '0')
        --out;
}

} // namespace

TimeParser::TimeParser(TimeFormat format, TimeContext context) : m_format(std::move(format)), m_context(context)
{
    for (std::string *text : {&m_before, &m_behind, &m_renderBefore, &m_renderBehind})
        text->reserve(48);
}

std::optional<TimePoint> TimeParser::parse(std::string_view text)
{
    std::size_t used = 0;
    const auto time = parsePrefix(text, used);
    return used == text.size() ? time : std::nullopt;
}

std::optional<TimePoint> TimeParser::parsePrefix(std::string_view text, std::size_t &used)
{
    used = 0;
    m_canonical = false;
    if (!m_format.m_program)
        return std::nullopt;
    const auto &program = *m_format.m_program;
    if (m_cached && text.size() >= m_before.size() + m_behind.size() + 6 && std::memcmp(text.data(), m_before.data(), m_before.size()) == 0) {
        // The date is the last one: read the time of day in a straight line; whatever is odd goes the slow way.
        const char *p = text.data() + m_before.size();
        const char *const end = text.data() + text.size();
        const int hour = twoDigits(p);
        p += 2;
        bool ok = hour >= 0 && hour < 24;
        if (program.hourSeparator != 0)
            ok = ok && *p++ == program.hourSeparator;
        const int minute = ok && end - p >= 2 ? twoDigits(p) : -1;
        p += 2;
        ok = ok && minute >= 0 && minute < 60;
        if (program.minuteSeparator != 0)
            ok = ok && p < end && *p++ == program.minuteSeparator;
        const int second = ok && end - p >= 2 ? twoDigits(p) : -1;
        p += 2;
        ok = ok && second >= 0 && second <= 60;
        std::int64_t nanos = 0;
        if (ok && program.fractionDigits >= 0) {
            bool digits = true;
            if (program.fractionDigits == 10) {
                digits = p < end && *p == '.';
                p += digits ? 1 : 0;
            } else if (program.fractionSeparator != 0)
                ok = p < end && *p++ == program.fractionSeparator;
            if (ok && digits) {
                const int most = program.fractionDigits == 0 || program.fractionDigits == 10 ? 9 : program.fractionDigits;
                int n = 0;
                while (n < most && p < end && isDigit(*p)) {
                    nanos = nanos * 10 + (*p++ - '0');
                    ++n;
                }
                ok = n > 0 && (n == most || program.fractionDigits != most) && (program.fractionDigits == most || p == end || !isDigit(*p));
                nanos *= kPower[static_cast<std::size_t>(9 - n)];
            }
        }
        const auto left = static_cast<std::size_t>(end - p);
        if (ok && left >= m_behind.size() && std::memcmp(p, m_behind.data(), m_behind.size()) == 0) {
            p += m_behind.size();
            // A zone may be longer than the last one (+02 and +0200, WES and WEST), a fraction too: then it is read anew.
            if (p == end || (!isDigit(*p) && (m_behind.empty() || (*p != ':' && (*p < 'A' || *p > 'Z'))))) {
                used = static_cast<std::size_t>(p - text.data());
                m_canonical = m_cacheCanonical && second < 60;
                return TimePoint{m_midnight + ((hour * 60 + minute) * 60 + second) * kSecondNs + nanos};
            }
        }
    }

    const auto &items = program.items;
    TimeParts parts;
    Reader in(text, 0);
    if (!readItems(items, 0, program.beforeEnd, in, parts))
        return std::nullopt;
    const std::size_t beforeEnd = in.pos();
    if (!readItems(items, program.beforeEnd, program.dayEnd, in, parts))
        return std::nullopt;
    const std::size_t dayEnd = in.pos();
    if (!readItems(items, program.dayEnd, items.size(), in, parts))
        return std::nullopt;
    if (program.epoch) {
        std::int64_t ns = 0;
        if (__builtin_add_overflow(parts.epochNs, parts.nanos, &ns))
            return std::nullopt;
        used = in.pos();
        return TimePoint{ns};
    }
    const auto midnight = midnightOf(parts, program.hasDate, program.hasYear, program.utc, m_context);
    if (!midnight)
        return std::nullopt;
    used = in.pos();
    if (parts.hasHalf)
        parts.hour = parts.hour % 12 + (parts.afternoon ? 12 : 0);
    if (program.straight && used <= 96) {
        m_before.assign(text.substr(0, beforeEnd));
        m_behind.assign(text.substr(dayEnd, used - dayEnd));
        m_midnight = *midnight;
        m_cached = true;
    }
    const TimePoint time{*midnight + ((parts.hour * 60 + parts.minute) * 60 + parts.second) * kSecondNs + parts.nanos};
    if (program.straight) {
        m_scratch.clear();
        render(time, m_scratch);
        m_canonical = m_scratch == text.substr(0, used);
        m_cacheCanonical = m_canonical && program.fixedWidth;
    }
    return time;
}

void TimeParser::render(TimePoint time, std::string &out)
{
    if (time.isNone() || !m_format.m_program)
        return;
    const auto &program = *m_format.m_program;
    std::int64_t local = time.ns;
    if (!program.epoch) {
        std::int64_t shift = program.utc ? 0 : m_context.zoneSeconds * kSecondNs;
        if (!program.hasDate && __builtin_sub_overflow(shift, m_context.dayNs, &shift))
            shift = 0;
        if (__builtin_add_overflow(time.ns, shift, &local))
            local = time.ns;
    }
    const std::int64_t day = floorDivide(local, kDayNs);
    std::int64_t ofDay = local - day * kDayNs;
    std::array<char, 320> buffer{}; // 128 items, none longer than 20 but the few epochs (24)
    char *p = buffer.data();
    const auto straightDay = [&] {
        const auto nanos = static_cast<std::uint32_t>(ofDay % kSecondNs);
        const auto seconds = static_cast<std::uint32_t>(ofDay / kSecondNs);
        putTwo(p, seconds / 3600);
        if (program.hourSeparator != 0)
            *p++ = program.hourSeparator;
        putTwo(p, seconds / 60 % 60);
        if (program.minuteSeparator != 0)
            *p++ = program.minuteSeparator;
        putTwo(p, seconds % 60);
        if (program.fractionDigits < 0)
            return;
        if (program.fractionDigits == 10) {
            if (nanos != 0) {
                *p++ = '.';
                putFraction(p, nanos);
            }
            return;
        }
        if (program.fractionSeparator != 0)
            *p++ = program.fractionSeparator;
        if (program.fractionDigits == 0)
            putFraction(p, nanos);
        else
            putDigits(p, nanos / static_cast<std::uint32_t>(kPower[static_cast<std::size_t>(9 - program.fractionDigits)]), program.fractionDigits);
    };
    if (program.straight && m_rendered && m_renderDay == day) {
        std::memcpy(p, m_renderBefore.data(), m_renderBefore.size());
        p += m_renderBefore.size();
        straightDay();
        std::memcpy(p, m_renderBehind.data(), m_renderBehind.size());
        p += m_renderBehind.size();
        out.append(buffer.data(), static_cast<std::size_t>(p - buffer.data()));
        return;
    }

    const CivilTime civil = toCivil(TimePoint{local});
    const auto zoneSeconds = static_cast<std::int64_t>(m_context.zoneSeconds);
    const auto &items = program.items;
    std::size_t beforeEnd = 0;
    std::size_t dayEnd = 0;
    for (std::size_t i = 0; i <= items.size(); ++i) {
        if (i == program.beforeEnd)
            beforeEnd = static_cast<std::size_t>(p - buffer.data());
        if (i == program.dayEnd)
            dayEnd = static_cast<std::size_t>(p - buffer.data());
        if (i == items.size())
            break;
        const auto &item = items[i];
        const auto small = [&](int value, char pad) {
            if (value >= 10)
                *p++ = static_cast<char>('0' + value / 10 % 10);
            else if (!item.unpadded)
                *p++ = pad;
            *p++ = static_cast<char>('0' + value % 10);
        };
        const auto whole = [&](std::int64_t value) {
            const std::string digits = std::to_string(value);
            std::memcpy(p, digits.data(), digits.size());
            p += digits.size();
        };
        const auto text = [&](std::string_view value) {
            std::memcpy(p, value.data(), value.size());
            p += value.size();
        };
        switch (item.kind) {
        case Item::Literal: *p++ = item.literal; break;
        case Item::Year4: putDigits(p, civil.year, 4); break;
        case Item::Year2: putTwo(p, static_cast<unsigned>(civil.year % 100)); break;
        case Item::Month: small(civil.month, '0'); break;
        case Item::Day: small(civil.day, '0'); break;
        case Item::DayBlank: small(civil.day, ' '); break;
        case Item::YearDay: putDigits(p, day - daysFromCivil(civil.year, 1, 1) + 1, 3); break;
        case Item::MonthName: text(kMonths[static_cast<std::size_t>(civil.month - 1)]); break;
        case Item::WeekdayName: text(kWeekdays[static_cast<std::size_t>(((day % 7) + 11) % 7)]); break;
        case Item::Hour: small(civil.hour, '0'); break;
        case Item::Hour12: small((civil.hour + 11) % 12 + 1, '0'); break;
        case Item::AmPm: text(civil.hour < 12 ? "AM" : "PM"); break;
        case Item::Minute: putTwo(p, static_cast<unsigned>(civil.minute)); break;
        case Item::Second: putTwo(p, static_cast<unsigned>(civil.second)); break;
        case Item::Fraction:
            if (item.digits == 0)
                putFraction(p, civil.nanosecond);
            else
                putDigits(p, civil.nanosecond / kPower[9u - item.digits], item.digits);
            break;
        case Item::PointFraction:
            if (civil.nanosecond != 0) {
                *p++ = '.';
                putFraction(p, civil.nanosecond);
            }
            break;
        case Item::Zone:
        case Item::ZoneColon: {
            const auto minutes = static_cast<unsigned>((zoneSeconds < 0 ? -zoneSeconds : zoneSeconds) / 60 % (100 * 60));
            *p++ = zoneSeconds < 0 ? '-' : '+';
            putTwo(p, minutes / 60);
            if (item.kind == Item::ZoneColon)
                *p++ = ':';
            putTwo(p, minutes % 60);
            break;
        }
        case Item::ZoneName: {
            const auto zone = std::find_if(kZones.begin(), kZones.end(), [&](const auto &z) { return z.seconds == zoneSeconds; });
            text(zone == kZones.end() ? std::string_view("UTC") : zone->name);
            break;
        }
        case Item::EpochSeconds: whole(floorDivide(time.ns, kSecondNs)); break;
        case Item::EpochFractional:
            whole(floorDivide(time.ns, kSecondNs));
            if (civil.nanosecond != 0) {
                *p++ = '.';
                putFraction(p, civil.nanosecond);
            }
            break;
        case Item::EpochMillis: whole(floorDivide(time.ns, 1'000'000)); break;
        case Item::EpochMicros: whole(floorDivide(time.ns, 1000)); break;
        case Item::EpochNanos: whole(time.ns); break;
        case Item::EpochTai64n: {
            const std::int64_t seconds = floorDivide(time.ns, kSecondNs);
            const auto label = kTai64Epoch + static_cast<std::uint64_t>(seconds);
            const auto nanos = static_cast<std::uint64_t>(time.ns - seconds * kSecondNs);
            constexpr std::string_view kHex = "0123456789abcdef";
            for (int shift = 60; shift >= 0; shift -= 4)
                *p++ = kHex[label >> shift & 15u];
            for (int shift = 28; shift >= 0; shift -= 4)
                *p++ = kHex[nanos >> shift & 15u];
            break;
        }
        }
    }
    const auto size = static_cast<std::size_t>(p - buffer.data());
    out.append(buffer.data(), size);
    if (program.straight) {
        m_renderBefore.assign(buffer.data(), beforeEnd);
        m_renderBehind.assign(buffer.data() + dayEnd, size - dayEnd);
        m_renderDay = day;
        m_rendered = true;
    }
}

} // namespace causeway::decode
