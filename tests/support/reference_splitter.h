#pragma once
// Level-0 split for tests, line by line and without any limit or promotion: words with a digit are slots, all else is
// constant.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/templates/miner.h"

namespace causeway::test {

struct SplitLine {
    templates::Shape shape;
    std::vector<std::string_view> values; // one a slot, into the line
    std::vector<std::size_t> offsets;     // of the values
};

inline SplitLine splitLine(std::string_view line)
{
    const auto isWord = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '$' || c == '~' ||
               c == '-' || static_cast<unsigned char>(c) >= 0x80;
    };
    SplitLine out;
    for (std::size_t at = 0; at < line.size();) {
        if (!isWord(line[at])) {
            out.shape.text += line[at++];
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && isWord(line[end]))
            ++end;
        std::size_t stop = end;
        while (stop > at && (line[stop - 1] == '.' || line[stop - 1] == '-' || line[stop - 1] == '_'))
            --stop;
        const std::string_view word = line.substr(at, stop - at);
        if (std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) {
            out.shape.text += templates::kSlot;
            out.shape.slots.push_back(templates::SlotKind::Digits);
            out.values.push_back(word);
            out.offsets.push_back(at);
        } else
            out.shape.text += word;
        out.shape.text += line.substr(stop, end - stop);
        at = end;
    }
    return out;
}

// The values of a line's parameters, as the pieces of its shape give them.
inline std::vector<std::string> parameterValues(const templates::MinedTemplate &mined, std::string_view line)
{
    const SplitLine split = splitLine(line);
    std::vector<std::string> out;
    for (const templates::ParameterPiece &piece : templates::parameterPieces(mined, split.shape)) {
        std::string value;
        auto slot = static_cast<std::size_t>(std::count(split.shape.text.begin(), split.shape.text.begin() + piece.begin, templates::kSlot));
        for (std::uint32_t i = piece.begin; i < piece.end; ++i)
            if (split.shape.text[i] == templates::kSlot)
                value += split.values[slot++];
            else
                value += split.shape.text[i];
        out.push_back(std::move(value));
    }
    return out;
}

// Distinct shapes in order of first sight, with counts and samples.
class ShapeCollector {
public:
    std::size_t add(std::string_view line, std::uint64_t times = 1)
    {
        SplitLine split = splitLine(line);
        const auto [found, fresh] = m_index.try_emplace(split.shape.text, m_shapes.size());
        if (fresh) {
            m_shapes.push_back(std::make_unique<templates::Shape>(std::move(split.shape)));
            m_weighted.push_back({ShapeId(static_cast<std::uint32_t>(m_shapes.size())), m_shapes.back().get(), 0, {}});
            m_weighted.back().samples.resize(m_shapes.back()->slots.size());
        }
        templates::WeightedShape &shape = m_weighted[found->second];
        shape.count += times;
        for (std::size_t i = 0; i < split.values.size(); ++i)
            if (auto &samples = shape.samples[i];
                samples.size() < templates::kSampleValues && std::find(samples.begin(), samples.end(), split.values[i]) == samples.end())
                samples.emplace_back(split.values[i]);
        return found->second;
    }
    [[nodiscard]] const std::vector<templates::WeightedShape> &shapes() const { return m_weighted; }

private:
    std::map<std::string, std::size_t> m_index;
    std::vector<std::unique_ptr<templates::Shape>> m_shapes;
    std::vector<templates::WeightedShape> m_weighted;
};

} // namespace causeway::test
