#pragma once

#include <cstdint>

namespace causeway {

// The finaliser of MurmurHash3 (Appleby 2011, public domain): spreads every bit over all 64.
constexpr std::uint64_t mix64(std::uint64_t value)
{
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccdu;
    value ^= value >> 33;
    value *= 0xc4ceb9fe1a85ec53u;
    return value ^ (value >> 33);
}

} // namespace causeway
