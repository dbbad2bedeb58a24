#include "analysis/core/find_bytes.h"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace causeway {

std::size_t findBytes(std::string_view bytes, std::string_view needle)
{
    const std::size_t m = needle.size();
    if (m == 0)
        return 0;
    if (bytes.size() < m)
        return std::string_view::npos;
    std::size_t i = 0;
#if defined(__SSE2__)
    if (m >= 2) {
        const __m128i first = _mm_set1_epi8(needle.front());
        const __m128i last = _mm_set1_epi8(needle.back());
        for (; i + m - 1 + 16 <= bytes.size(); i += 16) {
            const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes.data() + i));
            const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes.data() + i + m - 1));
            auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last))));
            for (; mask != 0; mask &= mask - 1) {
                const std::size_t at = i + static_cast<std::size_t>(std::countr_zero(mask));
                if (std::memcmp(bytes.data() + at + 1, needle.data() + 1, m - 2) == 0)
                    return at;
            }
        }
    }
#endif
    return bytes.find(needle, i);
}

} // namespace causeway
