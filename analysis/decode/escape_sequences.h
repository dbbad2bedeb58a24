#pragma once
// Terminal colours in lines (ECMA-48 control sequences): layouts are told from the text without them.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/record.h"

namespace causeway::decode {

// Whether a header may hold some: programs colour its first words.
inline bool hasEscapes(std::string_view line)
{
    constexpr std::size_t kHeader = 64;
    if (line.size() < kHeader)
        return !line.empty() && std::memchr(line.data(), '\x1b', line.size()) != nullptr;
    unsigned char found = 0; // without a branch, so that it is a few vector instructions for any line
    for (std::size_t i = 0; i < kHeader; ++i)
        found = static_cast<unsigned char>(found | (line[i] == '\x1b' ? 1 : 0));
    return found != 0;
}

// A line without its escape sequences, and where its bytes stood. Reused from line to line.
class PlainText {
public:
    // Valid until the next call.
    std::string_view strip(std::string_view line);
    // Fields of the text become fields of the line: those of text that is not empty begin and end at bytes of it, what lies
    // between them and at the end falls to the frame.
    void restore(Record &record) const;

private:
    std::string m_text;
    std::vector<std::uint32_t> m_places; // of each byte of the text in the line, and the line's size
};

} // namespace causeway::decode
