#include <algorithm>

#include "analysis/core/civil_time.h"
#include "analysis/decode/decoder_parts.h"
#include "analysis/decode/inner_line.h"
#include "analysis/decode/key_table.h"
#include "analysis/decode/layout.h"
#include "analysis/decode/table_fields.h"
#include "analysis/decode/time_program.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kFitLines = 200;
constexpr std::size_t kAlternatives = 4;

std::string_view timeText(std::string_view line, const Record &record)
{
    for (const Field &field : record.fields)
        if (field.role == Role::Time)
            return line.substr(field.begin, field.end - field.begin);
    return {};
}

// The zone that a time's text ends with, or holds as an abbreviation.
std::int32_t zoneOf(std::string_view text)
{
    for (const auto &zone : kZones)
        if (const std::size_t at = text.find(zone.name); at != std::string_view::npos && at > 0 && text[at - 1] == ' ' &&
                                                         (at + zone.name.size() == text.size() || text[at + zone.name.size()] == ' '))
            return zone.seconds;
    const std::size_t sign = text.find_last_of("+-");
    if (sign == std::string_view::npos || text.find(':') == std::string_view::npos || sign < text.find(':'))
        return 0;
    std::array<int, 4> digits{};
    std::size_t count = 0;
    for (std::size_t i = sign + 1; i < text.size() && count < 4; ++i)
        if (isDigit(text[i]))
            digits[count++] = text[i] - '0';
    const int hours = digits[0] * 10 + digits[1];
    const int minutes = digits[2] * 10 + digits[3];
    return count >= 2 && hours < 24 && minutes < 60 ? (text[sign] == '-' ? -1 : 1) * (hours * 60 + minutes) * 60 : 0;
}

// The day that a W3C `#Date:` directive tells.
std::optional<TimePoint> parseDay(std::string_view directive)
{
    directive.remove_prefix(std::min(directive.size(), std::string_view("#Date:").size()));
    while (!directive.empty() && isBlank(directive.front()))
        directive.remove_prefix(1);
    const auto format = TimeFormat::fromSpec("%Y-%m-%d");
    std::size_t used = 0;
    return format ? TimeParser(*format, {}).parsePrefix(directive, used) : std::nullopt;
}

bool hasItem(std::string_view spec, std::initializer_list<std::string_view> items)
{
    return std::any_of(items.begin(), items.end(), [&](std::string_view item) { return spec.find(item) != std::string_view::npos; });
}

// The columns that the first directive names, unless they are told; the day that a table of times without dates begins with.
void fillTable(Layout &layout, std::span<const std::string_view> lines)
{
    const bool zeek = layout.format == "zeek";
    for (std::size_t i = 0; i < lines.size() && layout.pattern.empty(); ++i)
        layout.pattern = tableDirective(lines[i], zeek);
    const TableFields fields = tableFields(layout.pattern, zeek);
    for (std::size_t i = 0; i < lines.size() && fields.timeColumns == 1 && fields.date == kNoColumn && layout.time.dayNs == 0; ++i)
        if (lines[i].starts_with("#Date:"))
            if (const auto day = parseDay(lines[i]))
                layout.time.dayNs = day->ns;
}

struct Fit {
    Layout layout;
    std::size_t decoded = 0, exact = 0;
};

Result<Fit> fit(Layout layout, std::span<const std::string_view> lines, int yearHint)
{
    Fit result;
    Record record;
    std::string rendered;
    const bool zoned = hasItem(layout.timeSpec, {"%z", "%:z", "%Z"});
    const bool yearless = hasItem(layout.timeSpec, {"%b", "%m", "%-m", "%j"}) && !hasItem(layout.timeSpec, {"%Y", "%y"});
    const bool guess = layout.time == TimeContext{};
    for (int round = 0; round < 2; ++round) {
        CAUSEWAY_ASSIGN(const auto decoder, makeDecoder(layout));
        std::vector<TimeParser> writers;
        for (const TimeFormat &format : decoder->timeFormats())
            writers.emplace_back(format, decoder->timeContext());
        result.decoded = result.exact = 0;
        bool first = true;
        TimePoint firstTime = TimePoint::none();
        TimePoint lastTime = TimePoint::none();
        for (const std::string_view line : lines) {
            if (!decoder->decode(line, record))
                continue;
            ++result.decoded;
            const std::string_view text = timeText(line, record);
            if (text.empty() || record.time.isNone())
                continue;
            if (first && round == 0 && guess && zoned)
                layout.time.zoneSeconds = zoneOf(text);
            if (first)
                firstTime = record.time;
            lastTime = record.time;
            first = false;
            rendered.clear();
            writers[record.timeFormat].render(record.time, rendered);
            result.exact += rendered == text ? 1 : 0;
        }
        if (round == 0 && guess && yearless && !firstTime.isNone()) {
            layout.time.firstMonth = toCivil(firstTime).month;
            // The hint is the year of the file's end.
            layout.time.year = yearHint > 0 ? yearHint - (toCivil(lastTime).month < layout.time.firstMonth - 1 ? 1 : 0) : 0;
        } else if (!zoned || layout.time.zoneSeconds == 0)
            break;
    }
    result.layout = std::move(layout);
    return result;
}

} // namespace

Result<Layout> adaptLayout(const Layout &given, std::span<const std::string_view> lines, int yearHint)
{
    Layout layout = given;
    std::vector<std::string_view> sample;
    const std::size_t step = std::max<std::size_t>(1, lines.size() / kFitLines);
    for (std::size_t i = 0; i < lines.size(); i += step)
        sample.push_back(lines[i]);
    if (layout.pattern.empty()) {
        if (layout.format == "json-lines")
            layout.pattern = keysOfJson(sample);
        else if (layout.format == "logfmt")
            layout.pattern = keysOfLogfmt(sample);
        else if (isContainer(layout.format)) {
            const auto inner = innerLines(layout, sample);
            for (const Layout &one : detectInnerLayouts(inner, yearHint).layouts)
                if (one.format != "plain")
                    layout.pattern.append(layout.pattern.empty() ? "" : "\n").append(toJson(one));
        }
    }
    if (layout.format == "w3c" || layout.format == "zeek")
        fillTable(layout, lines);
    // Several notations of time may stand in lines with keys; each has its own spec.
    if (layout.format == "json-lines" || layout.format == "logfmt" || isContainer(layout.format)) {
        CAUSEWAY_ASSIGN(const auto keyed, makeDecoder(layout));
        Record record;
        for (const std::string_view line : sample)
            if (layout.time == TimeContext{} && keyed->decode(line, record) && !record.time.isNone()) {
                layout.time.zoneSeconds = zoneOf(timeText(line, record));
                break;
            }
        return layout;
    }
    CAUSEWAY_ASSIGN(const auto decoder, makeDecoder(layout));
    if (!layout.timeSpec.empty() || decoder->timeFormats().empty()) {
        CAUSEWAY_ASSIGN(Fit only, fit(layout, sample, yearHint));
        return only.layout;
    }
    Record record;
    const auto knows = [&](LineDecoder &some, std::string_view line) { return some.decode(line, record); };
    if (std::none_of(sample.begin(), sample.end(), [&](std::string_view line) { return knows(*decoder, line); }))
        return layout;
    // The spec that reads and writes back most; then others for the lines that it does not read.
    std::string specs;
    const auto share = sample.size();
    for (std::size_t round = 0; round < kAlternatives && !sample.empty(); ++round) {
        Fit best;
        for (const TimeFormat &format : decoder->timeFormats()) {
            Layout candidate = layout;
            candidate.timeSpec = format.spec();
            CAUSEWAY_ASSIGN(Fit fitted, fit(std::move(candidate), sample, yearHint));
            if (fitted.decoded > 0 && 2 * fitted.decoded + fitted.exact > 2 * best.decoded + best.exact)
                best = std::move(fitted);
        }
        if (best.decoded * 100 < share || best.decoded == 0)
            break;
        specs.append(specs.empty() ? "" : "|").append(best.layout.timeSpec);
        if (round == 0)
            layout.time = best.layout.time;
        CAUSEWAY_ASSIGN(const auto reader, makeDecoder(best.layout));
        std::erase_if(sample, [&](std::string_view line) { return knows(*reader, line); });
        std::erase_if(sample, [&](std::string_view line) { return !knows(*decoder, line); });
    }
    layout.timeSpec = specs;
    return layout;
}

} // namespace causeway::decode
