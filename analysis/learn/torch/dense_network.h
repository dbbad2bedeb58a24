#pragma once
// A network of dense layers while it learns: all its numbers in one tensor, so that a step of Adam (Kingma and Ba 2015) is a few calls.

#include <torch/types.h>

#include "analysis/learn/api/dense.h"

namespace causeway::learn {

class DenseNetwork {
public:
    explicit DenseNetwork(const Dense &start);
    // [rows, inputs] → [rows, outputs]. Frozen: gradients reach the inputs alone.
    [[nodiscard]] torch::Tensor forward(const torch::Tensor &in, bool frozen = false) const;
    // Takes the gradients that backward() left, and clears them.
    void step(double rate);
    // Goes that share of the way to the other's numbers.
    void follow(const DenseNetwork &other, double share);
    [[nodiscard]] Dense values() const;

private:
    struct Layer {
        torch::Tensor weight, bias; // views
        std::uint32_t inputs = 0, outputs = 0;
    };
    std::vector<Layer> m_layers;
    torch::Tensor m_values, m_gradient, m_mean, m_square;
    int m_steps = 0;
};

} // namespace causeway::learn
