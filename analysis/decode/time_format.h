#pragma once
// How a source writes instants. A format parses the bytes of a time field and can write them back: where
// render(parse(text)) == text only the instant is stored.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/core/units.h"

namespace causeway::decode {

struct TimeContext {
    int year = 0;                 // for formats without a year: of the first line; 0 = 2000 (a leap year)
    int firstMonth = 0;           // for formats without a year: month of the first line, 1–12; 0 = no roll-over
    std::int32_t zoneSeconds = 0; // local time minus UTC: of texts without a zone, and the zone that is rendered by %z
    std::int64_t dayNs = 0;       // for formats without a date: the day's local midnight as if it were UTC, ns since 1970
    bool operator==(const TimeContext &) const = default;
};

// Immutable. A spec in strftime letters, names in English:
//   %Y %y (69–99: 19xx) %m %d %e (day padded by a blank) %j %b %a   %H %I %p %M %S; %-d %-m %-H %-I %-e: not padded
//   %f fraction, as many digits as there are, rendered without trailing zeros (at least one digit)
//   %1f … %9f exactly so many digits; %.f nothing, or a point and a fraction without trailing zeros
//   %z +hhmm, %:z +hh:mm (both read either, ±hh and Z); %Z an abbreviation (UTC, CEST, PDT …)
//   %s epoch seconds; %Es, %Em, %Eu, %En epoch in seconds, milli-, micro-, nanoseconds, the first two with an optional fraction;
//   %Et the 24 hexadecimal digits of a TAI64N label as daemontools write it (UTC + 10 s)
// A fraction of so many digits is not read where a digit follows it. Names of months may be the French and German abbreviations
// too, as syslog daemons write them; they are rendered in English.
// A literal Z right behind the time of day at the end means UTC. Copies share what was compiled.
class TimeFormat {
public:
    // Errors: InvalidInput that names the place in the spec.
    static Result<TimeFormat> fromSpec(std::string_view spec);
    [[nodiscard]] const std::string &spec() const { return m_spec; }

private:
    friend class TimeParser;
    struct Item;
    struct Program;
    std::string m_spec;
    std::shared_ptr<const Program> m_program;
};

// Parses and renders with a cache of the current day; one a thread. The cache never changes an answer, so that clones
// agree whatever lines they saw. Year-less formats: the context's year, or the next one where the month lies more than
// one before the month of the first line (Dec → Jan; a line that is late by some days is not thrown a year ahead).
class TimeParser {
public:
    TimeParser(TimeFormat format, TimeContext context);
    // The whole of text must be used; nullopt otherwise.
    std::optional<TimePoint> parse(std::string_view text);
    // As parse, for a text that goes on behind the time; used: the bytes of the time.
    std::optional<TimePoint> parsePrefix(std::string_view text, std::size_t &used);
    // Appends; the inverse of parse for canonical texts. Needs the instant and the context only; none() appends nothing.
    void render(TimePoint time, std::string &out);
    // Whether the text parsed last is surely what render() gives for it. false: it may be, or not.
    [[nodiscard]] bool isCanonical() const { return m_canonical; }
    [[nodiscard]] const TimeContext &context() const { return m_context; }
    [[nodiscard]] const TimeFormat &format() const { return m_format; }

private:
    TimeFormat m_format;
    TimeContext m_context;
    // The bytes before and behind the time of day as last parsed, and the instant of that day's midnight.
    std::string m_before, m_behind;
    std::int64_t m_midnight = 0;
    bool m_cached = false;
    bool m_cacheCanonical = false; // that text is rendered like that
    bool m_canonical = false;
    std::string m_scratch;
    // The same for rendering, by day number.
    std::string m_renderBefore, m_renderBehind;
    std::int64_t m_renderDay = 0;
    bool m_rendered = false;
};

// Specs that are tried where none is given, the most telling first. They cover what loghub's, lnav's and common tools'
// logs write.
const std::vector<std::string> &knownTimeSpecs();

} // namespace causeway::decode
