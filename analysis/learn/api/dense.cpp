#include "analysis/learn/api/dense.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace causeway::learn {

namespace {

tl::unexpected<Error> misfit() { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The layers of the network do not fit together"))); }

} // namespace

Dense::Dense(std::span<const std::uint32_t> sizes, float last, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
        DenseLayer layer{sizes[i], sizes[i + 1], std::vector<float>(std::size_t{sizes[i]} * sizes[i + 1]), std::vector<float>(sizes[i + 1])};
        const float bound = i + 2 == sizes.size() ? last : 1 / std::sqrt(static_cast<float>(sizes[i]));
        for (std::vector<float> *const values : {&layer.weight, &layer.bias})
            for (float &value : *values)
                value = bound * (2 * static_cast<float>(random() >> 40) * 0x1p-24f - 1);
        m_layers.push_back(std::move(layer));
    }
}

Result<Dense> Dense::of(std::vector<DenseLayer> layers)
{
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const DenseLayer &layer = layers[i];
        if (layer.inputs == 0 || layer.outputs == 0 || layer.inputs > kMostDenseWidth || layer.outputs > kMostDenseWidth || layer.weight.size() != std::size_t{layer.inputs} * layer.outputs ||
            layer.bias.size() != layer.outputs || (i > 0 && layer.inputs != layers[i - 1].outputs))
            return misfit();
    }
    if (layers.empty())
        return misfit();
    Dense out;
    out.m_layers = std::move(layers);
    return out;
}

Result<Dense> Dense::of(std::span<const Weights> weights, std::string_view name)
{
    std::vector<DenseLayer> layers;
    for (;;) {
        const auto named = [&](std::string_view what) { return std::ranges::find(weights, std::string(name) + "." + std::string(what) + std::to_string(layers.size()), &Weights::name); };
        const auto weight = named("weight"), bias = named("bias");
        if (weight == weights.end() || bias == weights.end())
            break;
        if (weight->shape.size() != 2 || std::ranges::any_of(weight->shape, [](std::int64_t size) { return size < 1 || size > kMostDenseWidth; }))
            return misfit();
        layers.push_back({static_cast<std::uint32_t>(weight->shape[0]), static_cast<std::uint32_t>(weight->shape[1]), weight->values, bias->values});
    }
    return of(std::move(layers));
}

void Dense::operator()(std::span<const float> in, std::span<float> out) const
{
    std::array<float, kMostDenseWidth> one, other;
    std::span<const float> from = in;
    for (std::size_t l = 0; l < m_layers.size(); ++l) {
        const DenseLayer &layer = m_layers[l];
        const bool last = l + 1 == m_layers.size();
        float *const to = last ? out.data() : l % 2 == 0 ? one.data() : other.data();
        std::ranges::copy(layer.bias, to);
        for (std::uint32_t i = 0; i < layer.inputs; ++i) {
            const float value = from[i];
            if (value == 0)
                continue;
            const float *const row = layer.weight.data() + std::size_t{i} * layer.outputs;
            for (std::uint32_t o = 0; o < layer.outputs; ++o)
                to[o] += value * row[o];
        }
        if (!last)
            for (std::uint32_t o = 0; o < layer.outputs; ++o)
                to[o] = std::max(to[o], 0.0f);
        from = {to, layer.outputs};
    }
}

std::vector<Weights> Dense::weights(std::string_view name) const
{
    std::vector<Weights> out;
    for (std::size_t l = 0; l < m_layers.size(); ++l) {
        const DenseLayer &layer = m_layers[l];
        out.push_back({std::string(name) + ".weight" + std::to_string(l), {layer.inputs, layer.outputs}, layer.weight});
        out.push_back({std::string(name) + ".bias" + std::to_string(l), {layer.outputs}, layer.bias});
    }
    return out;
}

void softmax(std::span<float> values)
{
    const float most = std::ranges::max(values);
    float sum = 0;
    for (float &value : values)
        sum += value = std::exp(value - most);
    for (float &value : values)
        value /= sum;
}

} // namespace causeway::learn
