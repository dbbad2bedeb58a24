#include "analysis/decode/line_decoder.h"

namespace causeway::decode {

bool Layout::operator==(const Layout &other) const
{
    return format == other.format && pattern == other.pattern && timeSpec == other.timeSpec && time.year == other.time.year &&
           time.zoneSeconds == other.time.zoneSeconds && time.dayNs == other.time.dayNs;
}

} // namespace causeway::decode
