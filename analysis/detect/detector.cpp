#include "analysis/detect/detector.h"

#include <algorithm>
#include <array>

namespace causeway::detect {

std::optional<Explanation::Origin> Explanation::firstWrong() const
{
    if (origin)
        return origin;
    const auto odd = std::ranges::find(steps, true, &Step::odd);
    if (odd != steps.end())
        return Origin{odd->position};
    if (steps.empty() || expectedAtEnd.empty())
        return std::nullopt;
    return Origin{steps.back().position, expectedAtEnd.front().key};
}

Result<Explanation> Model::summarise(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const { return explain(sessions, session, name); }

Result<std::unique_ptr<Model>> Model::corrected(std::span<const std::uint32_t>, const SequenceSet &, std::uint64_t, const Job &) const
{
    return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("This detector cannot learn from a single correction")), {},
                   Message(CAUSEWAY_TEXT("Label the session and train it anew: causeway retrain PROJECT DETECTOR.")));
}

std::string_view toName(DetectorKind kind)
{
    static constexpr std::array<std::string_view, 8> kNames{"trivial",    "counts",    "flow",     "neural",
                                                            "supervised", "threshold", "forecast", "ensemble"};
    return kNames[static_cast<std::size_t>(kind)];
}

Result<Scores> Model::scoreWindows(const CountTable &, const Job &) const
{
    return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("This detector does not judge windows of time")));
}

Result<Explanation> Model::explainWindow(const CountTable &, std::size_t, const KeyNamer &) const
{
    return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("This detector does not judge windows of time")));
}

} // namespace causeway::detect
