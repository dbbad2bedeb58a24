#pragma once
// The time of day, for stamps on what people and the program do.

#include <chrono>
#include <cstdint>

namespace causeway::storage {

inline std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace causeway::storage
