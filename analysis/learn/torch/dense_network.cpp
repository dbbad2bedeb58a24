#include "analysis/learn/torch/dense_network.h"

#include <torch/torch.h>

#include <cmath>

namespace causeway::learn {

using torch::Tensor;

DenseNetwork::DenseNetwork(const Dense &start)
{
    std::vector<float> flat;
    for (const DenseLayer &layer : start.layers()) {
        flat.insert(flat.end(), layer.weight.begin(), layer.weight.end());
        flat.insert(flat.end(), layer.bias.begin(), layer.bias.end());
    }
    m_values = torch::tensor(flat, torch::kFloat);
    m_gradient = torch::zeros_like(m_values);
    m_mean = torch::zeros_like(m_values);
    m_square = torch::zeros_like(m_values);
    std::int64_t at = 0;
    const auto part = [&](std::vector<std::int64_t> shape) {
        const std::int64_t count = c10::multiply_integers(shape);
        Tensor view = m_values.narrow(0, at, count).view(shape).detach().set_requires_grad(true);
        view.mutable_grad() = m_gradient.narrow(0, at, count).view(shape);
        at += count;
        return view;
    };
    for (const DenseLayer &layer : start.layers()) {
        Tensor weight = part({layer.inputs, layer.outputs});
        m_layers.push_back({std::move(weight), part({layer.outputs}), layer.inputs, layer.outputs});
    }
}

Tensor DenseNetwork::forward(const Tensor &in, bool frozen) const
{
    Tensor out = in;
    for (std::size_t l = 0; l < m_layers.size(); ++l) {
        const Layer &layer = m_layers[l];
        out = frozen ? torch::addmm(layer.bias.detach(), out, layer.weight.detach()) : torch::addmm(layer.bias, out, layer.weight);
        if (l + 1 < m_layers.size())
            out = torch::relu(out);
    }
    return out;
}

void DenseNetwork::step(double rate)
{
    const torch::NoGradGuard guard;
    constexpr double kMean = 0.9, kSquare = 0.999, kLeast = 1e-8;
    ++m_steps;
    m_mean.lerp_(m_gradient, 1 - kMean);
    m_square.mul_(kSquare).addcmul_(m_gradient, m_gradient, 1 - kSquare);
    const double mean = 1 - std::pow(kMean, m_steps), square = 1 - std::pow(kSquare, m_steps);
    m_values.addcdiv_(m_mean, (m_square / square).sqrt_().add_(kLeast), -rate / mean);
    m_gradient.zero_();
}

void DenseNetwork::follow(const DenseNetwork &other, double share)
{
    const torch::NoGradGuard guard;
    m_values.lerp_(other.m_values, share);
}

Dense DenseNetwork::values() const
{
    std::vector<DenseLayer> out;
    const float *at = m_values.data_ptr<float>();
    for (const Layer &layer : m_layers) {
        DenseLayer &one = out.emplace_back(DenseLayer{layer.inputs, layer.outputs, {}, {}});
        const std::size_t weights = std::size_t{layer.inputs} * layer.outputs;
        one.weight.assign(at, at + weights);
        one.bias.assign(at + weights, at + weights + layer.outputs);
        at += weights + layer.outputs;
    }
    return *Dense::of(std::move(out));
}

} // namespace causeway::learn
