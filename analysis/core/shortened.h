#pragma once
// Long texts in a sentence.

#include <string>
#include <string_view>

namespace causeway {

// At most that many bytes of a text, whole characters of UTF-8 alone, and "…" where there are more.
inline std::string shortened(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80)
        --bytes;
    return std::string(text.substr(0, bytes)) + "…";
}

} // namespace causeway
