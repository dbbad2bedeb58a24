#include "analysis/templates/parameter_types.h"

#include <algorithm>

namespace causeway::templates {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHexDigit(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

std::size_t digits(std::string_view text, std::size_t from)
{
    std::size_t end = from;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end - from;
}

std::size_t ipLength(std::string_view text) // of an IPv4 address at the beginning, 0 = none
{
    std::size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        const std::size_t n = digits(text, at);
        if (n < 1 || n > 3)
            return 0;
        at += n;
        if (part < 3) {
            if (at >= text.size() || text[at] != '.')
                return 0;
            ++at;
        }
    }
    return at < text.size() && text[at] == '.' ? 0 : at;
}

bool isIp6(std::string_view text)
{
    return std::count(text.begin(), text.end(), ':') >= 2 && text.find("::") != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return isHexDigit(c) || c == ':' || c == '.'; });
}

bool isTime(std::string_view text)
{
    // hh:mm:ss…, or a date with - or / whose first or last part is a year.
    if (text.size() >= 7 && digits(text, 0) <= 2 && digits(text, 0) > 0) {
        const std::size_t hour = digits(text, 0);
        if (text[hour] == ':' && digits(text, hour + 1) == 2 && hour + 3 < text.size() && text[hour + 3] == ':' && digits(text, hour + 4) == 2)
            return true;
    }
    return text.size() >= 10 && digits(text, 0) == 4 && (text[4] == '-' || text[4] == '/') && digits(text, 5) == 2 && text[7] == text[4] &&
           digits(text, 8) >= 2;
}

ParameterType typeOfUnit(std::string_view unit)
{
    static constexpr std::string_view kSizes[] = {"b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "byte", "bytes"};
    static constexpr std::string_view kDurations[] = {"ns", "us", "ms", "s", "sec", "secs", "second", "seconds", "min", "mins", "minute",
                                                      "minutes", "h", "hr", "hrs", "hour", "hours", "day", "days", "millisecond",
                                                      "milliseconds", "microsecond", "microseconds", "nanoseconds"};
    std::string lower(unit.substr(0, 16));
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (std::find(std::begin(kSizes), std::end(kSizes), lower) != std::end(kSizes))
        return ParameterType::Size;
    if (std::find(std::begin(kDurations), std::end(kDurations), lower) != std::end(kDurations))
        return ParameterType::Duration;
    return ParameterType::Text;
}

} // namespace

ParameterType typeOf(std::string_view value)
{
    if (value.empty())
        return ParameterType::Text;
    if (value.find("://") != std::string_view::npos)
        return ParameterType::Url;
    std::string_view text = value;
    if (text[0] == '/' && text.size() > 1 && (isDigit(text[1]) || text.find(':') != std::string_view::npos) && ipLength(text.substr(1)) != 0)
        text.remove_prefix(1);
    if (const std::size_t ip = ipLength(text); ip != 0) {
        if (ip == text.size())
            return ParameterType::Ip;
        if (text[ip] == ':' && ip + 1 < text.size() && digits(text, ip + 1) == text.size() - ip - 1)
            return ParameterType::Host;
    }
    if (isIp6(text))
        return ParameterType::Ip;
    if (isTime(text))
        return ParameterType::Time;
    if (text[0] == '/' || text.substr(0, 2) == "./" || text.substr(0, 2) == "~/")
        return ParameterType::Path;
    // Numbers, perhaps with a unit.
    std::size_t at = text[0] == '-' || text[0] == '+' || text[0] == '<' || text[0] == '#' ? 1 : 0;
    if (const std::size_t whole = digits(text, at); whole != 0) {
        at += whole;
        const bool decimal = at + 1 < text.size() && text[at] == '.' && digits(text, at + 1) != 0;
        if (decimal)
            at += 1 + digits(text, at + 1);
        if (at == text.size())
            return decimal ? ParameterType::Decimal : ParameterType::Integer;
        std::string_view unit = text.substr(at);
        while (!unit.empty() && unit[0] == ' ')
            unit.remove_prefix(1);
        unit = unit.substr(0, unit.find(' '));
        if (const ParameterType type = typeOfUnit(unit); type != ParameterType::Text)
            return type;
    }
    if (text.find(' ') != std::string_view::npos)
        return ParameterType::Text;
    const bool hex = text.substr(0, 2) == "0x" && text.size() > 2 ? std::all_of(text.begin() + 2, text.end(), isHexDigit)
                                                                   : text.size() >= 6 && std::all_of(text.begin(), text.end(), isHexDigit);
    if (hex)
        return ParameterType::Hex;
    const std::size_t colon = text.rfind(':');
    const std::string_view name = text.substr(0, colon);
    const bool named = name.size() > 2 && isLetter(name[0]) && name.find('.') != std::string_view::npos &&
                       std::all_of(name.begin(), name.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '.' || c == '-'; });
    if (named && colon != std::string_view::npos && digits(text, colon + 1) == text.size() - colon - 1)
        return ParameterType::Host;
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos && ipLength(text.substr(slash + 1)) != 0)
        return ParameterType::Host; // name/address:port
    if (text.find('/') != std::string_view::npos && text.find('=') == std::string_view::npos)
        return ParameterType::Path;
    if (std::none_of(text.begin(), text.end(), isDigit))
        return std::any_of(text.begin(), text.end(), isLetter) ? ParameterType::Word : ParameterType::Text;
    return std::any_of(text.begin(), text.end(), isLetter) || text.find_first_of("_-") != std::string_view::npos ? ParameterType::Id
                                                                                                                  : ParameterType::Text;
}

ParameterType join(ParameterType a, ParameterType b)
{
    using enum ParameterType;
    if (a == b)
        return a;
    if (a > b)
        std::swap(a, b);
    if (a == Integer && (b == Decimal || b == Duration || b == Size || b == Hex))
        return b;
    if (a == Decimal && (b == Duration || b == Size))
        return b;
    // What is an address once and a name at another time is a host.
    if ((a == Ip && (b == Host || b == Word)) || (a == Id && (b == Ip || b == Host)) || (a == Host && b == Word))
        return Host;
    if (a == Id && b == Word)
        return Id;
    if ((a == Integer || a == Hex) && (b == Id || b == Word))
        return Id;
    return Text;
}

} // namespace causeway::templates
