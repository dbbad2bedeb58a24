// Alignment of a template with a shape by dynamic programming over words (Needleman & Wunsch 1970 with a free gap per
// parameter): constants must agree, a parameter takes as few constant words as possible.
#include <algorithm>
#include <limits>

#include "analysis/templates/miner.h"
#include "analysis/templates/shape_tokens.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kMaxCells = 4u << 20;
constexpr std::size_t kAligned = 4096; // words of a shape; what is beyond goes to a parameter at the end
constexpr std::uint32_t kImpossible = std::numeric_limits<std::uint32_t>::max() / 2;

enum class Kind : std::uint8_t { Slot, Word, Separator, Blank, Parameter };

struct Piece {
    Kind kind;
    std::string_view text;
    std::uint32_t begin;
};

void split(std::string_view text, std::vector<Piece> &out)
{
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        Kind kind = Kind::Separator;
        if (text[at] == kSlot)
            kind = Kind::Slot;
        else if (isBlank(text[at])) {
            kind = Kind::Blank;
            while (end < text.size() && isBlank(text[end]))
                ++end;
        } else if (isWordByte(text[at]) && text[at] != '.' && text[at] != '-' && text[at] != '_') {
            kind = Kind::Word;
            // A cut at every dot, dash and underscore: a parameter may begin or end at any of them.
            while (end < text.size() && isWordByte(text[end]) && text[end] != '.' && text[end] != '-' && text[end] != '_')
                ++end;
        }
        out.push_back({kind, text.substr(at, end - at), static_cast<std::uint32_t>(at)});
        at = end;
    }
}

std::uint32_t cost(Kind kind)
{
    return kind == Kind::Slot ? 0 : kind == Kind::Separator ? 1 : kind == Kind::Blank ? 2 : 4;
}

bool agree(const Piece &pattern, const Piece &piece)
{
    if (pattern.kind != piece.kind || pattern.kind == Kind::Parameter)
        return false;
    return pattern.kind == Kind::Blank || pattern.text == piece.text;
}

} // namespace

std::vector<ParameterPiece> parameterPieces(const MinedTemplate &mined, const Shape &shape)
{
    std::vector<Piece> pattern, text;
    for (const Token &token : mined.tokens) {
        if (token.parameter)
            pattern.push_back({Kind::Parameter, {}, 0});
        else
            split(token.text, pattern);
    }
    split(shape.text, text);
    // White space at the ends is not part of a template.
    while (!text.empty() && text.back().kind == Kind::Blank)
        text.pop_back();
    if (!text.empty() && text.front().kind == Kind::Blank)
        text.erase(text.begin());

    if (text.size() > kAligned && !pattern.empty() && pattern.back().kind == Kind::Parameter) {
        const Piece &last = text.back();
        text[kAligned] = {Kind::Slot, std::string_view(shape.text).substr(text[kAligned].begin, last.begin + last.text.size() - text[kAligned].begin), text[kAligned].begin};
        text.resize(kAligned + 1, text.front());
    }

    const auto end = [&](std::size_t j) { return text[j].begin + static_cast<std::uint32_t>(text[j].text.size()); };
    std::vector<ParameterPiece> pieces;
    std::uint32_t parameter = 0;
    if (pattern.size() == text.size()) {
        std::size_t i = 0;
        for (; i < pattern.size(); ++i) {
            if (pattern[i].kind == Kind::Parameter && text[i].kind == Kind::Slot)
                pieces.push_back({parameter++, text[i].begin, end(i)});
            else if (!agree(pattern[i], text[i]))
                break;
        }
        if (i == pattern.size())
            return pieces;
        pieces.clear();
        parameter = 0;
    }

    const std::size_t rows = pattern.size() + 1, columns = text.size() + 1;
    if (rows * columns > kMaxCells)
        return pieces;
    // closed: pattern[0, i) took text[0, j). open: as closed, but the last of pattern is a parameter that took j - 1 too.
    std::vector<std::uint32_t> closed(rows * columns, kImpossible), open(rows * columns, kImpossible);
    const auto at = [&](std::size_t i, std::size_t j) { return i * columns + j; };
    const auto mayBeEmpty = [&](std::size_t j) {
        if (j > 0 && text[j - 1].text == "=")
            return j == text.size() || text[j].kind == Kind::Blank;
        return j > 0 && j < text.size() && text[j - 1].text == "(" && text[j].text == ")";
    };
    closed[0] = 0;
    for (std::size_t i = 1; i < rows; ++i) {
        const bool isParameter = pattern[i - 1].kind == Kind::Parameter;
        for (std::size_t j = 0; j < columns; ++j) {
            if (!isParameter) {
                if (j > 0 && agree(pattern[i - 1], text[j - 1]))
                    closed[at(i, j)] = closed[at(i - 1, j - 1)];
                continue;
            }
            if (j > 0) {
                const std::uint32_t begins = text[j - 1].kind == Kind::Blank ? kImpossible : closed[at(i - 1, j - 1)];
                open[at(i, j)] = std::min(kImpossible, std::min(begins, open[at(i, j - 1)]) + cost(text[j - 1].kind));
                if (text[j - 1].kind != Kind::Blank)
                    closed[at(i, j)] = open[at(i, j)];
            }
            if (mayBeEmpty(j))
                closed[at(i, j)] = std::min(closed[at(i, j)], std::min(kImpossible, closed[at(i - 1, j)] + 1));
        }
    }
    if (closed[at(rows - 1, columns - 1)] >= kImpossible)
        return pieces;
    for (std::size_t i = rows - 1, j = columns - 1; i > 0; --i) {
        if (pattern[i - 1].kind != Kind::Parameter) {
            --j;
            continue;
        }
        const std::size_t last = j;
        if (closed[at(i, j)] == open[at(i, j)] && j > 0) {
            // The longest way back would take more; the first place where it can begin at this cost is right.
            std::uint32_t left = open[at(i, j)];
            for (;;) {
                --j;
                left -= cost(text[j].kind);
                if (text[j].kind != Kind::Blank && closed[at(i - 1, j)] == left)
                    break;
            }
            pieces.push_back({0, text[j].begin, end(last - 1)});
        } else
            pieces.push_back({0, j < text.size() ? text[j].begin : static_cast<std::uint32_t>(shape.text.size()), 0});
        if (pieces.back().end == 0)
            pieces.back().end = pieces.back().begin;
    }
    std::reverse(pieces.begin(), pieces.end());
    for (ParameterPiece &piece : pieces)
        piece.parameter = parameter++;
    return pieces;
}

} // namespace causeway::templates
