#include "analysis/templates/value_look.h"

#include <algorithm>

#include "analysis/templates/parameter_types.h"

namespace causeway::templates
{

namespace
{

constexpr std::string_view kWild = "<*>";

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view unitOf(std::string_view value)
{
    std::size_t at = 0;
    while (at < value.size() && !isDigit(value[at]))
        ++at;
    while (at < value.size() && (isDigit(value[at]) || value[at] == '.' || value[at] == ','))
        ++at;
    return value.substr(at);
}

std::string withoutFractions(std::string look)
{
    constexpr std::string_view kFraction = ".<*>";
    for (std::size_t at = look.find("<*>.<*>"); at != std::string::npos; at = look.find("<*>.<*>"))
        look.erase(at + kWild.size(), kFraction.size());
    return look;
}

bool isDecimal(std::string_view value) { return typeOf(value) == ParameterType::Decimal; }

// "10.0.0.1:80", "name/10.0.0.1:80", "name.example:80", with a slash in front or not.
std::string hostLook(std::string_view value)
{
    std::string look;
    if (value[0] == '/') {
        look += '/';
        value.remove_prefix(1);
    }
    look += kWild;
    if (value.find('/') != std::string_view::npos)
        look.append("/").append(kWild);
    if (const std::size_t colon = value.rfind(':');
        colon != std::string_view::npos && colon + 1 < value.size() && isDigit(value.back()))
        look.append(":").append(kWild);
    return look;
}

// "node-17:9000"
bool isNameAndPort(std::string_view value)
{
    const std::size_t colon = value.find(':');
    return colon != std::string_view::npos && colon > 1 && isLetter(value[0]) && value.size() - colon - 1 >= 2 &&
           value.size() - colon - 1 <= 5 &&
           std::all_of(value.begin() + static_cast<std::ptrdiff_t>(colon) + 1, value.end(), isDigit) &&
           std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(colon),
                       [](char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '.'; });
}

std::string lookOf(std::string_view value, ParameterType type)
{
    using enum ParameterType;
    const auto wild = [] { return std::string(kWild); };
    switch (type) {
    case Ip: return value[0] == '/' ? "/<*>" : wild();
    case Host: return hostLook(value);
    case Decimal: return "<*>.<*>";
    case Time: {
        const std::size_t colon = value.find(':');
        const bool clock = colon != std::string_view::npos && colon > 0 && isDigit(value[colon - 1]) &&
                           std::count(value.begin(), value.end(), ':') == 2;
        return clock ? "<*>:<*>:<*>" : wild();
    }
    case Duration:
    case Size: {
        const std::string_view unit = unitOf(value);
        if (unit.find_first_of("0123456789(") != std::string_view::npos)
            return wild();
        const bool decimal = isDecimal(value.substr(0, value.size() - unit.size()));
        return (decimal ? "<*>.<*>" : "<*>") + std::string(unit);
    }
    case Url: {
        const std::size_t scheme = value.find("://");
        const std::string_view rest = value.substr(scheme + 3);
        const std::size_t colon = rest.rfind(':');
        const bool port = colon != std::string_view::npos && colon + 1 < rest.size() &&
                          std::all_of(rest.begin() + static_cast<std::ptrdiff_t>(colon) + 1, rest.end(), isDigit);
        return std::string(value.substr(0, scheme + 3)) + (port ? "<*>:<*>" : "<*>");
    }
    case Id:
    case Text: return isNameAndPort(value) ? "<*>:<*>" : wild();
    default: return wild();
    }
}

// What ends in "_" or "." in front of the first digit or sign: "blk_-12" → "blk_", "core.17" → "core.".
std::string_view introduction(std::string_view value)
{
    std::string_view head =
        value.substr(0, static_cast<std::size_t>(std::find_if(value.begin(), value.end(), isDigit) - value.begin()));
    const std::size_t cut = head.find_last_of("_.");
    if (cut == std::string_view::npos || head.find_first_of(" ,;/()[]{}") != std::string_view::npos ||
        !isLetter(head[0]))
        return {};
    return head.substr(0, cut + 1);
}

// "ssh2", "jk2_init", "SOCKS5": a word, though it has a digit.
bool isName(std::string_view value)
{
    const auto digits = static_cast<std::size_t>(std::count_if(value.begin(), value.end(), isDigit));
    const auto letters = static_cast<std::size_t>(std::count_if(value.begin(), value.end(), isLetter));
    return isLetter(value[0]) && digits <= 2 && letters >= 3 &&
           value.find_first_of(" :/=@,;-") == std::string_view::npos;
}

} // namespace

void ValueLook::add(std::string_view value, bool tells)
{
    m_several |= m_any && value != m_first;
    if (value.empty() || (m_any && !tells))
        return;
    const ParameterType type = typeOf(value);
    std::string look = lookOf(value, type);
    m_plain &= type == ParameterType::Id || type == ParameterType::Word || type == ParameterType::Text ||
               type == ParameterType::Hex || type == ParameterType::Integer;
    m_capitalAndDigits &=
        value.size() > 1 && value[0] >= 'A' && value[0] <= 'Z' && std::all_of(value.begin() + 1, value.end(), isDigit);
    if (!m_any) {
        m_any = true;
        m_first = m_common = value;
        m_look = std::move(look);
        m_type = type;
        return;
    }
    if (look != m_look) { // 2 MB and 1.5 MB are <*> MB
        m_look = withoutFractions(m_look);
        m_mixed |= withoutFractions(look) != m_look;
    }
    m_type = join(m_type, type);
    m_common.resize(static_cast<std::size_t>(
        std::mismatch(m_common.begin(),
                      m_common.begin() + static_cast<std::ptrdiff_t>(std::min(m_common.size(), value.size())),
                      value.begin())
            .first -
        m_common.begin()));
}

std::string_view ValueLook::kin() const
{
    std::string_view kin = m_plain && m_type != ParameterType::Hex ? introduction(m_common) : std::string_view();
    if (!kin.empty())
        kin.remove_suffix(1);
    return kin;
}

std::string ValueLook::shown(bool onlyValue) const
{
    using enum ParameterType;
    if (!m_any)
        return std::string(kWild);
    if (onlyValue && !m_several && m_type == Id && isName(m_first))
        return m_first;
    if (m_mixed)
        return std::string(kWild);
    if (m_look != kWild || !m_plain)
        return m_look;
    if (const std::string_view word = introduction(m_common); !word.empty())
        return std::string(word) + std::string(kWild);
    if (m_several) {
        // "rank7", "bglio12", "U17": letters right before the digits of all.
        const std::string_view common = m_common;
        const std::string_view letters = common.substr(
            0, static_cast<std::size_t>(std::find_if_not(common.begin(), common.end(), isLetter) - common.begin()));
        const bool digitsFollow =
            letters.size() < m_first.size() &&
            (letters.size() < common.size() ? isDigit(common[letters.size()]) : isDigit(m_first[letters.size()]));
        if (digitsFollow && (letters.size() >= 3 || m_capitalAndDigits))
            return std::string(letters) + std::string(kWild);
    }
    return std::string(kWild);
}

} // namespace causeway::templates
