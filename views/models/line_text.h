#pragma once
// How the bytes of an event are shown: UTF-16 text in which every byte can be seen. Physical lines are separated by '\n';
// the last terminator is left out. Control characters become their pictures (U+2400 …), characters that change the order or
// the visibility of others become ⟨U+202E⟩, bytes that are not UTF-8 become \x9F, tabs become blanks up to a multiple of 8.

#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace causeway::views {

// In UTF-16 code units of a text.
struct TextRange {
    int begin = 0;
    int length = 0;
    bool operator==(const TextRange &) const = default;
};

// In bytes of an event.
struct ByteRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

struct LineText {
    QString text;
    std::uint32_t lines = 1;       // physical lines, those left out included
    std::uint64_t hiddenBytes = 0; // left out beyond the bounds below; the text says so where they are missing
};

constexpr int kShownUnitsPerLine = 8192;
constexpr int kShownLines = 2000;

// ranges: of bytes, rising by begin; each becomes the range of the text that shows it (empty where it is left out).
LineText toLineText(std::string_view bytes, const std::vector<ByteRange> &ranges = {}, std::vector<TextRange> *shown = nullptr);

// Physical lines of bytes: line feeds, and one more where the last line has none. At least 1.
std::uint32_t countLines(std::string_view bytes);

} // namespace causeway::views
