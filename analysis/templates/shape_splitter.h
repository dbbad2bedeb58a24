#pragma once
// The one cheap split of a message on the way into the store. A word is a maximal run of [A-Za-z0-9_.$~-] and bytes
// >= 0x80, without trailing '.', '-' and '_'. A word with a digit is a slot; all other bytes are constant.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/templates/shape.h"

namespace causeway::templates {

struct WordRange {
    std::uint32_t begin = 0, end = 0;
    bool slot = false; // has a digit, or was promoted
};

// Reused from message to message; no allocation after warm-up. Points into what was split.
class ShapeSplitter {
public:
    // false: the message holds kSlot, has more words than fit (limits::kSlots) or more constant text than a shape may
    // have (limits::kShapeBytes): it belongs to the catch-all shape.
    bool split(std::string_view message);
    // A shape's text, which was split before: each kSlot is a slot.
    void splitShape(std::string_view shapeText);
    [[nodiscard]] const std::vector<WordRange> &words() const { return m_words; }
    // Turns the constant words whose bits are set into slots (bit i: i-th constant word, from 0, at most 64).
    void promote(std::uint64_t mask);

    // Hash of the shape's text: equal for equal texts, whether a slot has a digit or was promoted.
    [[nodiscard]] std::uint64_t hash() const;
    // The hash() of messages that have this shape.
    static std::uint64_t hashOfShape(std::string_view shapeText);
    // The same with every word blanked: equal for messages that differ in words only.
    [[nodiscard]] std::uint64_t skeletonHash() const;
    // Bytes [begin, end) of what was split.
    [[nodiscard]] std::string_view bytes(std::uint32_t begin, std::uint32_t end) const { return m_message.substr(begin, end - begin); }
    // Whether the message has exactly this shape (after the hashes agree).
    [[nodiscard]] bool matches(std::string_view shapeText) const;
    [[nodiscard]] Shape shape() const;

private:
    bool split(std::string_view message, bool shape);

    std::string_view m_message;
    std::vector<WordRange> m_words;
};

std::uint64_t hashBytes(std::string_view bytes, std::uint64_t seed);

} // namespace causeway::templates
