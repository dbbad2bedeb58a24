#include "analysis/core/event.h"

#include <array>
#include <string>
#include <utility>

namespace causeway {

std::string_view toName(Level level)
{
    static constexpr std::array<std::string_view, kLevelCount> kNames{"unknown", "trace", "debug", "info", "warning", "error", "fatal"};
    return kNames[static_cast<std::size_t>(level)];
}

Level parseLevel(std::string_view text)
{
    if (text.empty() || text.size() > 13)
        return Level::Unknown;
    std::array<char, 13> lower{};
    for (std::size_t i = 0; i < text.size(); ++i)
        lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    const std::string_view word(lower.data(), text.size());
    static constexpr std::array<std::pair<std::string_view, Level>, 49> kWords{{
        {"info", Level::Info},        {"warn", Level::Warning},      {"error", Level::Error},     {"debug", Level::Debug},
        {"fatal", Level::Fatal},      {"warning", Level::Warning},   {"trace", Level::Trace},     {"notice", Level::Info},
        {"severe", Level::Error},     {"failure", Level::Error},     {"critical", Level::Fatal},  {"crit", Level::Fatal},
        {"err", Level::Error},        {"alert", Level::Fatal},       {"emerg", Level::Fatal},     {"emergency", Level::Fatal},
        {"panic", Level::Fatal},      {"information", Level::Info},  {"inf", Level::Info},        {"dbg", Level::Debug},
        {"wrn", Level::Warning},      {"ftl", Level::Fatal},         {"trc", Level::Trace},       {"verbose", Level::Debug},
        {"fine", Level::Debug},       {"finer", Level::Trace},       {"finest", Level::Trace},    {"config", Level::Debug},
        {"log", Level::Info},         {"statement", Level::Info},    {"detail", Level::Info},     {"hint", Level::Info},
        {"note", Level::Info},        {"system", Level::Info},       {"i", Level::Info},          {"w", Level::Warning},
        {"e", Level::Error},          {"f", Level::Fatal},           {"d", Level::Debug},         {"t", Level::Trace},
        {"c", Level::Fatal},          {"v", Level::Debug},           {"dpanic", Level::Fatal},    {"debug1", Level::Debug},
        {"debug2", Level::Debug},     {"debug3", Level::Debug},      {"debug4", Level::Debug},    {"debug5", Level::Debug},
        {"context", Level::Info},
    }};
    for (const auto &[name, level] : kWords)
        if (name == word)
            return level;
    return Level::Unknown;
}

std::string_view toName(Role role)
{
    static constexpr std::array<std::string_view, kRoleCount> kNames{"time",    "level", "component", "thread",    "process",
                                                                     "host",    "trace", "span",      "attribute", "content"};
    return kNames[static_cast<std::size_t>(role)];
}

std::string_view toName(Verdict verdict)
{
    static constexpr std::array<std::string_view, 3> kNames{"normal", "anomalous", "unsure"};
    return kNames[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> parseVerdict(std::string_view text)
{
    for (const Verdict verdict : {Verdict::Normal, Verdict::Anomalous, Verdict::Unsure})
        if (toName(verdict) == text)
            return verdict;
    return std::nullopt;
}

} // namespace causeway
