#pragma once
// Attributes, events and links of spans as the JSON text that is stored. Compact; a floating-point number always has a point or
// an exponent, so that it is read back as one. Keys may repeat.

#include <string>
#include <string_view>

#include "analysis/decode/signals/signal.h"

namespace causeway::storage {

// Append to out. "{}" where there are none.
void appendJson(std::string &out, std::string_view text);
void appendJson(std::string &out, const decode::AttributeValue &value);
void appendJson(std::string &out, decode::Attributes attributes);
void appendJson(std::string &out, std::span<const decode::SpanEvent> events); // [{"time_ns","name","attributes"}]
void appendJson(std::string &out, std::span<const decode::SpanLink> links);   // [{"trace","span","attributes"}]

} // namespace causeway::storage
