#pragma once
// Recurrent language models over symbols, without a word of the library that computes them: next-symbol prediction by an LSTM
// (Du et al. 2017, DeepLog, section 3.1), with attention over its hidden states on demand (Brown et al. 2018, Recurrent Neural
// Network Attention Mechanisms for Interpretable System Log Anomaly Detection, section 3).

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::learn {

// Which query the softmax over the hidden states asks with.
enum class Attention : std::uint8_t {
    None,
    Fixed,     // one learned vector
    Syntax,    // one learned vector a position
    Semantic1, // linear in the hidden state that predicts
    Semantic2, // a small memory that serves nothing else
    Tiered     // Semantic1 over events, each of which a lower LSTM with attention of its own reads token by token
};

struct SequenceModelShape {
    std::uint32_t symbols = 0;   // inputs and targets are below this
    std::uint32_t length = 0;    // positions of the longest row
    std::uint32_t hidden = 64;
    std::uint32_t layers = 2;
    Attention attention = Attention::None;
    // Tiered: the tokens of symbol s are tokens[tokenOffsets[s] … tokenOffsets[s + 1]), none empty, all below tokenKinds.
    std::uint32_t tokenKinds = 0;
    std::vector<std::uint32_t> tokenOffsets, tokens;
};

// Rows of equal length; what stands before a position predicts the target there. Row-major: [row × length + position].
struct SequenceRows {
    std::size_t rows = 0;
    std::uint32_t length = 0;
    std::vector<std::uint32_t> inputs;  // the symbol before each target
    std::vector<std::uint32_t> targets;
    std::vector<float> weights;         // how often it was seen; 0: the position is padding, or only context
};

struct SequencePlan {
    int epochs = 0;
    std::uint32_t batchRows = 256;
    double learningRate = 0.001;   // of Adam, at the beginning; falls to a tenth along a cosine
    double hidden = 0;             // share of inputs that are replaced by `unknown` while learning
    std::uint32_t unknown = 0;
    std::uint64_t seed = 1;
    // After each epoch: its number from 1, the mean loss (nats a target) on rows and held-out rows. false: stop here.
    std::function<bool(int epoch, double loss, double heldOut)> onEpoch;
};

struct SequenceOutcome {
    std::vector<double> loss, heldOut; // one an epoch
    int best = 0;                      // the epoch that is kept, from 1: the lowest held-out loss
};

struct Weights {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values; // row-major
};

// One thread at a time for learn(); any number for the rest while nobody learns. Numbers depend on seed and data alone.
class SequenceModel {
public:
    virtual ~SequenceModel() = default;
    [[nodiscard]] virtual const SequenceModelShape &shape() const = 0;
    // From where it is: also to go on, and to correct. Keeps the weights of the best epoch. Errors: Cancelled (weights as before).
    virtual Result<SequenceOutcome> learn(const SequenceRows &rows, const SequenceRows &heldOut, const SequencePlan &plan, const Job &job) = 0;
    // −ln p(target) where the weight is above 0, else 0: [rows × length]. Errors: Cancelled.
    [[nodiscard]] virtual Result<std::vector<float>> nll(const SequenceRows &rows, unsigned threads, const Job &job) const = 0;
    // p(symbol) where the weight is above 0, in the order of rows and positions: [such positions × symbols].
    [[nodiscard]] virtual std::vector<float> probabilities(const SequenceRows &rows) const = 0;
    // What each position's prediction attends to beside the input at its own position: [length × length], row t sums to 1 over columns
    // < t, the first looks at itself. Empty without attention.
    [[nodiscard]] virtual std::vector<float> attention(std::span<const std::uint32_t> inputs) const = 0;
    // Tiered: what the state of a symbol attends to among its tokens; sums to 1. Empty for others.
    [[nodiscard]] virtual std::vector<float> tokenAttention(std::uint32_t symbol) const = 0;
    // Tiered: −ln p of `target` after inputs[position], once for each token of the symbol at `column` ≤ position: with that token left
    // out of that one event. Empty for others, and for a symbol of one token.
    [[nodiscard]] virtual std::vector<float> nllWithoutTokens(std::span<const std::uint32_t> inputs, std::size_t position, std::uint32_t target, std::size_t column) const = 0;
    [[nodiscard]] virtual std::vector<Weights> weights() const = 0;
    // New symbols behind the known ones, with small random weights: what is known stays known.
    virtual void grow(std::uint32_t symbols, std::uint64_t seed) = 0;
};

} // namespace causeway::learn
