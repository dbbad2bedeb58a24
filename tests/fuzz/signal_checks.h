#pragma once
// What every decoder of signals promises on any bytes: the first byte says how large the pieces are in which the others come,
// and no pieces change what is told.

#include <string_view>

#include "tests/analysis/decode/signals/signal_recorder.h"

namespace causeway::decode::fuzz {

template <typename Check>
void checkSignals(std::string_view format, std::string_view bytes, Check check)
{
    if (bytes.empty())
        return;
    const auto piece = static_cast<std::size_t>(static_cast<unsigned char>(bytes.front())) + 1;
    const std::string_view document = bytes.substr(1);
    check(test::record(format, document, piece) == test::record(format, document, document.size() + 1));
    (void)detectSignals(document, "");
}

} // namespace causeway::decode::fuzz
