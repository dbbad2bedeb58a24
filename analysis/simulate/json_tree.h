#pragma once
// A JSON document as a tree that knows in which line each value stands. For documents that people write.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::simulate {

struct JsonMember;

struct JsonValue {
    enum class Kind : std::uint8_t { Null, Boolean, Number, Text, Array, Object } kind = Kind::Null;
    bool truth = false;
    double number = 0;
    std::string text;
    std::vector<JsonValue> items;    // of an array
    std::vector<JsonMember> members; // of an object, in order
    std::uint64_t line = 0;          // 1-based

    [[nodiscard]] const JsonValue *find(std::string_view name) const;
};

struct JsonMember {
    std::string name;
    JsonValue value;
};

constexpr std::size_t kMostJsonDepth = 64;
constexpr std::size_t kMostJsonValues = 2'000'000;

// Errors: InvalidInput with the line (not JSON, not UTF-8, nested too deep, too many values, a name twice in one object, a number too large).
Result<JsonValue> parseJson(std::string_view text);

} // namespace causeway::simulate
