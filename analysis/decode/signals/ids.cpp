#include "analysis/decode/signals/ids.h"

#include <array>

namespace causeway::decode {

namespace {

constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> hexTable()
{
    std::array<std::uint8_t, 256> table{};
    table.fill(kNone);
    for (int i = 0; i < 10; ++i)
        table[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(i);
    for (int i = 0; i < 6; ++i)
        table[static_cast<std::size_t>('a' + i)] = table[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
    return table;
}
constexpr auto kHex = hexTable();

// At most 16 digits.
bool hexNumber(std::string_view text, std::uint64_t &out)
{
    std::uint64_t number = 0;
    std::uint8_t bad = 0;
    for (const char c : text) {
        const std::uint8_t digit = kHex[static_cast<unsigned char>(c)];
        bad |= digit;
        number = number << 4 | (digit & 15u);
    }
    out = number;
    return (bad & 0xf0) == 0;
}

int base64Digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

// The bytes of 8 or 16 in base64, with or without padding, as big-endian numbers.
bool base64Bytes(std::string_view text, std::size_t count, std::uint64_t &high, std::uint64_t &low)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    if (text.size() != (count * 8 + 5) / 6)
        return false;
    high = low = 0;
    std::uint32_t bits = 0;
    int have = 0;
    std::size_t done = 0;
    for (const char c : text) {
        const int digit = base64Digit(c);
        if (digit < 0)
            return false;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        have += 6;
        if (have >= 8 && done < count) {
            have -= 8;
            high = high << 8 | low >> 56;
            low = low << 8 | (bits >> have & 0xff);
            ++done;
        }
    }
    return done == count;
}

std::string_view withoutPrefix(std::string_view text)
{
    if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        text.remove_prefix(2);
    return text;
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char c : bytes)
        number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

} // namespace

std::optional<TraceKey> traceKeyOf(std::string_view text, bool base64)
{
    TraceKey key;
    if (base64 && (text.size() == 22 || text.size() == 24) && base64Bytes(text, 16, key.high, key.low))
        return key;
    text = withoutPrefix(text);
    if (text.size() > 32)
        return std::nullopt;
    const std::size_t split = text.size() > 16 ? text.size() - 16 : 0;
    if (!hexNumber(text.substr(0, split), key.high) || !hexNumber(text.substr(split), key.low))
        return std::nullopt;
    return key;
}

std::optional<SpanKey> spanKeyOf(std::string_view text, bool base64)
{
    SpanKey key;
    std::uint64_t high = 0;
    if (base64 && (text.size() == 11 || text.size() == 12) && base64Bytes(text, 8, high, key.value))
        return key;
    text = withoutPrefix(text);
    if (text.size() > 16 || !hexNumber(text, key.value))
        return std::nullopt;
    return key;
}

std::optional<TraceKey> traceKeyOfBytes(std::string_view bytes)
{
    if (bytes.empty())
        return TraceKey{};
    if (bytes.size() != 16)
        return std::nullopt;
    return TraceKey{bigEndian(bytes.substr(0, 8)), bigEndian(bytes.substr(8))};
}

std::optional<SpanKey> spanKeyOfBytes(std::string_view bytes)
{
    if (!bytes.empty() && bytes.size() != 8)
        return std::nullopt;
    return SpanKey{bigEndian(bytes)};
}

} // namespace causeway::decode
