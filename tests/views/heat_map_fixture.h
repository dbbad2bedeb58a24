#pragma once
// Explanations of sessions whose numbers can be told in advance.

#include "views/models/heat_map.h"

namespace causeway::test {

// Event i is number 100 + i of template i % 50. Attention grows with the position: weight 2 (c + 1) / (n (n + 1)). ΔNLL is
// (c + 1) / 2, negative at odd columns. Step events − 2 is odd; −ln p is 5 there, else 0.1.
inline engine::ExplainFindingResponse explained(std::size_t events)
{
    engine::ExplainFindingResponse out;
    for (std::size_t i = 0; i < events; ++i) {
        engine::ExplainFindingResponse::Step made;
        made.event = EventId(100 + i);
        made.step.position = i;
        made.step.observed = static_cast<std::uint32_t>(i % 50);
        made.step.odd = i + 2 == events;
        made.step.nll = made.step.odd ? 5 : 0.1;
        made.step.expected = {{made.step.observed, 0.7}, {49, 0.3}};
        for (std::size_t c = 0; c < i; ++c) {
            made.step.attention.push_back(2.0 * static_cast<double>(c + 1) / static_cast<double>(i * (i + 1)));
            made.step.occlusion.push_back((c % 2 == 1 ? -1.0 : 1.0) * static_cast<double>(c + 1) / 2);
        }
        out.events.push_back(made.event);
        out.keys.push_back(made.step.observed);
        out.steps.push_back(std::move(made));
    }
    return out;
}

// The words of two events weighed for the odd step events − 2, which must be beyond 6: of event 2 "open file <*>" (attention 0.6,
// 0.3, 0.1; ΔNLL 1, −0.5, 0), of event 4 thirty-two words of equal attention, of which word 5 has all ΔNLL: 2.
inline engine::ExplainFindingResponse withWords(engine::ExplainFindingResponse response)
{
    const std::uint64_t odd = response.events.size() - 2;
    response.words.push_back({odd, 4, {}, std::vector<double>(32, 1.0 / 32), std::vector<double>(32, 0)});
    for (int i = 0; i < 32; ++i)
        response.words.back().words.push_back("word" + std::to_string(i));
    response.words.back().occlusion[5] = 2;
    response.words.push_back({odd, 2, {"open", "file", "<*>"}, {0.6, 0.3, 0.1}, {1, -0.5, 0}});
    return response;
}

inline std::shared_ptr<const views::HeatMap> heatMap(engine::ExplainFindingResponse response)
{
    return views::HeatMap::make(std::make_shared<const engine::ExplainFindingResponse>(std::move(response)), nullptr, Job{}).value_or(nullptr);
}

} // namespace causeway::test
