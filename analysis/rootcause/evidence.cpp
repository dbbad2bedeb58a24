#include "analysis/rootcause/evidence.h"

namespace causeway::rootcause {

std::string_view toName(Family family)
{
    constexpr std::array<std::string_view, kFamilyCount> kNames{"path", "network", "time", "errors", "metrics"};
    return kNames[static_cast<std::size_t>(family)];
}

std::string_view toName(CauseKind kind)
{
    constexpr std::array<std::string_view, kCauseKindCount> kNames{"cpu", "memory", "network", "exception", "return", "missing_call", "latency", "other"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<CauseKind> parseCauseKind(std::string_view name)
{
    for (std::size_t kind = 0; kind < kCauseKindCount; ++kind)
        if (name == toName(static_cast<CauseKind>(kind)))
            return static_cast<CauseKind>(kind);
    return std::nullopt;
}

} // namespace causeway::rootcause
