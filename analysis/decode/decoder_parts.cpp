#include "analysis/decode/decoder_parts.h"

#include <algorithm>
#include <utility>

namespace causeway::decode {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

} // namespace

Result<TimeReader> TimeReader::make(std::string_view spec, const TimeContext &context, std::span<const std::string> fallback)
{
    TimeReader reader;
    reader.m_context = context;
    const auto add = [&](std::string_view one) -> Result<> {
        CAUSEWAY_ASSIGN(TimeFormat format, TimeFormat::fromSpec(one));
        reader.m_parsers.emplace_back(format, context);
        reader.m_formats.push_back(std::move(format));
        return {};
    };
    if (spec.empty())
        for (const std::string &one : fallback)
            CAUSEWAY_TRY(add(one));
    while (!spec.empty()) {
        const std::size_t bar = std::min(spec.find('|'), spec.size());
        CAUSEWAY_TRY(add(spec.substr(0, bar)));
        spec.remove_prefix(std::min(bar + 1, spec.size()));
    }
    return reader;
}

std::optional<Role> roleOf(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, Role>, 44> kNames{{
        {"time", Role::Time},           {"timestamp", Role::Time},      {"@timestamp", Role::Time},   {"ts", Role::Time},
        {"datetime", Role::Time},       {"asctime", Role::Time},        {"t", Role::Time},            {"level", Role::Level},
        {"severity", Role::Level},      {"lvl", Role::Level},           {"levelname", Role::Level},   {"log.level", Role::Level},
        {"loglevel", Role::Level},      {"component", Role::Component}, {"logger", Role::Component},  {"loggername", Role::Component},
        {"name", Role::Component},      {"class", Role::Component},     {"program", Role::Component}, {"tag", Role::Component},
        {"podname", Role::Component},   {"app", Role::Component},       {"target", Role::Component},  {"thread", Role::Thread},
        {"tid", Role::Thread},          {"threadname", Role::Thread},   {"thread_name", Role::Thread}, {"pid", Role::Process},
        {"process", Role::Process},     {"host", Role::Host},           {"hostname", Role::Host},     {"node", Role::Host},
        {"traceid", Role::Trace},       {"trace_id", Role::Trace},      {"trace", Role::Trace},       {"trace.id", Role::Trace},
        {"spanid", Role::Span},         {"span_id", Role::Span},        {"span", Role::Span},         {"span.id", Role::Span},
        {"content", Role::Content},     {"message", Role::Content},     {"msg", Role::Content},       {"body", Role::Content},
    }};
    if (name.empty() || name.size() > 12)
        return std::nullopt;
    const std::string key = lower(name);
    const auto *const found = std::find_if(kNames.begin(), kNames.end(), [&](const auto &entry) { return entry.first == key; });
    return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

bool isTimePart(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> kParts{"date", "day", "month", "year", "weekday", "zone", "timezone", "millis"};
    const std::string key = lower(name);
    return roleOf(name) == Role::Time || std::find(kParts.begin(), kParts.end(), key) != kParts.end();
}

std::span<const std::string> machineTimeSpecs()
{
    static const std::vector<std::string> kSpecs = [] {
        std::vector<std::string> specs;
        for (const std::string_view between : {"T", " "})
            for (const std::string_view fraction : {"%.f", ",%f"})
                for (const std::string_view zone : {"Z", "%:z", ""})
                    specs.push_back(std::string("%Y-%m-%d").append(between).append("%H:%M:%S").append(fraction).append(zone));
        return specs;
    }();
    return kSpecs;
}

} // namespace causeway::decode
