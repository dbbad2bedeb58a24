#include "analysis/templates/miner.h"

#include <array>

namespace causeway::templates {

std::string_view toName(ParameterType type)
{
    static constexpr std::array<std::string_view, 13> kNames{"integer", "decimal", "duration", "size", "hex",  "id",  "ip",
                                                             "host",    "path",    "url",      "time", "word", "text"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string MinedTemplate::text() const
{
    std::string out;
    for (const Token &token : tokens)
        out += token.parameter ? token.shown : token.text;
    return out;
}

} // namespace causeway::templates
