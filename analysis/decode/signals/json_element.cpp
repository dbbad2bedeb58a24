#include "analysis/decode/signals/json_element.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "analysis/core/json_writer.h"
#include "analysis/core/limits.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kArenaBlock = 64u << 10;
constexpr std::size_t kFirstCapacity = 16u << 10;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool isWord(std::string_view text, std::string_view word)
{
    return std::equal(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) { return lower(a) == b; });
}

} // namespace

std::string_view TextArena::copy(std::string_view text)
{
    if (text.empty())
        return {};
    while (m_block < m_blocks.size() && m_blocks[m_block].size - m_used < text.size()) {
        ++m_block;
        m_used = 0;
    }
    if (m_block == m_blocks.size()) {
        const std::size_t size = std::max(kArenaBlock, text.size());
        m_blocks.push_back({std::make_unique<char[]>(size), size});
        m_used = 0;
    }
    char *const place = m_blocks[m_block].bytes.get() + m_used;
    std::memcpy(place, text.data(), text.size());
    m_used += text.size();
    return {place, text.size()};
}

JsonElement::JsonElement() : m_parser(limits::kSignalHeldBytes + kFirstCapacity) {}

bool JsonElement::open(const JsonSlice &slice, ondemand::document &document)
{
    m_arena.clear();
    m_mended = false;
    m_why = Message(CAUSEWAY_TEXT("the element is not JSON"));
    // A copy even where the bytes behind the text could be read: brackets may not match, and simdjson looks at what follows.
    m_padded.assign(slice.text);
    for (;;) {
        const std::size_t size = m_padded.size();
        m_padded.append(simdjson::SIMDJSON_PADDING, ' ');
        const std::string_view text = std::string_view(m_padded).substr(0, size);
        if (m_parser.capacity() < text.size() && m_parser.allocate(std::max({kFirstCapacity, text.size(), 2 * m_parser.capacity()})) != simdjson::SUCCESS) {
            m_why = Message(CAUSEWAY_TEXT("the element is too long"));
            return false;
        }
        const simdjson::error_code error = m_parser.iterate(text.data(), text.size(), m_padded.size()).get(document);
        if (error == simdjson::SUCCESS)
            return true;
        if (error != simdjson::UTF8_ERROR || m_mended)
            return false;
        m_mended = true;
        m_padded = toValidUtf8(text);
    }
}

std::string_view scalarToken(ondemand::value &value)
{
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS || type == ondemand::json_type::object || type == ondemand::json_type::array)
        return {};
    std::string_view token = value.raw_json_token();
    while (!token.empty() && isSpace(token.back()))
        token.remove_suffix(1);
    if (!token.empty() && token.front() == '"' && !isQuoted(token))
        return {};
    return token;
}

bool isQuoted(std::string_view token) { return token.size() >= 2 && token.front() == '"' && token.back() == '"'; }

std::string_view unquoted(std::string_view token) { return isQuoted(token) ? token.substr(1, token.size() - 2) : token; }

std::string_view JsonElement::plain(std::string_view quoted, ondemand::value &value)
{
    const std::string_view inner = unquoted(quoted);
    if (std::memchr(inner.data(), '\\', inner.size()) == nullptr)
        return inner;
    std::string_view unescaped;
    if (value.get_string().get(unescaped) == simdjson::SUCCESS)
        return unescaped;
    return inner; // an escape that is none, such as a lone surrogate: as it is written
}

std::string_view JsonElement::text(ondemand::value &value)
{
    const std::string_view token = scalarToken(value);
    if (isQuoted(token))
        return plain(token, value);
    return token == "null" ? std::string_view() : token;
}

AttributeValue JsonElement::any(ondemand::value &value)
{
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS)
        return JsonText{"null"};
    if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
        std::string_view raw;
        ondemand::object object;
        ondemand::array array;
        const bool told = type == ondemand::json_type::object ? value.get_object().get(object) == simdjson::SUCCESS && object.raw_json().get(raw) == simdjson::SUCCESS
                                                              : value.get_array().get(array) == simdjson::SUCCESS && array.raw_json().get(raw) == simdjson::SUCCESS;
        return JsonText{told ? raw : std::string_view("null")};
    }
    const std::string_view token = scalarToken(value);
    if (isQuoted(token))
        return plain(token, value);
    if (token == "true" || token == "false")
        return token == "true";
    if (token.find_first_of(".eE") == std::string_view::npos) {
        if (const auto number = integerOf(token))
            return *number;
    } else if (const auto number = realOf(token))
        return *number;
    return JsonText{token.empty() ? std::string_view("null") : token};
}

std::optional<std::int64_t> integerOf(std::string_view text)
{
    std::int64_t number = 0;
    if (text.size() > 1 && text.front() == '+')
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error == std::errc::result_out_of_range)
        return std::nullopt;
    if (error == std::errc() && end == text.data() + text.size())
        return number;
    const auto real = realOf(text);
    if (!real || std::floor(*real) != *real || std::fabs(*real) > 9007199254740992.0)
        return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

std::optional<std::uint64_t> unsignedOf(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && error == std::errc() && end == text.data() + text.size())
        return number;
    if (error == std::errc::result_out_of_range)
        return std::nullopt;
    const auto signedNumber = integerOf(text);
    return signedNumber && *signedNumber >= 0 ? std::optional(static_cast<std::uint64_t>(*signedNumber)) : std::nullopt;
}

std::optional<double> realOf(std::string_view text)
{
    const bool plus = text.size() > 1 && text.front() == '+' && text[1] != '-';
    if (plus)
        text.remove_prefix(1);
    if (text.empty())
        return std::nullopt;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end == text.data() + text.size()) {
        if (error == std::errc())
            return number;
        if (error == std::errc::result_out_of_range) { // 1e999: infinite, 1e-999: 0
            const bool tiny = text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos || text.find("0.") != std::string_view::npos;
            return tiny ? 0.0 : text.front() == '-' ? -HUGE_VAL : HUGE_VAL;
        }
    }
    if (isWord(text, "infinity") || isWord(text, "inf"))
        return HUGE_VAL;
    if (isWord(text, "-infinity") || isWord(text, "-inf"))
        return -HUGE_VAL;
    return isWord(text, "nan") ? std::optional(std::nan("")) : std::nullopt;
}

void appendJson(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            static constexpr char kHex[] = "0123456789abcdef";
            out.append("\\u00");
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else
            out += c;
    }
    out += '"';
}

void appendJson(std::string &out, double number)
{
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char buffer[40];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    out.append(buffer, static_cast<std::size_t>(end - buffer));
}

} // namespace causeway::decode
