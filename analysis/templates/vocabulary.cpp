#include "analysis/templates/shape_tokens.h"

#include <algorithm>

namespace causeway::templates {

namespace {

constexpr std::string_view kDateWords[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
                                           "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view kAfterTimes[] = {"AM", "PM", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "CET", "CEST"};
constexpr std::string_view kUnits[] = {"b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "byte", "bytes", "ns", "us", "ms", "s",
                                       "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour",
                                       "hours", "day", "days", "millisecond", "milliseconds", "microsecond", "microseconds", "nanoseconds"};
constexpr std::string_view kAskingNames[] = {"user", "username", "host", "hostname", "login", "account"};
constexpr std::string_view kStates[] = {"up", "down", "on", "off", "ok", "idle", "busy", "free", "full", "empty", "ready", "active", "inactive", "alive", "dead", "online",
                                        "offline", "open", "normal", "unknown", "available", "unavailable", "valid", "invalid", "new", "start", "stop", "begin",
                                        "end", "success", "failure", "true", "false", "yes", "no", "enable", "disable", "primary", "secondary"};
constexpr std::string_view kGlueBytes = ":./-_,@+#*x%|&~";

template <typename List>
bool isIn(const List &list, std::string_view text)
{
    return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

std::uint16_t traitsOf(std::string_view text)
{
    unsigned traits = 0;
    if (text.size() == 1 && kGlueBytes.find(text[0]) != std::string_view::npos)
        traits |= Vocabulary::kGlue;
    if (std::none_of(text.begin(), text.end(), isLetter))
        return static_cast<std::uint16_t>(traits);
    traits |= Vocabulary::kWord;
    if (text.find('/') != std::string_view::npos || text.find('\\') != std::string_view::npos)
        traits |= Vocabulary::kPath;
    if (text.size() > 1 && std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        traits |= Vocabulary::kAllCaps;
    std::string lower(text.substr(0, 16));
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool capital = text[0] >= 'A' && text[0] <= 'Z';
    if (capital && text.size() == 3 && isIn(kDateWords, lower))
        traits |= Vocabulary::kDateWord;
    if (isIn(kAfterTimes, text))
        traits |= Vocabulary::kAfterTime;
    if (isIn(kUnits, lower))
        traits |= Vocabulary::kUnit;
    if (isIn(kAskingNames, lower))
        traits |= Vocabulary::kAsksName;
    if (isIn(kStates, lower) || (lower.size() >= 5 && lower.size() == text.size() && (lower.ends_with("ed") || lower.ends_with("ing"))))
        traits |= Vocabulary::kState;
    return static_cast<std::uint16_t>(traits);
}

} // namespace

std::uint64_t hashBytes(std::string_view bytes)
{
    // FNV-1a with a final mix (Murmur3's).
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    hash ^= hash >> 33;
    return hash;
}

std::uint64_t mixHash(std::uint64_t hash, std::uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    hash = (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9u;
    return hash ^ (hash >> 32);
}

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || isLetter(c) || c == '_' || c == '.' || c == '$' || c == '~' || c == '-';
}

Vocabulary::Vocabulary()
{
    // The fixed ids have texts that no shape can hold.
    for (const std::string_view text : {std::string_view("\x01V"), std::string_view("\x01E"), std::string_view("\x01R")}) {
        intern(text);
        m_traits.back() = 0;
    }
    for (unsigned c = 0; c < 256; ++c)
        m_separators[c] = intern(std::string(1, static_cast<char>(c)));
}

std::uint32_t Vocabulary::intern(std::string_view text)
{
    const auto found = m_ids.find(text);
    if (found != m_ids.end())
        return found->second;
    const auto id = static_cast<std::uint32_t>(m_texts.size());
    m_texts.emplace_back(text);
    m_traits.push_back(traitsOf(text));
    m_hashes.push_back(hashBytes(text));
    m_ids.emplace(m_texts.back(), id);
    return id;
}

void RawValues::add(std::uint64_t hash)
{
    if (count < hashes.size() && std::find(hashes.begin(), hashes.begin() + count, hash) == hashes.begin() + count)
        hashes[count++] = hash;
}

void RawValues::add(const RawValues &other)
{
    for (std::size_t i = 0; i < other.count; ++i)
        add(other.hashes[i]);
}

} // namespace causeway::templates
