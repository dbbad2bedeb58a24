#include "analysis/decode/key_table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace causeway::decode {

namespace {

constexpr std::size_t kMostKeys = 4000;

struct WellKnown {
    std::string_view key;
    Role role;
};

constexpr std::array<WellKnown, 84> kWellKnown{{
    {"ts", Role::Time},                {"time", Role::Time},            {"timestamp", Role::Time},       {"@timestamp", Role::Time},
    {"t", Role::Time},                 {"datetime", Role::Time},        {"date", Role::Time},            {"eventTime", Role::Time},
    {"@t", Role::Time},                {"asctime", Role::Time},         {"started_at", Role::Time},      {"__REALTIME_TIMESTAMP", Role::Time},
    {"level", Role::Level},            {"severity", Role::Level},       {"lvl", Role::Level},            {"levelname", Role::Level},
    {"log.level", Role::Level},        {"severityText", Role::Level},   {"PRIORITY", Role::Level},       {"s", Role::Level},
    {"@l", Role::Level},               {"loglevel", Role::Level},       {"logger", Role::Component},     {"component", Role::Component},
    {"name", Role::Component},         {"loggerName", Role::Component}, {"logger_name", Role::Component}, {"c", Role::Component},
    {"service", Role::Component},      {"target", Role::Component},     {"app", Role::Component},        {"cl", Role::Component},
    {"log.logger", Role::Component},   {"SYSLOG_IDENTIFIER", Role::Component}, {"module", Role::Component}, {"thread", Role::Thread},
    {"threadName", Role::Thread},      {"thread_name", Role::Thread},   {"tid", Role::Thread},           {"process.thread.name", Role::Thread},
    {"ctx", Role::Thread},             {"pid", Role::Process},          {"_PID", Role::Process},          {"process_id", Role::Process},
    {"host", Role::Host},              {"hostname", Role::Host},        {"_HOSTNAME", Role::Host},       {"node", Role::Host},
    {"trace_id", Role::Trace},       {"traceId", Role::Trace},        {"traceID", Role::Trace},
    {"trace.id", Role::Trace},         {"TraceID", Role::Trace},        {"TraceId", Role::Trace},        {"traceid", Role::Trace},
    {"span_id", Role::Span},           {"spanId", Role::Span},          {"spanID", Role::Span},          {"span.id", Role::Span},
    {"SpanID", Role::Span},            {"SpanId", Role::Span},          {"spanid", Role::Span},          {"message", Role::Content},
    {"msg", Role::Content},            {"log", Role::Content},          {"body", Role::Content},         {"MESSAGE", Role::Content},
    {"event", Role::Content},          {"short_message", Role::Content}, {"@m", Role::Content},          {"@mt", Role::Content},
    {"level_name", Role::Level},       {"service.name", Role::Component}, {"host.name", Role::Host},       {"process.pid", Role::Process},
    {"trace-id", Role::Trace},         {"span-id", Role::Span},         {"dd.trace_id", Role::Trace},     {"dd.span_id", Role::Span},
    {"otelTraceID", Role::Trace},      {"otelSpanID", Role::Span},      {"severity_text", Role::Level},
    {"X-B3-TraceId", Role::Trace},     {"X-B3-SpanId", Role::Span},
}};
// Objects whose keys mean what they mean outside of them, and the object by which MongoDB writes a time.
constexpr std::array<std::string_view, 4> kTransparent{"fields", "@fields", "log", "body"};


// Keys within objects: Elastic Common Schema, Log4j's instant, protobuf's time stamp.
struct Nested {
    std::string_view path;
    Role role;
    bool nanos = false;
};
constexpr std::array<Nested, 14> kNested{{
    {"process/pid", Role::Process}, {"process/thread/name", Role::Thread}, {"host/name", Role::Host}, {"host/hostname", Role::Host}, {"service/name", Role::Component},
    {"trace/id", Role::Trace}, {"span/id", Role::Span}, {"instant/epochSecond", Role::Time}, {"instant/nanoOfSecond", Role::Attribute, true},
    {"timestamp/seconds", Role::Time}, {"timestamp/nanos", Role::Attribute, true}, {"context/trace_id", Role::Trace}, {"context/span_id", Role::Span},
    {"time/timestamp", Role::Time},
}};

} // namespace

int KeyTable::add(int parent, std::string_view text, Role role)
{
    if (const int found = m_slots.empty() ? kUnknown : find(parent, text); found != kUnknown)
        return found;
    Key key;
    key.parent = parent;
    key.text = text;
    key.role = role;
    // Also what has a role has a name: a second key of that role is an attribute.
    std::string name = parent >= 0 ? m_names[m_keys[static_cast<std::size_t>(parent)].name] + "." : std::string();
    key.name = static_cast<std::uint16_t>(m_names.size());
    m_names.push_back(name.append(text));
    m_keys.push_back(std::move(key));
    const auto index = static_cast<int>(m_keys.size() - 1);
    if (m_slots.size() < 4 * m_keys.size()) {
        m_slots.assign(std::max<std::size_t>(512, 8 * m_keys.size()), -1);
        std::size_t size = 1;
        while (size < m_slots.size())
            size *= 2;
        m_slots.resize(size, -1);
        m_mask = size - 1;
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            std::size_t slot = hash(m_keys[i].parent, m_keys[i].text) & m_mask;
            while (m_slots[slot] >= 0)
                slot = (slot + 1) & m_mask;
            m_slots[slot] = static_cast<int>(i);
        }
    } else {
        std::size_t slot = hash(parent, text) & m_mask;
        while (m_slots[slot] >= 0)
            slot = (slot + 1) & m_mask;
        m_slots[slot] = index;
    }
    return index;
}

Result<KeyTable> KeyTable::make(std::string_view listed)
{
    KeyTable table;
    table.m_names.emplace_back("other");
    for (const WellKnown &known : kWellKnown)
        table.add(kRoot, known.key, known.role);
    for (const std::string_view object : kTransparent) {
        const int parent = table.add(kRoot, object, object == "log" || object == "body" ? Role::Content : Role::Attribute);
        for (const WellKnown &known : kWellKnown)
            if (known.key.size() > 1)
                table.add(parent, known.key, known.role);
    }
    table.add(table.find(kRoot, "t"), "$date", Role::Time);
    const auto addPath = [&](std::string_view path, Role role) {
        int parent = kRoot;
        int last = kUnknown;
        while (!path.empty()) {
            const std::size_t slash = std::min(path.find('/'), path.size());
            if (slash > 0)
                parent = last = table.add(parent, path.substr(0, slash), slash == path.size() ? role : Role::Attribute);
            path.remove_prefix(std::min(slash + 1, path.size()));
        }
        return last;
    };
    for (const Nested &nested : kNested)
        if (const int index = addPath(nested.path, nested.role); index >= 0)
            table.m_keys[static_cast<std::size_t>(index)].nanos = nested.nanos;
    const std::size_t wellKnown = table.m_keys.size();
    while (!listed.empty()) {
        const std::size_t blank = std::min(listed.find(' '), listed.size());
        std::string_view path = listed.substr(0, blank);
        listed.remove_prefix(std::min(blank + 1, listed.size()));
        Role role = Role::Attribute;
        if (const std::size_t equals = path.find('='); equals != std::string_view::npos) {
            const std::string_view word = path.substr(equals + 1);
            path = path.substr(0, equals);
            for (std::size_t i = 0; i < kRoleCount; ++i)
                if (word == toName(static_cast<Role>(i)))
                    role = static_cast<Role>(i);
            if (path.empty())
                table.m_smallLevels = word == "gelf" ? SmallLevels::Syslog : word == "nextcloud" ? SmallLevels::Nextcloud : table.m_smallLevels;
        }
        addPath(path, role);
        if (table.m_keys.size() > wellKnown + kMostKeys)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The layout lists more than %1 keys"), kMostKeys));
    }
    return table;
}

} // namespace causeway::decode
