#pragma once
// A compiled time spec: items in order, split into what stands before the time of day, the time of day, and what stands
// behind it, so that a parser can compare the date's bytes with the last ones instead of reading them again.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/decode/time_format.h"

namespace causeway::decode {

enum class TimeItem : std::uint8_t {
    Literal, Year4, Year2, Month, Day, DayBlank, MonthName, WeekdayName, YearDay,
    Hour, Hour12, AmPm, Minute, Second, Fraction, PointFraction,
    Zone, ZoneColon, ZoneName,
    EpochSeconds, EpochFractional, EpochMillis, EpochMicros, EpochNanos, EpochTai64n,
};

struct TimeFormat::Item {
    TimeItem kind = TimeItem::Literal;
    std::uint8_t digits = 0; // Fraction: how many, 0 = as many as there are
    bool unpadded = false;
    char literal = 0;
};

struct TimeFormat::Program {
    std::vector<Item> items;
    std::size_t beforeEnd = 0; // items [0, beforeEnd) stand before the time of day
    std::size_t dayEnd = 0;    // items [beforeEnd, dayEnd) are the time of day
    bool epoch = false;
    bool utc = false;     // a literal Z at the end
    bool hasDate = false;
    bool hasYear = false;
    bool cacheable = false; // the bytes before the time of day end where they end, whatever follows
    // %H ? %M ? %S [? fraction]: the straight-line form nearly all formats have.
    bool straight = false;
    bool fixedWidth = false; // straight, and each part is always written with as many digits
    char hourSeparator = 0, minuteSeparator = 0, fractionSeparator = 0; // 0 = none
    std::int8_t fractionDigits = -1; // −1 none, 0 free, n fixed, 10 = PointFraction
};

struct TimeParts {
    int year = 0, month = 1, day = 1, yearDay = 0;
    int hour = 0, minute = 0, second = 0;
    std::int64_t nanos = 0;
    std::int32_t zone = 0;
    bool hasZone = false;
    bool afternoon = false, hasHalf = false;
    std::int64_t epochNs = 0;
};

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86400 * kSecondNs;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// Abbreviated months of French and German locales, longer ones before their beginnings.
constexpr std::array<std::pair<std::string_view, int>, 24> kForeignMonths{{
    {"janv.", 1}, {"févr.", 2}, {"mars", 3}, {"avril", 4}, {"avr.", 4}, {"mai", 5}, {"juin", 6}, {"juil.", 7}, {"août", 8}, {"sept.", 9}, {"oct.", 10}, {"nov.", 11}, {"déc.", 12},
    {"janv", 1}, {"févr", 2}, {"avr", 4}, {"juil", 7}, {"sept", 9}, {"déc", 12}, {"Mär", 3}, {"Mai", 5}, {"Okt", 10}, {"Dez", 12}, {"Sept", 9},
}};
constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct ZoneAbbreviation {
    std::string_view name;
    std::int32_t seconds;
};
// Those with one common meaning; an abbreviation that is none of them is not a zone.
constexpr std::array<ZoneAbbreviation, 18> kZones{{{"UTC", 0},      {"GMT", 0},       {"CET", 3600},    {"CEST", 7200},  {"EET", 7200},  {"EEST", 10800},
                                                   {"MSK", 10800},  {"WEST", 3600},   {"EST", -18000},  {"EDT", -14400}, {"CST", -21600}, {"CDT", -18000},
                                                   {"MST", -25200}, {"MDT", -21600},  {"PST", -28800},  {"PDT", -25200}, {"JST", 32400}, {"AEST", 36000}}};

} // namespace causeway::decode
