#include "analysis/allocate/learned/judged_allocation.h"

#include <algorithm>

#include "analysis/allocate/scaling/budget.h"

namespace causeway::allocate {

namespace {

constexpr int kMostMoves = 64;

} // namespace

std::vector<unsigned> allocationOf(const learn::Dense &actor, const learn::Dense *critic, std::span<const float> state, unsigned budget, unsigned least)
{
    std::vector<float> shares(actor.outputs());
    actor(state, shares);
    learn::softmax(shares);
    std::vector<unsigned> out = shareOut(std::vector<double>(shares.begin(), shares.end()), budget, least);
    if (critic == nullptr || budget == 0)
        return out;
    std::vector<float> input(state.begin(), state.end());
    input.resize(state.size() + out.size());
    const auto valueOf = [&](const std::vector<unsigned> &replicas) {
        for (std::size_t i = 0; i < replicas.size(); ++i)
            input[state.size() + i] = static_cast<float>(replicas[i]) / static_cast<float>(budget);
        float value = 0;
        (*critic)(input, {&value, 1});
        return value;
    };
    float best = valueOf(out);
    for (int moves = 0; moves < kMostMoves; ++moves) {
        std::vector<unsigned> next = out, tried = out;
        for (std::size_t from = 0; from < out.size(); ++from)
            for (std::size_t to = 0; to < out.size(); ++to) {
                if (from == to || out[from] <= least)
                    continue;
                --tried[from];
                ++tried[to];
                if (const float value = valueOf(tried); value > best) {
                    best = value;
                    next = tried;
                }
                tried = out;
            }
        if (next == out)
            break;
        out = std::move(next);
    }
    return out;
}

} // namespace causeway::allocate
