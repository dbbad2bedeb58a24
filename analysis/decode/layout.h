#pragma once
// Layouts as values: JSON, and what they need from the lines they are to read.

#include <span>
#include <string>
#include <string_view>

#include "analysis/decode/line_decoder.h"

namespace causeway::decode {

// {"format","pattern","time_spec","year","first_month","zone_s","day_ns"}; what has its default is left out.
std::string toJson(const Layout &layout);
// Errors: InvalidInput (not JSON, a wrong type, an unknown field).
Result<Layout> layoutFromJson(std::string_view json);

// Fills in what the layout leaves open and the lines tell: the time spec that reads and writes back most of them, year,
// first month and zone, the keys of JSON and logfmt, the layout within docker JSON. What is given is kept.
Result<Layout> adaptLayout(const Layout &layout, std::span<const std::string_view> lines, int yearHint);

} // namespace causeway::decode
