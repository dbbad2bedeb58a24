#pragma once
// How a source writes instants. A format parses the bytes of a time field and can write them back: where
// render(parse(text)) == text only the instant is stored.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/core/result.h"
#include "analysis/core/units.h"

namespace causeway::decode {

struct TimeContext {
    int year = 0;             // for formats without a year: of the first line; 0 = guessed (see TimeParser)
    std::int32_t zoneSeconds = 0; // for formats without a zone: local time minus UTC
    std::int64_t dayNs = 0;   // for formats without a date: midnight of the day, ns since 1970
};

// Immutable. A spec in strftime letters plus %f (fraction, as many digits as there are; %3f, %6f, %9f fixed), %s (epoch
// seconds), %Es, %Em, %Eu, %En (epoch in seconds with fraction, milli-, micro-, nanoseconds), %b, %a names in English, %e
// (day padded by a blank), %z (+hhmm, +hh:mm, Z), %y, %j …
class TimeFormat {
public:
    static Result<TimeFormat> fromSpec(std::string_view spec);
    [[nodiscard]] const std::string &spec() const { return m_spec; }

private:
    friend class TimeParser;
    struct Item;
    std::string m_spec;
    std::shared_ptr<const std::vector<Item>> m_items;
};

// Parses and renders with a cache of the current day; one a thread. Year-less formats: the year rises when the month
// falls by more than six between two lines (December → January).
class TimeParser {
public:
    TimeParser(TimeFormat format, TimeContext context);
    // The whole of text must be used; nullopt otherwise.
    std::optional<TimePoint> parse(std::string_view text);
    // Appends; the inverse of parse for canonical texts.
    void render(TimePoint time, std::string &out);
    [[nodiscard]] const TimeContext &context() const { return m_context; }

private:
    TimeFormat m_format;
    TimeContext m_context;
    std::int64_t m_cachedDay = 0;
    std::string m_cachedDate;
};

} // namespace causeway::decode
