#pragma once
// A bounded scan over one JSON object in a line (RFC 8259, tolerant of control characters in strings): tells where keys and
// values lie, changes and allocates nothing.

#include <cstddef>
#include <cstring>
#include <string_view>

namespace causeway::decode::json {

constexpr int kDepth = 64; // of what is skipped

inline void skipBlanks(std::string_view text, std::size_t &pos)
{
    while (pos < text.size() && (text[pos] == ' ' || text[pos] == '\t' || text[pos] == '\r' || text[pos] == '\n'))
        ++pos;
}

// At the opening quote; begin and end exclude the quotes, pos goes behind the closing one.
inline bool scanString(std::string_view text, std::size_t &pos, std::size_t &begin, std::size_t &end)
{
    begin = pos + 1;
    for (std::size_t at = begin; at < text.size();) {
        const void *const quote = std::memchr(text.data() + at, '"', text.size() - at);
        if (quote == nullptr)
            return false;
        at = static_cast<std::size_t>(static_cast<const char *>(quote) - text.data());
        std::size_t slashes = 0;
        while (at - slashes > begin && text[at - slashes - 1] == '\\')
            ++slashes;
        if (slashes % 2 == 0) {
            end = at;
            pos = at + 1;
            return true;
        }
        ++at;
    }
    return false;
}

// A number, true, false or null.
inline bool scanScalar(std::string_view text, std::size_t &pos)
{
    const std::size_t start = pos;
    while (pos < text.size() && ((text[pos] >= '0' && text[pos] <= '9') || (text[pos] >= 'a' && text[pos] <= 'z') || text[pos] == '-' || text[pos] == '+' ||
                                 text[pos] == '.' || text[pos] == 'E'))
        ++pos;
    if (pos == start)
        return false;
    const std::string_view word = text.substr(start, pos - start);
    return word[0] == '-' || (word[0] >= '0' && word[0] <= '9') || word == "true" || word == "false" || word == "null";
}

// An object or array with all it holds; pos goes behind it.
inline bool skipNested(std::string_view text, std::size_t &pos)
{
    char open[kDepth];
    int depth = 0;
    std::size_t begin = 0, end = 0;
    while (pos < text.size()) {
        const char c = text[pos];
        if (c == '"') {
            if (!scanString(text, pos, begin, end))
                return false;
            continue;
        }
        ++pos;
        if (c == '{' || c == '[') {
            if (depth == kDepth)
                return false;
            open[depth++] = c;
        } else if (c == '}' || c == ']') {
            if (depth == 0 || open[--depth] != (c == '}' ? '{' : '['))
                return false;
            if (depth == 0)
                return true;
        }
    }
    return false;
}

} // namespace causeway::decode::json
