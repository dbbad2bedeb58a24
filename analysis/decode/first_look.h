#pragma once
// The look of a line's first bytes: a class of four bits for each of the first twelve. What a layout demands of them is a
// necessary condition, so that layouts that cannot match are skipped without changing any answer.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analysis/decode/line_decoder.h"

namespace causeway::decode {

constexpr std::size_t kLookBytes = 12;
// Classes that may stand at each place, a bit each.
using FirstLook = std::array<std::uint16_t, kLookBytes>;

std::uint64_t signatureOf(std::string_view line);
bool mayBegin(const std::vector<FirstLook> &looks, std::uint64_t signature); // any of them
// Never empty; a layout of which nothing is known demands nothing.
std::vector<FirstLook> firstLooks(const Layout &layout, const LineDecoder &decoder);

} // namespace causeway::decode
