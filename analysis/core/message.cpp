#include "analysis/core/message.h"

#include <array>
#include <cstdio>

#include "analysis/core/message_pieces.h"

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
    for (const MessagePiece &piece : messagePieces(text(), m_arguments))
        out += piece.argument < 0 ? std::string(piece.words) : render(m_arguments[static_cast<std::size_t>(piece.argument)]);
    return out;
}

} // namespace causeway
