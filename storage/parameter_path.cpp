#include "storage/parameter_path.h"

#include <algorithm>

namespace causeway::storage {

std::string_view ParameterPath::value(const ChunkText &text, std::size_t localShape, std::uint32_t ordinal, std::string &scratch) const
{
    const auto piece = [&](const Part &part) { return part.slot ? text.parameter(localShape, part.index).at(ordinal) : part.text; };
    if (parts.empty())
        return {};
    if (parts.size() == 1)
        return piece(parts.front());
    scratch.clear();
    for (const Part &part : parts)
        scratch += piece(part);
    return scratch;
}

bool ParameterPath::mayBe(const ChunkText &text, std::size_t localShape, std::string_view value) const
{
    if (parts.empty())
        return value.empty();
    std::size_t constants = 0;
    for (const Part &part : parts)
        constants += part.text.size();
    if (constants > value.size())
        return false;
    if (!parts.front().slot && !value.starts_with(parts.front().text))
        return false;
    if (!parts.back().slot && !value.ends_with(parts.back().text))
        return false;
    if (parts.size() > 1)
        return true;
    return !parts.front().slot || text.parameter(localShape, parts.front().index).bytes().find(value) != std::string_view::npos;
}

std::vector<ParameterPath> parameterPaths(std::span<const templates::Token> tokens, const templates::Shape &shape)
{
    templates::MinedTemplate mined;
    mined.tokens.assign(tokens.begin(), tokens.end());
    std::vector<ParameterPath> paths;
    std::uint32_t slot = 0, at = 0;
    const std::string_view text = shape.text;
    for (const templates::ParameterPiece &piece : templates::parameterPieces(mined, shape)) {
        for (; at < piece.begin; ++at)
            slot += text[at] == templates::kSlot ? 1 : 0;
        ParameterPath path;
        while (at < piece.end) {
            if (text[at] == templates::kSlot) {
                path.parts.push_back({true, slot++, {}});
                ++at;
                continue;
            }
            const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(text.find(templates::kSlot, at), piece.end));
            path.parts.push_back({false, 0, text.substr(at, end - at)});
            at = end;
        }
        paths.push_back(std::move(path));
    }
    return paths;
}

bool isConstant(const templates::Token &parameter) { return !parameter.shown.empty() && parameter.shown.find("<*>") == std::string::npos; }

ParameterRanges::ParameterRanges(std::span<const templates::Token> tokens, const templates::Shape &shape)
{
    templates::MinedTemplate mined;
    mined.tokens.assign(tokens.begin(), tokens.end());
    const std::string_view text = shape.text;
    m_slots = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), templates::kSlot));
    const auto offset = [&](std::uint32_t at) {
        const auto slots = static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + at, templates::kSlot));
        return Offset{at - slots, slots};
    };
    const auto pieces = templates::parameterPieces(mined, shape);
    m_fits = !pieces.empty() || (m_slots == 0 && std::none_of(tokens.begin(), tokens.end(), [](const templates::Token &token) { return token.parameter; }));
    auto token = tokens.begin();
    for (const templates::ParameterPiece &piece : pieces) {
        token = std::find_if(token, tokens.end(), [](const templates::Token &one) { return one.parameter; });
        if (token == tokens.end())
            break;
        if (!isConstant(*token++))
            m_ends.emplace_back(offset(piece.begin), offset(piece.end));
    }
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> ParameterRanges::of(const Event &event) const
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
    if (event.slots.size() != m_slots)
        return ranges;
    std::vector<std::uint32_t> before{0}; // bytes of the slots before
    for (const auto &[begin, end] : event.slots)
        before.push_back(before.back() + (end - begin));
    const auto at = [&](const Offset &offset) { return event.contentBegin + offset.constant + before[offset.slots]; };
    for (const auto &[begin, end] : m_ends)
        if (at(begin) < at(end))
            ranges.emplace_back(at(begin), at(end));
    return ranges;
}

} // namespace causeway::storage
