#include "analysis/learn/torch/prefix_scorer.h"

#include <torch/torch.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "analysis/learn/torch/lstm_kernels.h"

namespace causeway::learn {

namespace {

using torch::Tensor;

constexpr std::int64_t kChunk = 256; // nodes at a time: their gates stay in the cache

// The rows `from` points at, beneath each other.
void gather(const float *table, std::span<const std::uint32_t> from, std::int64_t width, float *out, std::int64_t stride)
{
    for (std::size_t i = 0; i < from.size(); ++i)
        std::copy_n(table + from[i] * width, width, out + static_cast<std::int64_t>(i) * stride);
}

} // namespace

std::vector<std::uint32_t> inLexicographicOrder(const SequenceRows &rows, std::uint32_t symbols)
{
    const auto bits = static_cast<std::uint32_t>(std::bit_width(std::max(symbols, 2u) - 1));
    const std::uint32_t packed = std::min(rows.length, 64 / bits);
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keys(rows.rows);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        std::uint64_t key = 0;
        for (std::uint32_t t = 0; t < packed; ++t)
            key = key << bits | rows.inputs[row * rows.length + t];
        keys[row] = {key, static_cast<std::uint32_t>(row)};
    }
    const auto rest = [&](std::uint32_t row) { return std::span(rows.inputs).subspan(std::size_t{row} * rows.length + packed, rows.length - packed); };
    std::sort(keys.begin(), keys.end(), [&](const auto &a, const auto &b) {
        if (a.first != b.first || packed == rows.length)
            return a < b;
        const auto [first, second] = std::ranges::mismatch(rest(a.second), rest(b.second));
        return first == rest(a.second).end() ? a.second < b.second : *first < *second;
    });
    std::vector<std::uint32_t> out;
    out.reserve(keys.size());
    for (const auto &key : keys)
        out.push_back(key.second);
    return out;
}

// The distinct prefixes of one length.
struct PrefixScorer::Level {
    std::vector<std::uint32_t> parents, symbols;    // of each node
    std::vector<std::uint32_t> rows, nodes;         // rows that go on, and the node of each; both ascend with their order
    std::vector<Tensor> hidden, cells;              // a layer: [nodes, H]
};

PrefixScorer::PrefixScorer(const SequenceNetwork &network)
{
    const torch::NoGradGuard guard;
    const SequenceNetwork::RecurrentPart part = network.recurrentPart();
    m_hidden = part.recurrent.front().size(1);
    m_table = (part.input.front() + part.bias.front()).contiguous();
    for (std::size_t layer = 0; layer < part.recurrent.size(); ++layer) {
        const Tensor recurrent = part.recurrent[layer].t();
        m_weights.push_back(layer == 0 ? recurrent.contiguous() : torch::cat({part.input[layer], recurrent}, 0));
        m_bias.push_back(part.bias[layer]);
    }
    m_output = part.output;
    m_outputBias = part.outputBias;
}

void PrefixScorer::advance(const Level &before, Level &level) const
{
    const std::int64_t h = m_hidden, nodes = static_cast<std::int64_t>(level.symbols.size());
    const bool first = before.hidden.empty();
    for (std::size_t layer = 0; layer < m_weights.size(); ++layer) {
        level.hidden.push_back(torch::empty({nodes, h}));
        level.cells.push_back(torch::empty({nodes, h}));
    }
    const Tensor gates = torch::empty({kChunk, 4 * h}), from = torch::empty({kChunk, 2 * h}), cellsBefore = torch::empty({kChunk, h});
    float *const fromData = from.data_ptr<float>(), *const cellsData = cellsBefore.data_ptr<float>();
    for (std::int64_t begin = 0; begin < nodes; begin += kChunk) {
        const std::int64_t count = std::min(kChunk, nodes - begin);
        const auto chunk = [&](const std::vector<std::uint32_t> &all) { return std::span(all).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count)); };
        Tensor sums = gates.narrow(0, 0, count);
        for (std::size_t layer = 0; layer < m_weights.size(); ++layer) {
            const std::int64_t below = layer == 0 ? 0 : h; // the width of what comes from the layer below
            if (layer == 0) {
                gather(m_table.data_ptr<float>(), chunk(level.symbols), 4 * h, sums.data_ptr<float>(), 4 * h);
            } else {
                sums.copy_(m_bias[layer].expand({count, 4 * h}));
                const float *lower = level.hidden[layer - 1].data_ptr<float>() + begin * h;
                for (std::int64_t i = 0; i < count; ++i)
                    std::copy_n(lower + i * h, h, fromData + i * 2 * h);
            }
            if (!first) {
                gather(before.hidden[layer].data_ptr<float>(), chunk(level.parents), h, fromData + below, 2 * h);
                gather(before.cells[layer].data_ptr<float>(), chunk(level.parents), h, cellsData, h);
            }
            const std::int64_t width = below + (first ? 0 : h);
            if (width > 0)
                sums.addmm_(from.narrow(0, 0, count).narrow(1, 0, width), m_weights[layer].narrow(0, 0, width));
            lstmForwardStep(sums.data_ptr<float>(), first ? nullptr : cellsData, level.cells[layer].data_ptr<float>() + begin * h, nullptr,
                            level.hidden[layer].data_ptr<float>() + begin * h, count, h);
        }
    }
}

void PrefixScorer::judge(const SequenceRows &rows, std::uint32_t position, const Level &level, std::vector<float> &out) const
{
    const auto cellOf = [&](std::size_t i) { return std::size_t{level.rows[i]} * rows.length + position; };
    const auto counts = [&](std::size_t i) { return rows.weights[cellOf(i)] > 0; };
    const Tensor states = torch::empty({kChunk, m_hidden});
    for (std::size_t i = 0; i < level.rows.size();) {
        // Rows of the next nodes that are asked for.
        std::vector<std::uint32_t> nodes;
        std::vector<std::pair<std::size_t, std::int64_t>> asked; // row by its place, and its line among those computed
        for (; i < level.rows.size(); ++i) {
            if (!counts(i))
                continue;
            if (nodes.empty() || nodes.back() != level.nodes[i]) {
                if (static_cast<std::int64_t>(nodes.size()) == kChunk)
                    break;
                nodes.push_back(level.nodes[i]);
            }
            asked.emplace_back(i, static_cast<std::int64_t>(nodes.size()) - 1);
        }
        if (nodes.empty())
            return;
        gather(level.hidden.back().data_ptr<float>(), nodes, m_hidden, states.data_ptr<float>(), m_hidden);
        const Tensor logits = torch::addmm(m_outputBias, states.narrow(0, 0, static_cast<std::int64_t>(nodes.size())), m_output);
        const Tensor sums = torch::logsumexp(logits, 1);
        const float *values = logits.data_ptr<float>(), *totals = sums.data_ptr<float>();
        for (const auto &[place, line] : asked)
            out[cellOf(place)] = totals[line] - values[line * logits.size(1) + rows.targets[cellOf(place)]];
    }
}

void PrefixScorer::score(const SequenceRows &rows, std::span<const std::uint32_t> some, std::vector<float> &out) const
{
    const torch::NoGradGuard guard;
    Level before;
    before.rows.assign(some.begin(), some.end());
    before.nodes.assign(some.size(), 0);
    // The positions of a row behind its last target are not computed.
    std::vector<std::uint32_t> ends;
    for (const std::uint32_t row : some) {
        std::uint32_t end = rows.length;
        while (end > 0 && rows.weights[std::size_t{row} * rows.length + end - 1] <= 0)
            --end;
        ends.push_back(end);
    }
    for (std::uint32_t t = 0; t < rows.length && !before.rows.empty(); ++t) {
        Level level;
        std::vector<std::uint32_t> goOn;
        for (std::size_t i = 0; i < before.rows.size(); ++i) {
            if (ends[i] <= t)
                continue;
            const std::uint32_t symbol = rows.inputs[std::size_t{before.rows[i]} * rows.length + t];
            if (level.symbols.empty() || level.parents.back() != before.nodes[i] || level.symbols.back() != symbol) {
                level.parents.push_back(before.nodes[i]);
                level.symbols.push_back(symbol);
            }
            level.rows.push_back(before.rows[i]);
            level.nodes.push_back(static_cast<std::uint32_t>(level.symbols.size()) - 1);
            goOn.push_back(ends[i]);
        }
        if (level.rows.empty())
            return;
        advance(before, level);
        judge(rows, t, level, out);
        before = std::move(level);
        ends = std::move(goOn);
    }
}

} // namespace causeway::learn
