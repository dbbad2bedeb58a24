#include "analysis/learn/torch/sequence_network.h"

#include <torch/nn/functional/embedding.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "analysis/learn/torch/lstm_layer.h"

namespace causeway::learn {

namespace {

using torch::Tensor;

constexpr std::int64_t kTokenHidden = 32;
constexpr std::int64_t kAttentionWidth = 32;
constexpr double kRemember = 1; // first bias of the forget gates: a cell keeps what it holds until it learns not to (Jozefowicz 2015, section 2)

} // namespace

SequenceNetwork::SequenceNetwork(const SequenceModelShape &shape, std::uint64_t seed) : m_shape(shape), m_random(at::detail::createCPUGenerator(seed))
{
    const std::int64_t h = shape.hidden, symbols = shape.symbols;
    const double bound = 1 / std::sqrt(static_cast<double>(h));
    const bool tiered = shape.attention == Attention::Tiered;
    std::int64_t width = symbols;
    if (tiered) {
        const double tokenBound = 1 / std::sqrt(static_cast<double>(kTokenHidden));
        m_tokenInput = add("token_input", {shape.tokenKinds, 4 * kTokenHidden}, tokenBound);
        m_tokenRecurrent = add("token_recurrent", {4 * kTokenHidden, kTokenHidden}, tokenBound);
        m_tokenBias = add("token_bias", {4 * kTokenHidden}, tokenBound);
        width = 2 * kTokenHidden;
        std::int64_t longest = 1;
        for (std::int64_t s = 0; s < symbols; ++s)
            longest = std::max<std::int64_t>(longest, shape.tokenOffsets[s + 1] - shape.tokenOffsets[s]);
        m_tokens = torch::zeros({longest, symbols}, torch::kLong);
        m_tokenCounts = torch::ones({symbols}, torch::kLong);
        for (std::int64_t s = 0; s < symbols; ++s) {
            const std::uint32_t begin = shape.tokenOffsets[s], end = shape.tokenOffsets[s + 1];
            m_tokenCounts[s] = static_cast<std::int64_t>(end - begin);
            for (std::uint32_t i = begin; i < end; ++i)
                m_tokens[i - begin][s] = static_cast<std::int64_t>(shape.tokens[i]);
        }
    }
    for (std::uint32_t layer = 0; layer < shape.layers; ++layer) {
        const std::string suffix = std::to_string(layer);
        m_input.push_back(add("input" + suffix, {layer == 0 ? width : h, 4 * h}, bound));
        m_recurrent.push_back(add("recurrent" + suffix, {4 * h, h}, bound));
        m_bias.push_back(add("bias" + suffix, {4 * h}, bound));
        const torch::NoGradGuard guard;
        m_bias.back().narrow(0, h, h) += kRemember;
    }
    m_content = h;
    if (shape.attention == Attention::Semantic2) {
        m_query = h / 4;
        m_content = h - m_query;
    }
    std::int64_t width2 = m_content;
    if (shape.attention != Attention::None) {
        const double keyBound = 1 / std::sqrt(static_cast<double>(m_content));
        m_keys = add("keys", {m_content, kAttentionWidth}, keyBound);
        switch (shape.attention) {
        case Attention::Fixed:
            m_ask = add("ask", {kAttentionWidth}, 1);
            break;
        case Attention::Syntax:
            m_ask = add("ask", {shape.length, kAttentionWidth}, 1);
            break;
        case Attention::Semantic2:
            m_ask = add("ask", {m_query, kAttentionWidth}, 1 / std::sqrt(static_cast<double>(m_query)));
            break;
        default:
            m_ask = add("ask", {h, kAttentionWidth}, bound);
        }
        width2 = 2 * m_content;
    }
    m_output = add("output", {width2, symbols}, 1 / std::sqrt(static_cast<double>(width2)));
    m_outputBias = add("output_bias", {symbols}, 1 / std::sqrt(static_cast<double>(width2)));
}

Tensor SequenceNetwork::add(const std::string &name, std::vector<std::int64_t> size, double bound)
{
    return register_parameter(name, torch::empty(size).uniform_(-bound, bound, m_random));
}

// What each symbol adds to the gates of the first layer: [symbols, 4H].
Tensor SequenceNetwork::symbolTable()
{
    if (m_shape.attention != Attention::Tiered)
        return m_input[0] + m_bias[0];
    const std::int64_t longest = m_tokens.size(0), symbols = m_tokens.size(1);
    const Tensor gates = (m_tokenInput + m_tokenBias).index_select(0, m_tokens.reshape({-1})).reshape({longest, symbols, 4 * kTokenHidden});
    const Tensor hidden = lstmLayer(gates, m_tokenRecurrent); // [L, S, H']
    const Tensor counts = m_tokenCounts.unsqueeze(1);
    const Tensor inside = (torch::arange(longest).unsqueeze(1) < m_tokenCounts.unsqueeze(0)).to(torch::kFloat).unsqueeze(2);
    const Tensor mean = (hidden * inside).sum(0) / counts;
    const Tensor at = (m_tokenCounts - 1).reshape({1, symbols, 1}).expand({1, symbols, kTokenHidden});
    const Tensor last = hidden.gather(0, at).squeeze(0);
    return torch::addmm(m_bias[0], torch::cat({mean, last}, 1), m_input[0]);
}

Tensor SequenceNetwork::hiddenStates(const Tensor &inputs)
{
    const std::int64_t rows = inputs.size(0), steps = inputs.size(1), h = m_shape.hidden;
    Tensor gates = symbolTable().index_select(0, inputs.t().reshape({-1})).reshape({steps, rows, 4 * h});
    Tensor hidden = lstmLayer(gates, m_recurrent[0]);
    for (std::size_t layer = 1; layer < m_recurrent.size(); ++layer) {
        gates = torch::addmm(m_bias[layer], hidden.reshape({steps * rows, h}), m_input[layer]).reshape({steps, rows, 4 * h});
        hidden = lstmLayer(gates, m_recurrent[layer]);
    }
    return hidden;
}

Tensor SequenceNetwork::attentionOf(const Tensor &hidden)
{
    const std::int64_t steps = hidden.size(0);
    const Tensor states = hidden.transpose(0, 1); // [B, T, H]
    const Tensor keys = torch::tanh(torch::matmul(states.narrow(2, 0, m_content), m_keys));
    Tensor scores;
    switch (m_shape.attention) {
    case Attention::Fixed:
        scores = torch::matmul(keys, m_ask).unsqueeze(1).expand({states.size(0), steps, steps});
        break;
    case Attention::Syntax:
        scores = torch::matmul(m_ask.narrow(0, 0, steps), keys.transpose(1, 2));
        break;
    case Attention::Semantic2:
        scores = torch::matmul(torch::matmul(states.narrow(2, m_content, m_query), m_ask), keys.transpose(1, 2));
        break;
    default:
        scores = torch::matmul(torch::matmul(states, m_ask), keys.transpose(1, 2));
    }
    const Tensor later = torch::ones({steps, steps}, torch::kBool).triu(1);
    return torch::softmax(scores.masked_fill(later, -1e9), 2);
}

Tensor SequenceNetwork::features(const Tensor &inputs)
{
    const Tensor hidden = hiddenStates(inputs);
    if (m_shape.attention == Attention::None)
        return hidden;
    const Tensor content = hidden.narrow(2, 0, m_content);
    const Tensor context = torch::matmul(attentionOf(hidden), content.transpose(0, 1)).transpose(0, 1);
    return torch::cat({content, context}, 2);
}

Tensor SequenceNetwork::attention(const Tensor &inputs) { return attentionOf(hiddenStates(inputs)); }

Tensor SequenceNetwork::logits(const Tensor &features) const { return torch::addmm(m_outputBias, features, m_output); }

std::vector<std::pair<std::string, Tensor>> SequenceNetwork::weights() const
{
    std::vector<std::pair<std::string, Tensor>> out;
    for (const auto &item : named_parameters())
        out.emplace_back(item.key(), item.value());
    return out;
}

void SequenceNetwork::grow(std::uint32_t symbols, std::uint64_t seed)
{
    const torch::NoGradGuard guard;
    m_random = at::detail::createCPUGenerator(seed);
    const auto more = static_cast<std::int64_t>(symbols) - static_cast<std::int64_t>(m_shape.symbols);
    const auto extended = [&](const Tensor &old, std::int64_t dimension) {
        std::vector<std::int64_t> size = old.sizes().vec();
        size[static_cast<std::size_t>(dimension)] = more;
        return torch::cat({old, torch::empty(size).uniform_(-0.01, 0.01, m_random)}, dimension);
    };
    const auto set = [&](Tensor &parameter, const Tensor &value) { parameter.set_data(value.contiguous()); };
    set(m_input[0], extended(m_input[0], 0));
    // A new symbol is at first as improbable as the rarest.
    const Tensor rarest = m_outputBias.min();
    set(m_output, extended(m_output, 1));
    set(m_outputBias, torch::cat({m_outputBias, rarest.repeat({more})}));
    m_shape.symbols = symbols;
}

} // namespace causeway::learn
