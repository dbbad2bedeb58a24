#include "analysis/core/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

namespace causeway {

namespace {

// Length of the character at p, 0 where there is none that UTF-8 allows.
int characterLength(const unsigned char *p, const unsigned char *end)
{
    if (*p < 0x80)
        return 1;
    int extra = 0;
    std::uint32_t code = 0;
    std::uint32_t low = 0;
    if ((*p & 0xE0) == 0xC0) {
        extra = 1;
        code = *p & 0x1Fu;
        low = 0x80;
    } else if ((*p & 0xF0) == 0xE0) {
        extra = 2;
        code = *p & 0x0Fu;
        low = 0x800;
    } else if ((*p & 0xF8) == 0xF0) {
        extra = 3;
        code = *p & 0x07u;
        low = 0x10000;
    } else
        return 0;
    if (end - p <= extra)
        return 0;
    for (int i = 1; i <= extra; ++i) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3Fu);
    }
    return code < low || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? 0 : extra + 1;
}

} // namespace

bool isUtf8(std::string_view text)
{
    const auto *p = reinterpret_cast<const unsigned char *>(text.data());
    const auto *end = p + text.size();
    while (p < end) {
        const int length = characterLength(p, end);
        if (length == 0)
            return false;
        p += length;
    }
    return true;
}

std::string toValidUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    const auto *begin = reinterpret_cast<const unsigned char *>(text.data());
    const auto *end = begin + text.size();
    for (const auto *p = begin; p < end;) {
        const int length = characterLength(p, end);
        if (length == 0)
            out += "\xEF\xBF\xBD";
        else
            out.append(text, static_cast<std::size_t>(p - begin), static_cast<std::size_t>(length));
        p += length == 0 ? 1 : length;
    }
    return out;
}

std::string toBase64(std::string_view bytes)
{
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= n ? kAlphabet[group >> (18 - 6 * k) & 63u] : '=';
    }
    return out;
}

void JsonWriter::separate()
{
    if (m_afterKey)
        m_afterKey = false;
    else if (!m_first.back())
        m_out += ',';
    m_first.back() = false;
}

JsonWriter &JsonWriter::beginObject()
{
    separate();
    m_out += '{';
    m_first.push_back(true);
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_first.pop_back();
    m_out += '}';
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    separate();
    m_out += '[';
    m_first.push_back(true);
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_first.pop_back();
    m_out += ']';
    return *this;
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    value(name);
    m_out += ':';
    m_afterKey = true;
    return *this;
}

JsonWriter &JsonWriter::value(std::string_view text)
{
    separate();
    m_out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        m_out.append(text, plain, i - plain);
        plain = i + 1;
        switch (c) {
        case '"': m_out += "\\\""; break;
        case '\\': m_out += "\\\\"; break;
        case '\n': m_out += "\\n"; break;
        case '\r': m_out += "\\r"; break;
        case '\t': m_out += "\\t"; break;
        default: {
            static constexpr char kHex[] = "0123456789abcdef";
            m_out += "\\u00";
            m_out += kHex[c >> 4];
            m_out += kHex[c & 15];
        }
        }
    }
    m_out.append(text, plain);
    m_out += '"';
    return *this;
}

JsonWriter &JsonWriter::value(double number)
{
    separate();
    if (!std::isfinite(number)) {
        m_out += "null";
        return *this;
    }
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    m_out.append(buffer.data(), end);
    return *this;
}

JsonWriter &JsonWriter::value(std::int64_t number)
{
    separate();
    m_out += std::to_string(number);
    return *this;
}

JsonWriter &JsonWriter::value(std::uint64_t number)
{
    separate();
    m_out += std::to_string(number);
    return *this;
}

JsonWriter &JsonWriter::value(bool truth)
{
    separate();
    m_out += truth ? "true" : "false";
    return *this;
}

JsonWriter &JsonWriter::null()
{
    separate();
    m_out += "null";
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view json)
{
    separate();
    m_out += json;
    return *this;
}

std::string JsonWriter::take()
{
    std::string out = std::move(m_out);
    m_out.clear();
    m_first = {true};
    m_afterKey = false;
    return out;
}

} // namespace causeway
