#pragma once
// A shape is what a message looks like with its parameters taken out: constant words and separators, and slots. It is
// found by one cheap split and never changes; a template (miner.h) is a set of shapes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/ids.h"

namespace causeway::templates {

// text: the shape's bytes with each slot written as kSlot. Constant bytes that equal kSlot never occur: a message that
// holds it goes to the catch-all shape (text = kSlot alone).
constexpr char kSlot = '\x01';

enum class SlotKind : std::uint8_t {
    Digits, // a word with a digit in it
    Word,   // a position promoted because its words turned out to be many
    Rest,   // everything to the end (catch-all shape, or beyond the limit of slots)
};

struct Shape {
    std::string text;
    std::vector<SlotKind> slots;
    bool operator==(const Shape &) const = default;
};

// A shape with what the miner may know of its use.
struct WeightedShape {
    ShapeId id;
    const Shape *shape = nullptr;
    std::uint64_t count = 0;
    // Up to kSampleValues distinct raw values a slot (their first 256 bytes). One alone: the slot never had another.
    std::vector<std::vector<std::string>> samples;
};
constexpr std::size_t kSampleValues = 8;

} // namespace causeway::templates
