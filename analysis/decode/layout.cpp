#include "analysis/decode/layout.h"

#include <simdjson.h>

#include "analysis/core/json_writer.h"

namespace causeway::decode {

bool Layout::operator==(const Layout &other) const
{
    return format == other.format && pattern == other.pattern && timeSpec == other.timeSpec && time == other.time;
}

std::string toJson(const Layout &layout)
{
    JsonWriter json;
    json.beginObject().field("format", layout.format);
    if (!layout.pattern.empty())
        json.field("pattern", layout.pattern);
    if (!layout.timeSpec.empty())
        json.field("time_spec", layout.timeSpec);
    if (layout.time.year != 0)
        json.field("year", layout.time.year);
    if (layout.time.firstMonth != 0)
        json.field("first_month", layout.time.firstMonth);
    if (layout.time.zoneSeconds != 0)
        json.field("zone_s", static_cast<std::int64_t>(layout.time.zoneSeconds));
    if (layout.time.dayNs != 0)
        json.field("day_ns", layout.time.dayNs);
    json.endObject();
    return json.text();
}

Result<Layout> layoutFromJson(std::string_view text)
{
    const auto bad = [](Message why) { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A stored layout cannot be read")), std::move(why)); };
    if (text.size() > 1 << 20)
        return bad(Message(CAUSEWAY_TEXT("it is larger than 1 MB")));
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(text);
    simdjson::dom::object object;
    if (const auto error = parser.parse(padded).get(object))
        return bad(Message(CAUSEWAY_TEXT("%1"), simdjson::error_message(error)));
    Layout layout;
    for (const auto [key, value] : object) {
        std::string_view string;
        std::int64_t number = 0;
        const bool wantsText = key == "format" || key == "pattern" || key == "time_spec";
        const bool wantsNumber = key == "year" || key == "first_month" || key == "zone_s" || key == "day_ns";
        if (!wantsText && !wantsNumber)
            return bad(Message(CAUSEWAY_TEXT("it has the unknown field \"%1\""), key));
        if (wantsText ? value.get(string) != simdjson::SUCCESS : value.get(number) != simdjson::SUCCESS)
            return bad(Message(CAUSEWAY_TEXT("the field \"%1\" has the wrong type"), key));
        const bool inRange = key == "year"          ? number >= 0 && number <= 9999
                             : key == "first_month" ? number >= 0 && number <= 12
                             : key == "zone_s"      ? number > -86400 && number < 86400
                                                    : true;
        if (!inRange)
            return bad(Message(CAUSEWAY_TEXT("the field \"%1\" is out of range"), key));
        if (key == "format")
            layout.format = string;
        else if (key == "pattern")
            layout.pattern = string;
        else if (key == "time_spec")
            layout.timeSpec = string;
        else if (key == "year")
            layout.time.year = static_cast<int>(number);
        else if (key == "first_month")
            layout.time.firstMonth = static_cast<int>(number);
        else if (key == "zone_s")
            layout.time.zoneSeconds = static_cast<std::int32_t>(number);
        else
            layout.time.dayNs = number;
    }
    return layout;
}

} // namespace causeway::decode
