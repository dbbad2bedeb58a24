#include "analysis/core/subject.h"

#include <array>

namespace causeway {

namespace {
constexpr std::array<std::string_view, 7> kNames{"session", "event", "window", "edge", "service", "metric", "trace"};
}

std::string_view toName(SubjectKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<SubjectKind> parseSubjectKind(std::string_view text)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == text)
            return static_cast<SubjectKind>(i);
    return std::nullopt;
}

Subject parseSubject(std::string_view text)
{
    // "window:60s=…" is the id of a session grouped by windows: a kind is told from a grouping by the = that follows it.
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos)
        if (const auto kind = parseSubjectKind(text.substr(0, colon)))
            if (const std::size_t equals = text.find('='); *kind != SubjectKind::Window || equals == std::string_view::npos ||
                                                           text.find(':', colon + 1) < equals)
                return {*kind, std::string(text.substr(colon + 1))};
    return {SubjectKind::Session, std::string(text)};
}

} // namespace causeway
