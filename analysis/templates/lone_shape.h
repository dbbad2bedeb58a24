#pragma once
// Shapes that stand for themselves: the miner merges none of them with another, each is a template of its own. They have no slots,
// whatever digits they hold. Keys of sequence files are such (no split message has a digit among its constants), and starts of spans.

#include <string_view>

#include "analysis/templates/shape.h"

namespace causeway::templates {

// How the message of a span's start begins; what follows is the service and the operation.
constexpr std::string_view kSpanStart = "span: ";

inline bool standsForItself(std::string_view shapeText)
{
    return shapeText.find(kSlot) == std::string_view::npos && (shapeText.starts_with(kSpanStart) || shapeText.find_first_of("0123456789") != std::string_view::npos);
}
inline bool standsForItself(const Shape &shape) { return shape.slots.empty() && standsForItself(shape.text); }

} // namespace causeway::templates
