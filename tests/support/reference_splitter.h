#pragma once
// Messages into shapes as the store does it, but for promotion.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/templates/shape_splitter.h"

namespace causeway::test {

struct SplitLine {
    templates::Shape shape;
    std::vector<std::string_view> values; // one a slot, into the line
    std::vector<std::size_t> offsets;     // of the values
};

inline SplitLine splitLine(std::string_view line)
{
    thread_local templates::ShapeSplitter splitter;
    SplitLine out;
    if (!splitter.split(line)) {
        out.shape = {std::string(1, templates::kSlot), {templates::SlotKind::Rest}};
        out.values.push_back(line);
        out.offsets.push_back(0);
        return out;
    }
    out.shape = splitter.shape();
    for (const templates::WordRange &word : splitter.words())
        if (word.slot) {
            out.values.push_back(line.substr(word.begin, word.end - word.begin));
            out.offsets.push_back(word.begin);
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
