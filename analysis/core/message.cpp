#include "analysis/core/message.h"

#include <array>
#include <cstdio>

namespace causeway {

namespace {

std::string render(const Message::Argument &argument)
{
    return std::visit(
        [](const auto &value) -> std::string {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, std::string>)
                return value;
            else if constexpr (std::is_same_v<T, std::int64_t>)
                return std::to_string(value);
            else if constexpr (std::is_same_v<T, double>) {
                std::array<char, 40> buffer{};
                std::snprintf(buffer.data(), buffer.size(), "%.4g", value);
                return buffer.data();
            } else if constexpr (std::is_same_v<T, TimePoint>)
                return toIso8601(value);
            else
                return toText(value);
        },
        argument);
}

} // namespace

std::string Message::toEnglish() const
{
    std::string out;
    for (const char *p = text(); *p != '\0'; ++p) {
        if (p[0] == '%' && p[1] >= '1' && p[1] <= '9') {
            const auto index = static_cast<std::size_t>(p[1] - '1');
            if (index < m_arguments.size())
                out += render(m_arguments[index]);
            ++p;
        } else
            out += *p;
    }
    return out;
}

} // namespace causeway
