#pragma once
// Where one string of bytes occurs in another. The first and the last byte of the string are compared 16 places at a time
// (Mula, "SIMD-friendly algorithms for substring searching").

#include <string_view>

namespace causeway {

// Offset of the first occurrence; npos where there is none. An empty needle is found at 0.
std::size_t findBytes(std::string_view bytes, std::string_view needle);

} // namespace causeway
