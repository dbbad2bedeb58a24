#include "app/engine/window_times.h"

#include <charconv>

#include "analysis/core/civil_time.h"

namespace causeway::engine {

std::optional<TimeRange> windowTimes(std::string_view id)
{
    constexpr std::string_view kPrefix = "window:";
    const std::size_t equals = id.find('=');
    if (!id.starts_with(kPrefix) || equals == std::string_view::npos)
        return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(id.data() + kPrefix.size(), id.data() + equals, seconds);
    const auto from = parseTime(id.substr(equals + 1));
    if (!from || seconds <= 0 || seconds > 86'400'000)
        return std::nullopt;
    return TimeRange{*from, *from + Nanos{seconds * 1'000'000'000}};
}

} // namespace causeway::engine
