#include "analysis/learn/torch/training.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>
#include <numeric>

namespace causeway::learn {

namespace {

using torch::Tensor;

constexpr double kClip = 5; // of the gradient's norm

std::vector<Tensor> copyOf(const torch::nn::Module &network)
{
    const torch::NoGradGuard guard;
    std::vector<Tensor> out;
    for (const Tensor &tensor : network.parameters())
        out.push_back(tensor.detach().clone());
    return out;
}

void restore(torch::nn::Module &network, const std::vector<Tensor> &weights)
{
    const torch::NoGradGuard guard;
    auto parameters = network.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i)
        parameters[i].copy_(weights[i]);
}

} // namespace

tl::unexpected<Error> broken(const std::exception &error)
{
    return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("The network could not be computed")), Message(CAUSEWAY_TEXT("%1"), std::string(error.what())));
}

std::vector<Weights> weightsOf(const torch::nn::Module &network)
{
    std::vector<Weights> out;
    for (const auto &item : network.named_parameters()) {
        const Tensor flat = item.value().detach().contiguous();
        out.push_back({item.key(), item.value().sizes().vec(), {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()}});
    }
    return out;
}

bool setWeights(torch::nn::Module &network, std::span<const Weights> weights)
{
    const torch::NoGradGuard guard;
    auto own = network.named_parameters();
    if (weights.size() != own.size())
        return false;
    for (std::size_t i = 0; i < own.size(); ++i) {
        Tensor &tensor = own[i].value();
        if (weights[i].name != own[i].key() || weights[i].shape != tensor.sizes().vec() || weights[i].values.size() != static_cast<std::size_t>(tensor.numel()))
            return false;
        std::copy(weights[i].values.begin(), weights[i].values.end(), tensor.data_ptr<float>());
    }
    return true;
}

Result<SequenceOutcome> learnEpochs(torch::nn::Module &network, const Epochs &epochs)
{
    const std::vector<Tensor> before = copyOf(network);
    std::vector<Tensor> best = before;
    torch::optim::Adam optimiser(network.parameters(), torch::optim::AdamOptions(epochs.learningRate));
    std::mt19937_64 random(epochs.seed);
    std::vector<std::size_t> order(epochs.rows);
    std::iota(order.begin(), order.end(), 0);
    SequenceOutcome outcome;
    double lowest = std::numeric_limits<double>::infinity();
    for (int epoch = 1; epoch <= epochs.count; ++epoch) {
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[random() % i]);
        const double progress = static_cast<double>(epoch - 1) / std::max(1, epochs.count - 1);
        static_cast<torch::optim::AdamOptions &>(optimiser.param_groups()[0].options())
            .lr(epochs.learningRate * (0.1 + 0.45 * (1 + std::cos(std::numbers::pi * progress))));
        auto loss = epochs.learn(epoch, order, random, optimiser);
        auto held = loss && epochs.heldOut ? epochs.heldOut() : loss;
        if (!held) {
            restore(network, before);
            return failure(std::move(held).error());
        }
        outcome.loss.push_back(*loss);
        outcome.heldOut.push_back(*held);
        if (*held < lowest) {
            lowest = *held;
            outcome.best = epoch;
            best = copyOf(network);
        }
        if (epochs.onEpoch && !epochs.onEpoch(epoch, *loss, *held))
            break;
    }
    restore(network, best);
    return outcome;
}

void descend(torch::nn::Module &network, const Tensor &loss, torch::optim::Adam &optimiser)
{
    loss.backward();
    torch::nn::utils::clip_grad_norm_(network.parameters(), kClip);
    optimiser.step();
}

} // namespace causeway::learn
