#pragma once
// Numbers from numbers, by a network of dense layers.

#include "analysis/core/job.h"
#include "analysis/learn/api/dense.h"

namespace causeway::learn {

struct RegressionRows {
    std::size_t inputs = 0, outputs = 0;
    std::vector<float> in, out; // row-major
    [[nodiscard]] std::size_t rows() const { return inputs == 0 ? 0 : in.size() / inputs; }
};

struct RegressionPlan {
    int epochs = 30;
    std::uint32_t batch = 64;
    double rate = 1e-3;         // of Adam, at the beginning; falls to a tenth along a cosine
    double heldOut = 0.1;       // share of the rows, drawn by the seed
    std::uint64_t seed = 1;
};

struct RegressionOutcome {
    Dense network;              // of the epoch with the least error on what is held out
    double loss = 0, heldOut = 0; // mean squared errors of that epoch
    int best = 0;               // it, from 1
};

} // namespace causeway::learn
