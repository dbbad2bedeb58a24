#include "analysis/decode/time_format.h"

#include "analysis/decode/time_program.h"

namespace causeway::decode {

namespace {

std::optional<TimeItem> itemOf(char letter)
{
    switch (letter) {
    case 'Y': return TimeItem::Year4;
    case 'y': return TimeItem::Year2;
    case 'm': return TimeItem::Month;
    case 'd': return TimeItem::Day;
    case 'e': return TimeItem::DayBlank;
    case 'j': return TimeItem::YearDay;
    case 'b': return TimeItem::MonthName;
    case 'a': return TimeItem::WeekdayName;
    case 'H': return TimeItem::Hour;
    case 'I': return TimeItem::Hour12;
    case 'p': return TimeItem::AmPm;
    case 'M': return TimeItem::Minute;
    case 'S': return TimeItem::Second;
    case 'f': return TimeItem::Fraction;
    case 'z': return TimeItem::Zone;
    case 'Z': return TimeItem::ZoneName;
    case 's': return TimeItem::EpochSeconds;
    default: return std::nullopt;
    }
}

std::optional<TimeItem> epochOf(char letter)
{
    switch (letter) {
    case 's': return TimeItem::EpochFractional;
    case 'm': return TimeItem::EpochMillis;
    case 'u': return TimeItem::EpochMicros;
    case 'n': return TimeItem::EpochNanos;
    case 't': return TimeItem::EpochTai64n;
    default: return std::nullopt;
    }
}

bool isOfDay(TimeItem kind)
{
    return kind == TimeItem::Hour || kind == TimeItem::Hour12 || kind == TimeItem::Minute || kind == TimeItem::Second ||
           kind == TimeItem::Fraction || kind == TimeItem::PointFraction || kind == TimeItem::AmPm;
}

tl::unexpected<Error> badSpec(std::string_view spec, std::size_t at, Message why)
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The time format \"%1\" is wrong at character %2"), spec, at + 1), std::move(why),
                   Message(CAUSEWAY_TEXT("Write for instance %Y-%m-%d %H:%M:%S,%3f.")));
}

} // namespace

Result<TimeFormat> TimeFormat::fromSpec(std::string_view spec)
{
    if (spec.empty() || spec.size() > 128)
        return badSpec(spec.substr(0, 128), 0, Message(CAUSEWAY_TEXT("it must have 1 to 128 characters")));
    auto program = std::make_shared<Program>();
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < spec.size(); ++i) {
        Item item;
        const std::size_t start = i;
        if (spec[i] != '%') {
            item.literal = spec[i];
            program->items.push_back(item);
            continue;
        }
        if (++i == spec.size())
            return badSpec(spec, start, Message(CAUSEWAY_TEXT("a letter must follow the %")));
        std::optional<TimeItem> kind;
        if (spec[i] == '%') {
            item.literal = '%';
            program->items.push_back(item);
            continue;
        }
        if (spec[i] == '-' && i + 1 < spec.size()) {
            item.unpadded = true;
            kind = itemOf(spec[++i]);
            if (kind != TimeItem::Month && kind != TimeItem::Day && kind != TimeItem::Hour && kind != TimeItem::Hour12 && kind != TimeItem::DayBlank)
                return badSpec(spec, start, Message(CAUSEWAY_TEXT("only d, e, m, H and I can be unpadded")));
        } else if (spec[i] == '.' && i + 1 < spec.size() && spec[i + 1] == 'f') {
            ++i;
            kind = TimeItem::PointFraction;
        } else if (spec[i] == ':' && i + 1 < spec.size() && spec[i + 1] == 'z') {
            ++i;
            kind = TimeItem::ZoneColon;
        } else if (spec[i] == 'E' && i + 1 < spec.size())
            kind = epochOf(spec[++i]);
        else if (spec[i] >= '1' && spec[i] <= '9' && i + 1 < spec.size() && spec[i + 1] == 'f') {
            item.digits = static_cast<std::uint8_t>(spec[i] - '0');
            ++i;
            kind = TimeItem::Fraction;
        } else
            kind = itemOf(spec[i]);
        if (!kind)
            return badSpec(spec, start, Message(CAUSEWAY_TEXT("it is not a known field of a time")));
        item.kind = *kind;
        const std::uint32_t bit = 1u << static_cast<unsigned>(*kind);
        if ((seen & bit) != 0)
            return badSpec(spec, start, Message(CAUSEWAY_TEXT("the field is there twice")));
        seen |= bit;
        program->items.push_back(item);
    }
    const auto has = [&](TimeItem kind) { return (seen & (1u << static_cast<unsigned>(kind))) != 0; };
    const auto &items = program->items;
    program->epoch = has(TimeItem::EpochSeconds) || has(TimeItem::EpochFractional) || has(TimeItem::EpochMillis) || has(TimeItem::EpochMicros) ||
                     has(TimeItem::EpochNanos) || has(TimeItem::EpochTai64n);
    program->hasYear = has(TimeItem::Year4) || has(TimeItem::Year2);
    const bool month = has(TimeItem::Month) || has(TimeItem::MonthName);
    const bool day = has(TimeItem::Day) || has(TimeItem::DayBlank);
    program->hasDate = (month && day) || has(TimeItem::YearDay);
    if (!program->epoch && !program->hasDate && !has(TimeItem::Hour) && !has(TimeItem::Hour12) && !has(TimeItem::Minute))
        return badSpec(spec, 0, Message(CAUSEWAY_TEXT("it has neither a date nor a time of day nor an epoch")));
    if (program->hasDate != (month || day || program->hasYear || has(TimeItem::YearDay)))
        return badSpec(spec, 0, Message(CAUSEWAY_TEXT("a date needs a month and a day")));
    if (has(TimeItem::Hour12) != has(TimeItem::AmPm))
        return badSpec(spec, 0, Message(CAUSEWAY_TEXT("%I and %p need each other")));
    program->utc = items.size() >= 2 && items.back().kind == TimeItem::Literal && items.back().literal == 'Z' && isOfDay(items[items.size() - 2].kind);

    // The span from the first to the last item of the time of day.
    std::size_t first = items.size();
    std::size_t last = 0;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (isOfDay(items[i].kind)) {
            first = std::min(first, i);
            last = i + 1;
        }
    bool contiguous = !program->epoch && first < last;
    for (std::size_t i = first; i < last; ++i)
        contiguous = contiguous && (isOfDay(items[i].kind) || items[i].kind == TimeItem::Literal);
    if (contiguous) {
        program->beforeEnd = first;
        program->dayEnd = last;
        bool fixed = true;
        for (std::size_t i = 0; i < first; ++i)
            fixed = fixed && !items[i].unpadded && items[i].kind < TimeItem::Zone;
        program->cacheable = fixed || items[first - 1].kind == TimeItem::Literal;
        // %H ? %M ? %S [? fraction]
        std::size_t at = first;
        const auto take = [&](TimeItem kind) { return at < last && items[at].kind == kind && !items[at].unpadded ? (++at, true) : false; };
        const auto separator = [&](char &out) {
            if (at < last && items[at].kind == TimeItem::Literal)
                out = items[at++].literal;
        };
        bool straight = take(TimeItem::Hour);
        separator(program->hourSeparator);
        straight = straight && take(TimeItem::Minute);
        separator(program->minuteSeparator);
        straight = straight && take(TimeItem::Second);
        if (straight && at < last) {
            separator(program->fractionSeparator);
            if (at < last && items[at].kind == TimeItem::Fraction)
                program->fractionDigits = static_cast<std::int8_t>(items[at++].digits);
            else if (at < last && program->fractionSeparator == 0 && items[at].kind == TimeItem::PointFraction) {
                program->fractionDigits = 10;
                ++at;
            }
        }
        program->straight = straight && at == last && program->cacheable;
        program->fixedWidth = program->straight && program->fractionDigits != 0 && program->fractionDigits != 10;
    }
    TimeFormat format;
    format.m_spec = spec;
    format.m_program = std::move(program);
    return format;
}

const std::vector<std::string> &knownTimeSpecs()
{
    static const std::vector<std::string> kSpecs = [] {
        std::vector<std::string> specs;
        const auto add = [&](std::string_view date, std::initializer_list<std::string_view> fractions, std::initializer_list<std::string_view> zones) {
            for (const std::string_view zone : zones)
                for (const std::string_view fraction : fractions)
                    specs.push_back(std::string(date).append(fraction).append(zone));
        };
        const std::initializer_list<std::string_view> fractions{".%3f", ".%6f", ".%9f", ",%3f", ",%6f", ",%9f", "%.f", ""};
        for (const std::string_view between : {"T", " ", "_"})
            add(std::string("%Y-%m-%d").append(between).append("%H:%M:%S"), fractions, {"Z", "%:z", "%z", " %z", " %Z", ""});
        add("%Y/%m/%d %H:%M:%S", fractions, {" %z", ""});
        add("%Y.%m.%d %H:%M:%S", fractions, {""});
        add("%d/%b/%Y:%H:%M:%S", {".%3f", ""}, {" %z", ""});
        add("%d-%b-%Y %H:%M:%S", {".%3f", ""}, {" %Z", ""});
        add("%d/%m/%Y %H:%M:%S", {".%3f", ",%3f", ""}, {""});
        add("%d.%m.%Y %H:%M:%S", {".%3f", ",%3f", ""}, {""});
        add("%Y-%jT%H:%M:%S", {".%3f", ",%3f", ""}, {"Z", ""});
        specs.insert(specs.end(), {"%Y-%m-%d-%H.%M.%S.%6f", "%Y-%m-%d-%H.%M.%S.%f", "%Y-%m-%d-%H.%M.%S", "%Y-%m-%d:%H:%M:%S.%3f", "%Y-%m-%dT%H%M%S%z",
                                   "%Y%m%d.%H%M%S,%3f", "%Y%m%d-%H:%M:%S:%3f", "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d %H:%M:%S.%3f", "%Y%m%d %H:%M:%S",
                                   "%y%m%d %H:%M:%S", "%y%m%d %-H:%M:%S", "%y%m%d %H%M%S", "%y/%m/%d %H:%M:%S", "%y-%m-%d %H:%M:%S",
                                   "%a %b %d %H:%M:%S.%6f %Y", "%a %b %d %H:%M:%S %Y", "%a %b %e %H:%M:%S %Y", "%a %b %d %H:%M:%S %Z %Y",
                                   "%a %b %e %H:%M:%S %Z %Y", "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%b %e %Y %H:%M:%S",
                                   "%b %e, %Y %-I:%M:%S %p", "%b %e %H:%M:%S.%3f", "%b %e %H:%M:%S.%6f", "%b %e %H:%M:%S,%3f", "%b %e %H:%M:%S", "%b %d %H:%M:%S",
                                   "%b %-d %H:%M:%S", "%m-%d %H:%M:%S.%3f", "%m.%d %H:%M:%S", "%m%d %H:%M:%S.%6f", "%m/%d %H:%M:%S", "%d %b %H:%M:%S.%3f",
                                   "%d %b %Y %H:%M:%S", "%H:%M:%S.%3f", "%H:%M:%S,%3f", "%H:%M:%S.%6f", "%H:%M:%S.%9f", "%H:%M:%S", "@%Et"});
        return specs;
    }();
    return kSpecs;
}

} // namespace causeway::decode
