#pragma once
// The network behind a SequenceModel: a table of input gates (one-hot, or a lower LSTM over tokens), LSTM layers, attention, softmax.

#include <torch/nn/module.h>

#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

class SequenceNetwork : public torch::nn::Module {
public:
    SequenceNetwork(const SequenceModelShape &shape, std::uint64_t seed);

    // inputs [B, T] of int64. hidden: what the softmax sees, [T, B, F].
    torch::Tensor features(const torch::Tensor &inputs);
    torch::Tensor attention(const torch::Tensor &inputs); // [B, T, T]
    torch::Tensor logits(const torch::Tensor &features) const;

    // What a network without attention is made of, as in the members below.
    struct RecurrentPart {
        std::vector<torch::Tensor> input, recurrent, bias; // a layer: [width, 4H], [4H, H], [4H]
        torch::Tensor output, outputBias;                  // [H, symbols], [symbols]
    };
    [[nodiscard]] RecurrentPart recurrentPart() const { return {m_input, m_recurrent, m_bias, m_output, m_outputBias}; }

    // By name, in a fixed order.
    [[nodiscard]] std::vector<std::pair<std::string, torch::Tensor>> weights() const;
    void grow(std::uint32_t symbols, std::uint64_t seed);

private:
    torch::Tensor add(const std::string &name, std::vector<std::int64_t> size, double bound);
    torch::Tensor symbolTable();
    torch::Tensor hiddenStates(const torch::Tensor &inputs);
    torch::Tensor attentionOf(const torch::Tensor &hidden); // [B, T, T] of [T, B, H]

    SequenceModelShape m_shape;
    at::Generator m_random;
    std::int64_t m_content = 0, m_query = 0; // of the last hidden state: what is predicted from, what asks
    torch::Tensor m_tokens, m_tokenCounts;   // tiered: [longest, symbols] padded, [symbols]
    std::vector<torch::Tensor> m_input, m_recurrent, m_bias;
    torch::Tensor m_tokenInput, m_tokenRecurrent, m_tokenBias;
    torch::Tensor m_keys, m_ask, m_output, m_outputBias;
};

} // namespace causeway::learn
