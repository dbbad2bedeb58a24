#pragma once
// One LSTM layer over a batch, forward and backward by hand: per step one matrix product and three passes over the gates,
// and one product a layer for each weight's gradient. Hochreiter & Schmidhuber 1997 with forget gates (Gers 2000).

#include <torch/types.h>

namespace causeway::learn {

// inputGates [T, B, 4H]: what the inputs and the bias add to the gates, in order input, forget, output, candidate;
// recurrent [4H, H]. Returns the hidden states [T, B, H]; starts from zero. Differentiable in both.
torch::Tensor lstmLayer(const torch::Tensor &inputGates, const torch::Tensor &recurrent);

} // namespace causeway::learn
