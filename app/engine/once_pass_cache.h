#pragma once

#include <cstddef>

namespace causeway::engine {

// For readers that go over chunks once: nothing is worth keeping for long.
constexpr std::size_t kOncePassCache = 16u << 20;

} // namespace causeway::engine
