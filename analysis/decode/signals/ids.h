#pragma once
// Trace and span ids as text and bytes.

#include <cstdint>
#include <optional>
#include <string_view>

#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

// Hex digits of either case, at most 32 (leading zeros may be lost), also behind 0x; base64 where `base64` allows it and the
// length is that of 16 or 8 bytes in it. Empty: none. nullopt: it is no id.
std::optional<TraceKey> traceKeyOf(std::string_view text, bool base64 = false);
std::optional<SpanKey> spanKeyOf(std::string_view text, bool base64 = false);

// 16 or 8 bytes, the first is the highest; empty: none. nullopt: another length.
std::optional<TraceKey> traceKeyOfBytes(std::string_view bytes);
std::optional<SpanKey> spanKeyOfBytes(std::string_view bytes);

} // namespace causeway::decode
