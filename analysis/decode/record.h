#pragma once
// What a line decoder says about one physical line. Every byte of the line that no field covers belongs to the frame: the
// constant text around the fields. Fields are sub-ranges of the line in rising order that do not overlap, so that
// frame + fields give the line back byte for byte, whatever the format (plain headers, JSON, CSV around JSON …).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/units.h"

namespace causeway::decode {

struct Field {
    Role role = Role::Attribute;
    std::uint16_t name = 0;  // Attribute: index into LineDecoder::attributeNames(); else 0
    std::uint32_t begin = 0; // offsets into the line, begin <= end
    std::uint32_t end = 0;
};

// Reused from line to line: decoders clear and fill it.
struct Record {
    TimePoint time = TimePoint::none();
    Level level = Level::Unknown;
    std::uint16_t timeFormat = 0; // index into LineDecoder::timeFormats() of the Role::Time field, if there is one
    bool timeCanonical = false;   // that field is surely what its format renders for `time`
    bool timeInParts = false;     // that field's bytes are not all that tells `time` (a date apart, nanoseconds, colours between)
    bool partial = false;         // the next line of this layout goes on with this one's text (containers split long lines)
    std::vector<Field> fields;    // at most one of Role::Time, at most one of Role::Content (absent = empty content)

    void clear()
    {
        time = TimePoint::none();
        level = Level::Unknown;
        timeFormat = 0;
        timeCanonical = false;
        timeInParts = false;
        partial = false;
        fields.clear();
    }
};

} // namespace causeway::decode
