#include "analysis/decode/key_statistics.h"

#include <algorithm>
#include <span>

namespace causeway::decode {

namespace {

constexpr std::size_t kMostPaths = 500;

// In small letters, without _ - . @ and blanks.
std::string normalised(std::string_view key)
{
    std::string out;
    for (const char c : key)
        if (isLetter(c) || isDigit(c))
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

// Normalised spellings, the most telling first.
std::span<const std::string_view> spellings(Role role)
{
    static constexpr std::array<std::string_view, 16> kTime{"timestamp", "time", "datetime", "eventtime", "eventtimestamp", "logtime", "logtimestamp", "timeiso8601",
                                                            "timelocal", "timestampms", "timeunixnano", "edgestarttimestamp", "startedat", "createdat", "date", "created"};
    static constexpr std::array<std::string_view, 9> kLevel{"level", "severity", "loglevel", "levelname", "severitytext", "logseverity", "lvl", "priority", "leveltext"};
    static constexpr std::array<std::string_view, 19> kContent{"message", "msg", "logmessage", "renderedmessage", "eventmessage", "shortmessage", "text", "request", "requestline",
                                                               "clientrequesturi", "requesturi", "uri", "url", "query", "statement", "description", "operation", "error", "title"};
    static constexpr std::array<std::string_view, 8> kComponent{"logger", "loggername", "component", "service", "servicename", "module", "category", "channel"};
    static constexpr std::array<std::string_view, 6> kTrace{"traceid", "xb3traceid", "ddtraceid", "oteltraceid", "logginggoogleapiscomtrace", "xtraceid"};
    static constexpr std::array<std::string_view, 5> kSpan{"spanid", "xb3spanid", "ddspanid", "otelspanid", "logginggoogleapiscomspanid"};
    switch (role) {
    case Role::Time: return kTime;
    case Role::Level: return kLevel;
    case Role::Content: return kContent;
    case Role::Component: return kComponent;
    case Role::Trace: return kTrace;
    case Role::Span: return kSpan;
    default: return {};
    }
}

constexpr std::array<Role, 6> kRoles{Role::Time, Role::Level, Role::Content, Role::Component, Role::Trace, Role::Span};

} // namespace

KeyStatistics::KeyStatistics() : m_times(TimeReader::make({}, {}, keyedTimeSpecs()).value()) {}

void KeyStatistics::nextLine() { ++m_lines; }

void KeyStatistics::add(std::string_view path, bool wellKnown, Role role, std::string_view text, bool isText)
{
    m_gelf = m_gelf || path == "short_message";
    m_requestId = m_requestId || path == "reqId";
    m_remoteAddress = m_remoteAddress || path == "remoteAddr";
    Record record;
    if (wellKnown) {
        const auto index = static_cast<std::size_t>(role);
        const bool tells = role == Role::Time ? readKeyedTime(m_times, text, isText, record) : role != Role::Content || isText || text.starts_with('[');
        if (tells && m_lastLine[index] != m_lines) {
            m_lastLine[index] = m_lines;
            ++m_told[index];
        }
        return;
    }
    auto found = m_paths.find(path);
    if (found == m_paths.end()) {
        if (m_paths.size() == kMostPaths)
            return;
        found = m_paths.emplace(path, Path{m_paths.size(), 0, 0}).first;
    }
    ++found->second.lines;
    found->second.times += readKeyedTime(m_times, text, isText, record) ? 1 : 0;
}

std::string_view KeyStatistics::best(Role role) const
{
    if (2 * m_told[static_cast<std::size_t>(role)] >= m_lines)
        return {};
    const auto known = spellings(role);
    std::string_view chosen;
    std::pair<std::size_t, std::size_t> chosenRank{};
    for (const auto &[path, statistics] : m_paths) {
        const bool often = 2 * statistics.lines >= m_lines;
        const bool isTime = statistics.times > 0 && 10 * statistics.times >= 9 * statistics.lines;
        if ((!often && role != Role::Trace && role != Role::Span) || (role == Role::Time && !isTime))
            continue;
        const std::size_t slash = path.rfind('/');
        const std::size_t before = slash == std::string::npos || slash == 0 ? std::string::npos : path.rfind('/', slash - 1);
        const std::string last = normalised(slash == std::string::npos ? path : path.substr(slash + 1));
        const std::string lastTwo = slash == std::string::npos ? last : normalised(path.substr(before == std::string::npos ? 0 : before + 1));
        auto spelling = static_cast<std::size_t>(std::find_if(known.begin(), known.end(), [&](std::string_view word) { return word == last || word == lastTwo; }) - known.begin());
        if (spelling == known.size() && role != Role::Time)
            continue;
        // What lies deeper is about something else, unless nothing else is there.
        const std::pair rank{spelling + (role == Role::Trace || role == Role::Span ? 0 : 100 * static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'))), statistics.order};
        if (chosen.empty() || rank < chosenRank) {
            chosen = path;
            chosenRank = rank;
        }
    }
    return chosen;
}

std::string KeyStatistics::pattern() const
{
    std::map<std::string_view, Role> roles;
    for (const Role role : kRoles)
        if (const std::string_view path = best(role); !path.empty())
            roles.emplace(path, role);
    std::string all;
    const auto append = [&](std::string_view word) { all.append(all.empty() ? "" : " ").append(word); };
    for (const auto &[path, statistics] : m_paths) {
        append(path);
        if (const auto role = roles.find(path); role != roles.end())
            all.append("=").append(toName(role->second));
    }
    if (m_gelf)
        append("=gelf");
    else if (m_requestId && m_remoteAddress)
        append("=nextcloud");
    return all;
}

} // namespace causeway::decode
