#include "analysis/simulate/json_tree.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "analysis/core/json_writer.h"

namespace causeway::simulate {

namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) {}

    Result<JsonValue> document()
    {
        JsonValue out;
        CAUSEWAY_TRY(value(out, 0));
        space();
        if (m_at != m_text.size())
            return wrong(Message(CAUSEWAY_TEXT("something follows the document")));
        return out;
    }

private:
    [[nodiscard]] tl::unexpected<Error> wrong(Message why) const
    {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("This is not valid JSON")), std::move(why), Message(CAUSEWAY_TEXT("Look at this line and at the end of the one before it.")), {{}, m_line, -1});
    }
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void space()
    {
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\n')
                ++m_line;
            else if (c != ' ' && c != '\t' && c != '\r')
                break;
        }
    }
    bool take(char c)
    {
        space();
        if (peek() != c || m_at >= m_text.size())
            return false;
        ++m_at;
        return true;
    }
    bool word(std::string_view name)
    {
        if (m_text.substr(m_at, name.size()) != name)
            return false;
        m_at += name.size();
        return true;
    }
    Result<void> value(JsonValue &out, std::size_t depth)
    {
        space();
        out.line = m_line;
        if (depth > kMostJsonDepth)
            return wrong(Message(CAUSEWAY_TEXT("values are nested more than %1 deep"), kMostJsonDepth));
        if (++m_values > kMostJsonValues)
            return wrong(Message(CAUSEWAY_TEXT("it holds more than %1 values"), kMostJsonValues));
        switch (peek()) {
        case '{': return object(out, depth);
        case '[': return array(out, depth);
        case '"': out.kind = JsonValue::Kind::Text; return text(out.text);
        default: break;
        }
        if (word("null"))
            return {};
        if (const bool yes = word("true"); yes || word("false")) {
            out.kind = JsonValue::Kind::Boolean;
            out.truth = yes;
            return {};
        }
        return number(out);
    }
    Result<void> object(JsonValue &out, std::size_t depth)
    {
        out.kind = JsonValue::Kind::Object;
        ++m_at;
        if (take('}'))
            return {};
        std::set<std::string> names;
        do {
            space();
            if (peek() != '"')
                return wrong(Message(CAUSEWAY_TEXT("a name in quotes was expected")));
            std::string name;
            CAUSEWAY_TRY(text(name));
            if (!names.insert(name).second)
                return wrong(Message(CAUSEWAY_TEXT("\"%1\" is there twice"), name));
            if (!take(':'))
                return wrong(Message(CAUSEWAY_TEXT("a colon was expected after \"%1\""), name));
            out.members.push_back({std::move(name), {}});
            CAUSEWAY_TRY(value(out.members.back().value, depth + 1));
        } while (take(','));
        if (!take('}'))
            return wrong(Message(CAUSEWAY_TEXT("a comma or } was expected")));
        return {};
    }
    Result<void> array(JsonValue &out, std::size_t depth)
    {
        out.kind = JsonValue::Kind::Array;
        ++m_at;
        if (take(']'))
            return {};
        do {
            out.items.emplace_back();
            CAUSEWAY_TRY(value(out.items.back(), depth + 1));
        } while (take(','));
        if (!take(']'))
            return wrong(Message(CAUSEWAY_TEXT("a comma or ] was expected")));
        return {};
    }
    Result<void> number(JsonValue &out)
    {
        const std::size_t from = m_at;
        while (m_at < m_text.size() && (std::string_view("+-.eE").find(m_text[m_at]) != std::string_view::npos || (m_text[m_at] >= '0' && m_text[m_at] <= '9')))
            ++m_at;
        const std::string_view digits = m_text.substr(from, m_at - from);
        const bool begins = !digits.empty() && (digits[0] == '-' ? digits.size() > 1 && digits[1] >= '0' && digits[1] <= '9' : digits[0] >= '0' && digits[0] <= '9');
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.number);
        if (!begins || end != digits.data() + digits.size() || (error != std::errc() && error != std::errc::result_out_of_range))
            return wrong(Message(CAUSEWAY_TEXT("a value was expected")));
        if (error != std::errc() || !std::isfinite(out.number))
            return wrong(Message(CAUSEWAY_TEXT("a number is too large or too small")));
        out.kind = JsonValue::Kind::Number;
        return {};
    }
    Result<void> text(std::string &out)
    {
        ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            const char c = m_text[m_at++];
            if (static_cast<unsigned char>(c) < 0x20)
                return wrong(Message(CAUSEWAY_TEXT("a text is not closed, or holds a control character")));
            if (c != '\\') {
                out += c;
                continue;
            }
            const char escaped = peek();
            ++m_at;
            constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
            if (const std::size_t i = from.find(escaped); i != std::string_view::npos && escaped != '\0')
                out += to[i];
            else if (escaped == 'u') {
                CAUSEWAY_TRY(character(out));
            } else
                return wrong(Message(CAUSEWAY_TEXT("a text holds an unknown escape")));
        }
        if (m_at >= m_text.size())
            return wrong(Message(CAUSEWAY_TEXT("a text is not closed, or holds a control character")));
        ++m_at;
        return {};
    }
    bool hex(std::uint32_t &out)
    {
        out = 0;
        if (m_at + 4 > m_text.size())
            return false;
        const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_at + 4, out, 16);
        m_at += 4;
        return error == std::errc() && end == m_text.data() + m_at;
    }
    Result<void> character(std::string &out)
    {
        std::uint32_t code = 0, low = 0;
        if (!hex(code))
            return wrong(Message(CAUSEWAY_TEXT("a text holds an unknown escape")));
        if (code >= 0xd800 && code < 0xe000) {
            if (code >= 0xdc00 || !word("\\u") || !hex(low) || low < 0xdc00 || low >= 0xe000)
                return wrong(Message(CAUSEWAY_TEXT("a text holds an unknown escape")));
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
        const auto byte = [&](std::uint32_t b) { out += static_cast<char>(b); };
        if (code < 0x80)
            byte(code);
        else if (code < 0x800) {
            byte(0xc0 | code >> 6);
            byte(0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            byte(0xe0 | code >> 12);
            byte(0x80 | (code >> 6 & 0x3f));
            byte(0x80 | (code & 0x3f));
        } else {
            byte(0xf0 | code >> 18);
            byte(0x80 | (code >> 12 & 0x3f));
            byte(0x80 | (code >> 6 & 0x3f));
            byte(0x80 | (code & 0x3f));
        }
        return {};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint64_t m_line = 1;
    std::size_t m_values = 0;
};

} // namespace

const JsonValue *JsonValue::find(std::string_view name) const
{
    const auto found = std::ranges::find(members, name, &JsonMember::name);
    return found == members.end() ? nullptr : &found->value;
}

Result<JsonValue> parseJson(std::string_view text)
{
    if (!isUtf8(text))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("This is not valid JSON")), Message(CAUSEWAY_TEXT("it is not UTF-8")), Message(CAUSEWAY_TEXT("Save it as UTF-8.")));
    return Parser(text).document();
}

} // namespace causeway::simulate
