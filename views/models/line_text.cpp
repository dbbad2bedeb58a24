#include "views/models/line_text.h"

#include <algorithm>
#include <array>

namespace causeway::views {

namespace {

struct Decoded {
    char32_t character = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

// One character of UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
Decoded decode(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80)
        return {lead, 1, true};
    std::size_t length = 0;
    char32_t value = 0;
    if (lead >= 0xc2 && lead <= 0xdf) {
        length = 2;
        value = lead & 0x1fu;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        length = 3;
        value = lead & 0x0fu;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        length = 4;
        value = lead & 0x07u;
    } else {
        return {};
    }
    if (at + length > text.size())
        return {};
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0u) != 0x80)
            return {};
        value = (value << 6) | (byte(at + i) & 0x3fu);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
        return {};
    return {value, length, true};
}

// Characters that reorder, join or hide what stands around them, and C1 controls.
bool isDeceptive(char32_t c)
{
    return (c >= 0x80 && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

void appendHex(QString &out, unsigned value, int digits)
{
    static constexpr std::array<char, 16> kDigits{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out += QLatin1Char(kDigits[(value >> static_cast<unsigned>(shift)) & 0xfu]);
}

void appendShown(QString &out, const Decoded &decoded, unsigned char first, qsizetype lineStart)
{
    if (!decoded.valid) {
        out += QLatin1String("\\x");
        appendHex(out, first, 2);
        return;
    }
    const char32_t c = decoded.character;
    if (c == '\t') {
        const qsizetype column = out.size() - lineStart;
        out.append(QString(8 - column % 8, QLatin1Char(' ')));
    } else if (c < 0x20) {
        out += QChar(static_cast<char16_t>(0x2400 + c));
    } else if (c == 0x7f) {
        out += QChar(char16_t(0x2421));
    } else if (isDeceptive(c)) {
        out += QString::fromUtf8("⟨U+");
        appendHex(out, c, c > 0xffff ? 5 : 4);
        out += QString::fromUtf8("⟩");
    } else if (c > 0xffff) {
        out += QChar(QChar::highSurrogate(c));
        out += QChar(QChar::lowSurrogate(c));
    } else {
        out += QChar(static_cast<char16_t>(c));
    }
}

} // namespace

std::uint32_t countLines(std::string_view bytes)
{
    const auto feeds = static_cast<std::uint32_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    return std::max<std::uint32_t>(1, feeds + (bytes.empty() || bytes.back() == '\n' ? 0 : 1));
}

LineText toLineText(std::string_view bytes, const std::vector<ByteRange> &ranges, std::vector<TextRange> *shown)
{
    LineText result;
    result.lines = countLines(bytes);
    if (bytes.ends_with('\n'))
        bytes.remove_suffix(1);
    if (bytes.ends_with('\r'))
        bytes.remove_suffix(1);
    if (shown != nullptr)
        shown->assign(ranges.size(), TextRange{});

    QString &out = result.text;
    out.reserve(static_cast<qsizetype>(std::min<std::size_t>(bytes.size(), 1u << 16)));
    qsizetype lineStart = 0;
    int line = 0;
    std::size_t nextBegin = 0; // the next range that begins
    std::vector<std::size_t> open;
    const auto mark = [&](std::size_t at) {
        if (shown == nullptr)
            return;
        for (std::size_t i = 0; i < open.size();) {
            const std::size_t range = open[i];
            if (ranges[range].end <= at) {
                (*shown)[range].length = static_cast<int>(out.size()) - (*shown)[range].begin;
                open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
            } else {
                ++i;
            }
        }
        for (; nextBegin < ranges.size() && ranges[nextBegin].begin <= at; ++nextBegin) {
            (*shown)[nextBegin].begin = static_cast<int>(out.size());
            if (ranges[nextBegin].end > at)
                open.push_back(nextBegin);
        }
    };

    for (std::size_t at = 0; at < bytes.size();) {
        mark(at);
        const char c = bytes[at];
        if (c == '\n' || (c == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n')) {
            at += c == '\r' ? 2 : 1;
            if (++line == kShownLines) {
                result.hiddenBytes += bytes.size() - at;
                out += QString::fromUtf8("\n⟨+%1 bytes⟩").arg(bytes.size() - at);
                break;
            }
            out += QLatin1Char('\n');
            lineStart = out.size();
            continue;
        }
        if (out.size() - lineStart >= kShownUnitsPerLine) {
            std::size_t end = bytes.find('\n', at);
            end = end == std::string_view::npos ? bytes.size() : end;
            if (end > at && end < bytes.size() && bytes[end - 1] == '\r')
                --end;
            result.hiddenBytes += end - at;
            out += QString::fromUtf8("⟨+%1 bytes⟩").arg(end - at);
            at = end;
            continue;
        }
        const Decoded decoded = decode(bytes, at);
        appendShown(out, decoded, static_cast<unsigned char>(c), lineStart);
        at += decoded.bytes;
    }
    mark(std::string_view::npos);
    return result;
}

} // namespace causeway::views
