#pragma once
// Predicts the numbers of the next event from those of the events before it, by an LSTM (Du et al. 2017, DeepLog, section 3.2),
// without a word of the library that computes it.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

// Kind 0 has no numbers; those of kind k are columns [firstColumn[k], firstColumn[k + 1]).
struct ValueNetworkShape {
    std::vector<std::uint32_t> firstColumn{0, 0};
    std::uint32_t hidden = 32;
    [[nodiscard]] std::uint32_t kinds() const { return static_cast<std::uint32_t>(firstColumn.size() - 1); }
    [[nodiscard]] std::uint32_t columns() const { return firstColumn.back(); }
};

// Rows of equal length, row-major. Of each cell the kind of the event before and its numbers, and the kind of the event
// whose numbers are to be predicted. Numbers have about unit spread.
struct ValueRows {
    std::size_t rows = 0;
    std::uint32_t length = 0;
    std::uint32_t width = 0;            // numbers a cell: as many as the kind with the most has
    std::vector<std::uint32_t> before;  // [row × length + position]; 0 where there is none
    std::vector<std::uint32_t> kinds;
    std::vector<float> inputs;          // [(row × length + position) × width + number]; 0 where there is none
    std::vector<float> targets;         // as inputs; NaN: nothing to predict there
    std::vector<float> weights;         // of each cell
};

struct ValuePlan {
    int epochs = 0;
    std::uint32_t batchRows = 32;
    std::size_t cellsAnEpoch = 200'000; // rows are drawn anew each epoch where there are more
    double learningRate = 0.005;        // of Adam, at the beginning; falls to a tenth along a cosine
    std::uint64_t seed = 1;
    // After each epoch: its number from 1, the mean squared error on rows and held-out rows. false: stop here.
    std::function<bool(int epoch, double loss, double heldOut)> onEpoch;
};

// One thread at a time for learn(); any number for the rest while nobody learns. Numbers depend on seed and data alone.
class ValueNetwork {
public:
    virtual ~ValueNetwork() = default;
    [[nodiscard]] virtual const ValueNetworkShape &shape() const = 0;
    // Keeps the weights of the best epoch. Errors: Cancelled (weights as before).
    virtual Result<SequenceOutcome> learn(const ValueRows &rows, const ValueRows &heldOut, const ValuePlan &plan, const Job &job) = 0;
    // What was to be expected, as ValueRows::targets; 0 beyond the kind's numbers. Errors: Cancelled.
    [[nodiscard]] virtual Result<std::vector<float>> predict(const ValueRows &rows, unsigned threads, const Job &job) const = 0;
    [[nodiscard]] virtual std::vector<Weights> weights() const = 0;
};

} // namespace causeway::learn
