#include "storage/signal_json.h"

#include <charconv>
#include <cmath>

#include "analysis/traces/span_table.h"

namespace causeway::storage {

namespace {

template <typename Number>
void appendNumber(std::string &out, Number number)
{
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, end);
}

// JSON without the blanks between its parts.
void appendCompact(std::string &out, std::string_view json)
{
    bool inText = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText && c == '\\' && i + 1 < json.size()) {
            out += c;
            out += json[++i];
            continue;
        }
        inText = inText != (c == '"');
        if (inText || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
            out += c;
    }
}

} // namespace

void appendJson(std::string &out, std::string_view text)
{
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out += "0123456789abcdef"[c >> 4];
            out += "0123456789abcdef"[c & 15];
        }
    }
    out.append(text.substr(plain));
    out += '"';
}

void appendJson(std::string &out, const decode::AttributeValue &value)
{
    if (const auto *text = std::get_if<std::string_view>(&value))
        appendJson(out, *text);
    else if (const auto *integer = std::get_if<std::int64_t>(&value))
        appendNumber(out, *integer);
    else if (const auto *real = std::get_if<double>(&value)) {
        const std::size_t before = out.size();
        if (std::isfinite(*real)) {
            appendNumber(out, *real);
            if (out.find_first_of(".e", before) == std::string::npos)
                out += ".0";
        } else
            out += "null";
    } else if (const auto *truth = std::get_if<bool>(&value))
        out += *truth ? "true" : "false";
    else
        appendCompact(out, std::get<decode::JsonText>(value).text);
}

void appendJson(std::string &out, decode::Attributes attributes)
{
    out += '{';
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (i > 0)
            out += ',';
        appendJson(out, attributes[i].key);
        out += ':';
        appendJson(out, attributes[i].value);
    }
    out += '}';
}

void appendJson(std::string &out, std::span<const decode::SpanEvent> events)
{
    out += '[';
    for (const decode::SpanEvent &event : events) {
        out += out.back() == '[' ? "{" : ",{";
        if (!event.time.isNone()) {
            out += "\"time_ns\":";
            appendNumber(out, event.time.ns);
            out += ',';
        }
        out += "\"name\":";
        appendJson(out, event.name);
        out += ",\"attributes\":";
        appendJson(out, event.attributes);
        out += '}';
    }
    out += ']';
}

void appendJson(std::string &out, std::span<const decode::SpanLink> links)
{
    out += '[';
    for (const decode::SpanLink &link : links) {
        out += out.back() == '[' ? "{" : ",{";
        out += "\"trace\":\"" + traces::toHex(link.trace) + "\",\"span\":\"" + traces::toHex(link.span) + "\",\"attributes\":";
        appendJson(out, link.attributes);
        out += '}';
    }
    out += ']';
}

} // namespace causeway::storage
