#pragma once
// A message's text in pieces, for those who render it: words as they stand, and arguments by number.

#include <span>
#include <string_view>
#include <vector>

#include "analysis/core/message.h"

namespace causeway {

struct MessagePiece {
    std::string_view words; // of the text
    int argument = -1;      // from 0 on; −1: words
};

// "%2{time|times}" is the second argument, a blank, and "time" where it is 1, else "times". A number without an argument is words.
std::vector<MessagePiece> messagePieces(std::string_view text, std::span<const Message::Argument> arguments);

} // namespace causeway
