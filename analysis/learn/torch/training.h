#pragma once
// What networks have in common: their weights by name, and the epochs of learning.

#include <torch/nn/module.h>
#include <torch/optim/adam.h>

#include <functional>
#include <random>
#include <span>
#include <vector>

#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

// An exception of the library as an error.
tl::unexpected<Error> broken(const std::exception &error);

// By name, in the order in which the network made them.
std::vector<Weights> weightsOf(const torch::nn::Module &network);
// Whether they are of this network's names and shapes; else some may be set.
bool setWeights(torch::nn::Module &network, std::span<const Weights> weights);

struct Epochs {
    int count = 0;
    double learningRate = 0; // of Adam, at the beginning; falls to a tenth along a cosine
    std::uint64_t seed = 1;
    std::size_t rows = 0;
    // The mean loss of an epoch: over rows in that order, with what else is drawn by chance. Cancelled where the job is.
    std::function<Result<double>(int epoch, std::span<const std::size_t> order, std::mt19937_64 &random, torch::optim::Adam &optimiser)> learn;
    std::function<Result<double>()> heldOut; // mean loss of what is held out; empty: that of the epoch
    std::function<bool(int epoch, double loss, double heldOut)> onEpoch;
};

// Keeps the weights of the epoch of the lowest held-out loss; where an epoch fails, those from before.
Result<SequenceOutcome> learnEpochs(torch::nn::Module &network, const Epochs &epochs);

// The gradient of a loss, its norm clipped, and a step.
void descend(torch::nn::Module &network, const torch::Tensor &loss, torch::optim::Adam &optimiser);

} // namespace causeway::learn
