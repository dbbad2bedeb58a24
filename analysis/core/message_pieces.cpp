#include "analysis/core/message_pieces.h"

namespace causeway {

namespace {

bool isOne(const Message::Argument &argument)
{
    if (const auto *whole = std::get_if<std::int64_t>(&argument))
        return *whole == 1;
    const auto *number = std::get_if<double>(&argument);
    return number != nullptr && *number == 1.0;
}

} // namespace

std::vector<MessagePiece> messagePieces(std::string_view text, std::span<const Message::Argument> arguments)
{
    std::vector<MessagePiece> pieces;
    std::size_t begin = 0; // of words not in a piece yet
    const auto endWords = [&](std::size_t end) {
        if (end > begin)
            pieces.push_back({text.substr(begin, end - begin), -1});
    };
    for (std::size_t at = 0; at + 1 < text.size();) {
        const int index = text[at] == '%' ? text[at + 1] - '1' : -1;
        if (index < 0 || index > 8 || static_cast<std::size_t>(index) >= arguments.size()) {
            ++at;
            continue;
        }
        endWords(at);
        pieces.push_back({{}, index});
        begin = at += 2;
        const std::size_t bar = at < text.size() && text[at] == '{' ? text.find('|', at) : std::string_view::npos;
        const std::size_t close = bar == std::string_view::npos ? bar : text.find('}', bar);
        if (close == std::string_view::npos)
            continue;
        pieces.push_back({" ", -1});
        pieces.push_back({isOne(arguments[static_cast<std::size_t>(index)]) ? text.substr(at + 1, bar - at - 1) : text.substr(bar + 1, close - bar - 1), -1});
        begin = at = close + 1;
    }
    endWords(text.size());
    return pieces;
}

} // namespace causeway
