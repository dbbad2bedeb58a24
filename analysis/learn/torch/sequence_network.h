#pragma once
// The network behind a SequenceModel: a table of input gates (one-hot, or a lower LSTM over tokens), LSTM layers, attention, softmax.
//
// A hidden state holds all that came before it, the mean of all events holds the one that counts, and a query that knows the cause may
// tell of it by where it looks: attention need not look at a cause to be of use. So a second loss counts while learning, which only
// looking at it makes small: keys are of an event's symbol and position alone; each event attended to says with the event just
// before the step what comes, by the product of a vote of each symbol, and what they say is mixed as probabilities (as a pointer
// mixture does, Merity et al. 2017, section 2.2); the memory behind the query misses a share of the events; and events
// are covered by chance, so that what is looked at first does not keep all others from being tried. Keys and queries
// learn from that loss alone, the memory from the prediction alone, so that neither spoils the other: semantic 1 and tiered ask with
// the state that predicts, as it is, semantic 2 with a small LSTM of its own. What the network predicts by is the whole memory and all
// that it attends to.

#include <torch/nn/module.h>

#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

class SequenceNetwork : public torch::nn::Module {
public:
    SequenceNetwork(const SequenceModelShape &shape, std::uint64_t seed);

    // Tiered: what symbols are told by.
    struct Words {
        torch::Tensor tokens, counts; // [longest, S] padded, [S], of int64
    };
    // inputs [B, T] of int64; at [N]: which of the T × B positions are asked for. [N, symbols]. Tiered: inputs from `symbols` on are
    // those of `others`.
    torch::Tensor logits(const torch::Tensor &inputs, const torch::Tensor &at, const Words &others = {}) const;
    [[nodiscard]] Words ownWords() const;
    [[nodiscard]] torch::Tensor wordAttention(const Words &words) const; // [longest, S], columns sum to 1
    // −ln p of targets [N] by the votes of the event before and of each attended to, where the memory behind the query had `heard`
    // [B, T] and is not to look where covered [B, T] is 1; only with attention.
    torch::Tensor pointingLoss(const torch::Tensor &inputs, const torch::Tensor &heard, const torch::Tensor &covered, const torch::Tensor &at, const torch::Tensor &targets) const;
    torch::Tensor attention(const torch::Tensor &inputs) const; // [B, T, T]

    // What a network without attention is made of, as in the members below.
    struct RecurrentPart {
        std::vector<torch::Tensor> input, recurrent, bias; // a layer: [width, 4H], [4H, H], [4H]
        torch::Tensor output, outputBias;                  // [H, symbols], [symbols]
    };
    [[nodiscard]] RecurrentPart recurrentPart() const { return {m_input, m_recurrent, m_bias, m_output, m_outputBias}; }

    void grow(std::uint32_t symbols, std::uint64_t seed);

private:
    torch::Tensor add(const std::string &name, std::vector<std::int64_t> size, double bound);
    torch::Tensor statesOf(const Words &words) const; // [S, 2 H'] of the lower LSTM: the mean of its states by attention, and the last
    torch::Tensor symbolStates() const; // tiered: [symbols, 2 H'] of the lower LSTM; else undefined: one-hot
    torch::Tensor tableOf(const torch::Tensor &states, const torch::Tensor &weights) const; // what each symbol is under weights: [symbols, …]
    torch::Tensor hiddenStates(const torch::Tensor &inputs, const torch::Tensor &states) const;
    torch::Tensor memoryToAskWith(const torch::Tensor &inputs, const torch::Tensor &states) const; // [T, B, …]
    torch::Tensor attentionOf(const torch::Tensor &inputs, const torch::Tensor &states, const torch::Tensor &memory,
                              const torch::Tensor &covered = {}) const; // [B, T, T]

    SequenceModelShape m_shape;
    at::Generator m_random;
    torch::Tensor m_tokens, m_tokenCounts;   // tiered: [longest, symbols] padded, [symbols]
    std::vector<torch::Tensor> m_input, m_recurrent, m_bias;
    torch::Tensor m_tokenInput, m_tokenRecurrent, m_tokenBias, m_tokenKeys, m_tokenAsk;
    torch::Tensor m_positionKeys, m_symbolKeys, m_ask; // attention: keys, the query
    torch::Tensor m_queryInput, m_queryRecurrent, m_queryBias; // semantic2: the memory that it asks with
    torch::Tensor m_symbolValues, m_symbolBefore;      // what a symbol tells when attended to, and when it is the event before
    torch::Tensor m_output, m_outputBias;
    torch::Tensor m_vote, m_voteBias, m_voteBefore, m_voteBeforeBias; // [A, symbols], [symbols]: of one attended to, of the event before
};

} // namespace causeway::learn
