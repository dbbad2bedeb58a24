#pragma once
// −ln p of targets by a network without attention, without gradients. What rows begin with alike is computed once: rows in
// lexicographic order are the leaves of a tree of prefixes, which is walked a level at a time.

#include <span>

#include "analysis/learn/torch/sequence_network.h"

namespace causeway::learn {

// Rows in lexicographic order of their inputs, equal ones by their number. symbols: inputs are below it.
std::vector<std::uint32_t> inLexicographicOrder(const SequenceRows &rows, std::uint32_t symbols);

// Of one network, whose weights must not change. Any number of threads.
class PrefixScorer {
public:
    explicit PrefixScorer(const SequenceNetwork &network);
    // Some rows, in lexicographic order; writes the cells of `out` [rows × length] whose weight is above 0.
    void score(const SequenceRows &rows, std::span<const std::uint32_t> some, std::vector<float> &out) const;

private:
    struct Level;
    void advance(const Level &before, Level &level) const;
    void judge(const SequenceRows &rows, std::uint32_t position, const Level &level, std::vector<float> &out) const;

    std::int64_t m_hidden = 0;
    torch::Tensor m_table;                // [symbols, 4H]: input and bias of the first layer
    std::vector<torch::Tensor> m_weights; // a layer: recurrent [H, 4H], of later ones below the input [2H, 4H]
    std::vector<torch::Tensor> m_bias;    // of later layers
    torch::Tensor m_output, m_outputBias;
};

} // namespace causeway::learn
