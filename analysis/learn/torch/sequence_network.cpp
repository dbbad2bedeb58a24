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
// Attention begins even and sharpens slowly: one that is sharp before the votes are learned stays where it began.
constexpr double kSharpness = 0.1; // of keys times query
constexpr double kFirstAsk = 0.05; // of the query's first weights
constexpr double kCovered = 30;    // taken off the score of a covered event

// Some of the positions of [T, B, …].
Tensor selected(const Tensor &all, const Tensor &at) { return all.reshape({-1, all.size(2)}).index_select(0, at); }

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
        m_tokenKeys = add("token_keys", {shape.tokenKinds, kTokenHidden}, 1);
        m_tokenAsk = add("token_ask", {kTokenHidden}, kFirstAsk);
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
    std::int64_t outputWidth = h;
    if (shape.attention != Attention::None) {
        if (shape.attention != Attention::Fixed)
            m_positionKeys = add("position_keys", {shape.length, kAttentionWidth}, 1);
        m_symbolKeys = add("symbol_keys", {width, kAttentionWidth}, 1);
        m_symbolValues = add("symbol_values", {width, kAttentionWidth}, 1);
        m_symbolBefore = add("symbol_before", {width, kAttentionWidth}, 1);
        m_vote = add("vote", {kAttentionWidth, symbols}, bound);
        m_voteBias = add("vote_bias", {symbols}, bound);
        m_voteBefore = add("vote_before", {kAttentionWidth, symbols}, bound);
        m_voteBeforeBias = add("vote_before_bias", {symbols}, bound);
        switch (shape.attention) {
        case Attention::Fixed:
            m_ask = add("ask", {kAttentionWidth}, kFirstAsk);
            break;
        case Attention::Syntax:
            m_ask = add("ask", {shape.length, kAttentionWidth}, kFirstAsk);
            break;
        case Attention::Semantic2: {
            const std::int64_t q = shape.hidden / 4;
            const double queryBound = 1 / std::sqrt(static_cast<double>(q));
            m_queryInput = add("query_input", {symbols, 4 * q}, 1);
            m_queryRecurrent = add("query_recurrent", {4 * q, q}, queryBound);
            m_queryBias = add("query_bias", {4 * q}, queryBound);
            m_ask = add("ask", {q, kAttentionWidth}, kFirstAsk * queryBound);
            break;
        }
        default:
            m_ask = add("ask", {h, kAttentionWidth}, kFirstAsk * bound);
        }
        outputWidth = 2 * h + kAttentionWidth;
    }
    m_output = add("output", {outputWidth, symbols}, 1 / std::sqrt(static_cast<double>(outputWidth)));
    m_outputBias = add("output_bias", {symbols}, 1 / std::sqrt(static_cast<double>(outputWidth)));
}

Tensor SequenceNetwork::add(const std::string &name, std::vector<std::int64_t> size, double bound)
{
    return register_parameter(name, torch::empty(size).uniform_(-bound, bound, m_random));
}

SequenceNetwork::Words SequenceNetwork::ownWords() const { return {m_tokens, m_tokenCounts}; }

Tensor SequenceNetwork::wordAttention(const Words &words) const
{
    const std::int64_t longest = words.tokens.size(0), symbols = words.tokens.size(1);
    const Tensor scores = torch::mv(torch::tanh(m_tokenKeys), m_tokenAsk).index_select(0, words.tokens.reshape({-1})).reshape({longest, symbols});
    const Tensor behind = torch::arange(longest).unsqueeze(1) >= words.counts.unsqueeze(0);
    return torch::softmax(scores.masked_fill(behind, -1e9), 0);
}

Tensor SequenceNetwork::symbolStates() const { return m_shape.attention == Attention::Tiered ? statesOf(ownWords()) : Tensor(); }

Tensor SequenceNetwork::statesOf(const Words &words) const
{
    const std::int64_t longest = words.tokens.size(0), symbols = words.tokens.size(1);
    const Tensor gates = (m_tokenInput + m_tokenBias).index_select(0, words.tokens.reshape({-1})).reshape({longest, symbols, 4 * kTokenHidden});
    const Tensor hidden = lstmLayer(gates, m_tokenRecurrent); // [L, S, H']
    const Tensor attended = (hidden * wordAttention(words).unsqueeze(2)).sum(0);
    const Tensor at = (words.counts - 1).reshape({1, symbols, 1}).expand({1, symbols, kTokenHidden});
    return torch::cat({attended, hidden.gather(0, at).squeeze(0)}, 1);
}

Tensor SequenceNetwork::tableOf(const Tensor &states, const Tensor &weights) const { return states.defined() ? torch::mm(states, weights) : weights; }

Tensor SequenceNetwork::hiddenStates(const Tensor &inputs, const Tensor &states) const
{
    const std::int64_t rows = inputs.size(0), steps = inputs.size(1), h = m_shape.hidden;
    const Tensor table = tableOf(states, m_input[0]) + m_bias[0];
    Tensor gates = table.index_select(0, inputs.t().reshape({-1})).reshape({steps, rows, 4 * h});
    Tensor hidden = lstmLayer(gates, m_recurrent[0]);
    for (std::size_t layer = 1; layer < m_recurrent.size(); ++layer) {
        gates = torch::addmm(m_bias[layer], hidden.reshape({steps * rows, h}), m_input[layer]).reshape({steps, rows, 4 * h});
        hidden = lstmLayer(gates, m_recurrent[layer]);
    }
    return hidden;
}

Tensor SequenceNetwork::memoryToAskWith(const Tensor &inputs, const Tensor &states) const
{
    if (m_shape.attention != Attention::Semantic2)
        return hiddenStates(inputs, states);
    const Tensor gates = (m_queryInput + m_queryBias).index_select(0, inputs.t().reshape({-1})).reshape({inputs.size(1), inputs.size(0), m_queryInput.size(1)});
    return lstmLayer(gates, m_queryRecurrent);
}

Tensor SequenceNetwork::attentionOf(const Tensor &inputs, const Tensor &states, const Tensor &memory, const Tensor &covered) const
{
    const std::int64_t rows = inputs.size(0), steps = inputs.size(1);
    const Tensor ofSymbols = tableOf(states, m_symbolKeys).index_select(0, inputs.reshape({-1})).reshape({rows, steps, kAttentionWidth});
    const Tensor content = kSharpness * torch::tanh(ofSymbols);
    const Tensor keys = m_shape.attention == Attention::Fixed ? content : content + kSharpness * torch::tanh(m_positionKeys.narrow(0, 0, steps));
    Tensor scores;
    switch (m_shape.attention) {
    case Attention::Fixed:
        scores = torch::matmul(keys, m_ask).unsqueeze(1).expand({rows, steps, steps});
        break;
    case Attention::Syntax:
        scores = torch::matmul(m_ask.narrow(0, 0, steps), keys.transpose(1, 2));
        break;
    default:
        scores = torch::matmul(torch::matmul(memory.transpose(0, 1), m_ask), keys.transpose(1, 2));
    }
    if (covered.defined())
        scores = scores - kCovered * covered.unsqueeze(1);
    Tensor hiddenFrom = torch::ones({steps, steps}, torch::kBool).triu();
    hiddenFrom[0][0] = false; // nothing stands before the first
    return torch::softmax(scores.masked_fill(hiddenFrom, -1e9), 2);
}

Tensor SequenceNetwork::logits(const Tensor &inputs, const Tensor &at, const Words &others) const
{
    Tensor states = symbolStates();
    if (others.tokens.defined())
        states = torch::cat({states, statesOf(others)}, 0);
    const Tensor hidden = hiddenStates(inputs, states);
    if (m_shape.attention == Attention::None)
        return torch::addmm(m_outputBias, selected(hidden, at), m_output);
    const Tensor values = tableOf(states, m_symbolValues).index_select(0, inputs.reshape({-1})).reshape({inputs.size(0), inputs.size(1), kAttentionWidth});
    const Tensor attended = torch::cat({hidden.transpose(0, 1), values}, 2);
    const Tensor weights = [&] {
        const torch::NoGradGuard guard;
        return attentionOf(inputs, states, m_shape.attention == Attention::Semantic2 ? memoryToAskWith(inputs, states) : hidden);
    }();
    const Tensor context = torch::matmul(weights, attended).transpose(0, 1);
    return torch::addmm(m_outputBias, torch::cat({selected(hidden, at), selected(context, at)}, 1), m_output);
}

Tensor SequenceNetwork::pointingLoss(const Tensor &inputs, const Tensor &heard, const Tensor &covered, const Tensor &at, const Tensor &targets) const
{
    constexpr double kLeast = 1e-7; // of a probability
    const std::int64_t rows = inputs.size(0), symbols = m_shape.symbols;
    const Tensor states = symbolStates();
    const Tensor memory = [&] {
        const torch::AutoGradMode mode(m_shape.attention == Attention::Semantic2); // what it asks with is for nothing else
        return memoryToAskWith(heard, states);
    }();
    const Tensor weights = selected(attentionOf(inputs, states, memory, covered).transpose(0, 1), at); // [N, T]
    const auto [kinds, kindOf] = at::_unique(inputs, true, true); // votes are computed once a symbol that is there
    const auto votes = [&](const Tensor &table, const Tensor &output, const Tensor &bias) {
        return torch::softmax(torch::addmm(bias, tableOf(states, table).index_select(0, kinds), output), 1) + kLeast;
    };
    const Tensor ofAttended = votes(m_symbolValues, m_vote, m_voteBias), ofBefore = votes(m_symbolBefore, m_voteBefore, m_voteBeforeBias); // [kinds, symbols]
    const Tensor together = torch::mm(ofBefore, ofAttended.t()).reshape({-1});                                                            // their products' sums
    const Tensor attendedTo = kindOf.index_select(0, torch::remainder(at, rows)); // [N, T]
    const Tensor before = kindOf.t().reshape({-1}).index_select(0, at);           // [N]
    const auto cells = [](const Tensor &table, const Tensor &where) { return table.reshape({-1}).index_select(0, where.reshape({-1})).reshape(where.sizes()); };
    const Tensor voted = cells(ofAttended, attendedTo * symbols + targets.unsqueeze(1)) / cells(together, before.unsqueeze(1) * kinds.size(0) + attendedTo);
    return -torch::log(cells(ofBefore, before * symbols + targets) * (weights * voted).sum(1) + kLeast);
}

Tensor SequenceNetwork::attention(const Tensor &inputs) const
{
    const Tensor states = symbolStates();
    return attentionOf(inputs, states, memoryToAskWith(inputs, states));
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
    const auto growOutput = [&](Tensor &output, Tensor &bias) {
        const Tensor rarest = bias.min();
        set(output, extended(output, 1));
        set(bias, torch::cat({bias, rarest.repeat({more})}));
    };
    growOutput(m_output, m_outputBias);
    if (m_shape.attention != Attention::None) {
        for (Tensor *table : {&m_symbolKeys, &m_symbolValues, &m_symbolBefore})
            set(*table, extended(*table, 0));
        if (m_queryInput.defined())
            set(m_queryInput, extended(m_queryInput, 0));
        growOutput(m_vote, m_voteBias);
        growOutput(m_voteBefore, m_voteBeforeBias);
    }
    m_shape.symbols = symbols;
}

} // namespace causeway::learn
