#include "analysis/templates/masks.h"

#include <array>

namespace causeway::templates {

namespace {

constexpr std::array<std::string_view, 13> kNames{"integer", "decimal", "duration", "size", "hex",  "id",  "ip",
                                                  "host",    "path",    "url",      "time", "word", "text"};

} // namespace

std::string_view toName(ParameterType type) { return kNames[static_cast<std::size_t>(type)]; }

std::optional<ParameterType> parameterTypeOf(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name)
            return static_cast<ParameterType>(i);
    return std::nullopt;
}

std::string MinedTemplate::text() const
{
    std::string out;
    for (const Token &token : tokens)
        out += token.parameter ? token.shown : token.text;
    return out;
}

} // namespace causeway::templates
