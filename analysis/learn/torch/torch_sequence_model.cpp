#include "analysis/learn/torch/torch_sequence_model.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "analysis/core/parallel.h"
#include "analysis/learn/torch/prefix_scorer.h"
#include "analysis/learn/torch/sequence_network.h"
#include "analysis/learn/torch/training.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kScoreRows = 512;
constexpr std::size_t kPrefixRows = 4096; // more share more, and need more memory
constexpr double kLargestModel = 1024.0 * 1024 * 1024;
constexpr double kPointing = 0.5; // weight of the loss of what attention points at, beside that of the prediction
constexpr float kCoveredShare = 0.5f; // of the events that attention must do without in a step
constexpr double kUnheard = 0.3;  // share of the events that the memory misses when it asks for that

torch::Tensor toTensor(const std::uint32_t *symbols, std::size_t rows, std::size_t length)
{
    torch::Tensor out = torch::empty({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(length)}, torch::kLong);
    std::copy_n(symbols, rows * length, out.data_ptr<std::int64_t>());
    return out;
}

// The positions of some rows that count, as indices into features [T, B].
struct Targets {
    torch::Tensor at, symbols, weights;
    std::vector<std::size_t> cells; // of `rows`
};

Targets targetsOf(const SequenceRows &data, std::span<const std::size_t> rows)
{
    Targets out;
    std::vector<std::int64_t> at, symbols;
    std::vector<float> weights;
    for (std::size_t b = 0; b < rows.size(); ++b)
        for (std::uint32_t t = 0; t < data.length; ++t) {
            const std::size_t cell = rows[b] * data.length + t;
            if (data.weights[cell] <= 0)
                continue;
            at.push_back(static_cast<std::int64_t>(t * rows.size() + b));
            symbols.push_back(data.targets[cell]);
            weights.push_back(data.weights[cell]);
            out.cells.push_back(cell);
        }
    out.at = torch::tensor(at, torch::kLong);
    out.symbols = torch::tensor(symbols, torch::kLong);
    out.weights = torch::tensor(weights, torch::kFloat);
    return out;
}

class TorchSequenceModel final : public SequenceModel {
public:
    TorchSequenceModel(const SequenceModelShape &shape, std::uint64_t seed) : m_shape(shape), m_network(std::make_shared<SequenceNetwork>(shape, seed)) {}

    const SequenceModelShape &shape() const override { return m_shape; }

    Result<SequenceOutcome> learn(const SequenceRows &rows, const SequenceRows &heldOut, const SequencePlan &plan, const Job &job) override
    try {
        const double total = std::accumulate(rows.weights.begin(), rows.weights.end(), 0.0);
        const std::size_t batches = (rows.rows + plan.batchRows - 1) / plan.batchRows;
        Epochs epochs{plan.epochs, plan.learningRate, plan.seed, rows.rows, {}, {}, plan.onEpoch};
        epochs.learn = [&](int epoch, std::span<const std::size_t> order, std::mt19937_64 &random, torch::optim::Adam &optimiser) -> Result<double> {
            double sum = 0;
            for (std::size_t b = 0; b < batches; ++b) {
                if (job.isCancelled())
                    return failure(cancelled());
                const std::size_t begin = b * plan.batchRows;
                sum += step(rows, order.subspan(begin, std::min<std::size_t>(plan.batchRows, order.size() - begin)), plan, total / static_cast<double>(batches), random, optimiser);
                job.report({static_cast<double>((static_cast<std::size_t>(epoch) - 1) * batches + b + 1), static_cast<double>(static_cast<std::size_t>(plan.epochs) * batches),
                            Progress::Unit::None});
            }
            return sum / total;
        };
        if (heldOut.rows > 0)
            epochs.heldOut = [&] { return meanNll(heldOut, job); };
        return learnEpochs(*m_network, epochs);
    } catch (const std::exception &error) {
        return broken(error);
    }

    Result<std::vector<float>> nll(const SequenceRows &rows, unsigned threads, const Job &job) const override
    try {
        std::vector<float> out(rows.inputs.size(), 0);
        if (m_shape.attention == Attention::None) {
            CAUSEWAY_TRY(scoreByPrefix(rows, threads, job, out));
            return out;
        }
        const std::size_t blocks = (rows.rows + kScoreRows - 1) / kScoreRows;
        CAUSEWAY_TRY(parallelFor(blocks, threads, job, [&](std::size_t block, unsigned) -> Result<void> {
            try {
                const torch::NoGradGuard guard;
                std::vector<std::size_t> some(std::min(kScoreRows, rows.rows - block * kScoreRows));
                std::iota(some.begin(), some.end(), block * kScoreRows);
                const Targets targets = targetsOf(rows, some);
                if (targets.cells.empty())
                    return {};
                const torch::Tensor inputs = toTensor(rows.inputs.data() + some.front() * rows.length, some.size(), rows.length);
                const torch::Tensor losses = lossesAt(inputs, targets);
                const float *values = losses.data_ptr<float>();
                for (std::size_t i = 0; i < targets.cells.size(); ++i)
                    out[targets.cells[i]] = values[i];
                return {};
            } catch (const std::exception &error) {
                return broken(error);
            }
        }));
        return out;
    } catch (const std::exception &error) {
        return broken(error);
    }

    std::vector<float> probabilities(const SequenceRows &rows) const override
    {
        const torch::NoGradGuard guard;
        std::vector<std::size_t> all(rows.rows);
        std::iota(all.begin(), all.end(), 0);
        const Targets targets = targetsOf(rows, all);
        return targets.cells.empty() ? std::vector<float>() : values(torch::softmax(logitsAt(toTensor(rows.inputs.data(), rows.rows, rows.length), targets), 1));
    }

    std::vector<float> attention(std::span<const std::uint32_t> inputs) const override
    {
        if (m_shape.attention == Attention::None)
            return {};
        const torch::NoGradGuard guard;
        return values(m_network->attention(toTensor(inputs.data(), 1, inputs.size())));
    }

    std::vector<float> tokenAttention(std::uint32_t symbol) const override
    {
        if (m_shape.attention != Attention::Tiered)
            return {};
        const torch::NoGradGuard guard;
        const SequenceNetwork::Words words = m_network->ownWords();
        const auto count = words.counts[symbol].item<std::int64_t>();
        return values(m_network->wordAttention({words.tokens.narrow(1, symbol, 1), words.counts.narrow(0, symbol, 1)}).narrow(0, 0, count));
    }

    std::vector<float> nllWithoutTokens(std::span<const std::uint32_t> inputs, std::size_t position, std::uint32_t target, std::size_t column) const override
    {
        if (m_shape.attention != Attention::Tiered)
            return {};
        const torch::NoGradGuard guard;
        const std::uint32_t symbol = inputs[column];
        const std::span<const std::uint32_t> tokens = std::span(m_shape.tokens).subspan(m_shape.tokenOffsets[symbol], m_shape.tokenOffsets[symbol + 1] - m_shape.tokenOffsets[symbol]);
        const auto count = static_cast<std::int64_t>(tokens.size());
        if (count < 2)
            return {};
        // A symbol of its own for each token left out, and a row for each of them.
        SequenceNetwork::Words others{torch::zeros({count - 1, count}, torch::kLong), torch::full({count}, count - 1, torch::kLong)};
        std::vector<std::uint32_t> rows;
        std::vector<std::int64_t> at;
        for (std::int64_t i = 0; i < count; ++i) {
            for (std::int64_t k = 0; k + 1 < count; ++k)
                others.tokens[k][i] = static_cast<std::int64_t>(tokens[static_cast<std::size_t>(k + (k >= i))]);
            rows.insert(rows.end(), inputs.begin(), inputs.end());
            rows[rows.size() - inputs.size() + column] = m_shape.symbols + static_cast<std::uint32_t>(i);
            at.push_back(static_cast<std::int64_t>(position) * count + i);
        }
        const torch::Tensor logits = m_network->logits(toTensor(rows.data(), tokens.size(), inputs.size()), torch::tensor(at), others);
        return values(torch::logsumexp(logits, 1) - logits.select(1, target));
    }

    std::vector<Weights> weights() const override { return weightsOf(*m_network); }

    void grow(std::uint32_t symbols, std::uint64_t seed) override
    {
        if (symbols <= m_shape.symbols || m_shape.attention == Attention::Tiered)
            return;
        m_network->grow(symbols, seed);
        m_shape.symbols = symbols;
    }

    // Whether they are of this shape.
    bool set(std::span<const Weights> given) { return setWeights(*m_network, given); }

private:
    Result<void> scoreByPrefix(const SequenceRows &rows, unsigned threads, const Job &job, std::vector<float> &out) const
    {
        const PrefixScorer scorer(*m_network);
        const std::vector<std::uint32_t> order = inLexicographicOrder(rows, m_shape.symbols);
        return parallelFor((order.size() + kPrefixRows - 1) / kPrefixRows, threads, job, [&](std::size_t block, unsigned) -> Result<void> {
            try {
                scorer.score(rows, std::span(order).subspan(block * kPrefixRows, std::min(kPrefixRows, order.size() - block * kPrefixRows)), out);
                return {};
            } catch (const std::exception &error) {
                return broken(error);
            }
        });
    }

    static std::vector<float> values(const torch::Tensor &tensor)
    {
        const torch::Tensor flat = tensor.contiguous();
        return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
    }

    torch::Tensor logitsAt(const torch::Tensor &inputs, const Targets &targets) const { return m_network->logits(inputs, targets.at); }
    static torch::Tensor losses(const torch::Tensor &logits, const Targets &targets)
    {
        return torch::logsumexp(logits, 1) - logits.gather(1, targets.symbols.unsqueeze(1)).squeeze(1);
    }
    torch::Tensor lossesAt(const torch::Tensor &inputs, const Targets &targets) const { return losses(logitsAt(inputs, targets), targets); }

    // The weighted sum of losses before the step.
    double step(const SequenceRows &rows, std::span<const std::size_t> some, const SequencePlan &plan, double weightOfBatch, std::mt19937_64 &random,
                torch::optim::Adam &optimiser)
    {
        std::vector<std::uint32_t> symbols;
        symbols.reserve(some.size() * rows.length);
        for (const std::size_t row : some)
            symbols.insert(symbols.end(), rows.inputs.begin() + static_cast<std::ptrdiff_t>(row * rows.length),
                           rows.inputs.begin() + static_cast<std::ptrdiff_t>((row + 1) * rows.length));
        const auto hide = [&](double share) {
            for (std::uint32_t &symbol : symbols)
                if (static_cast<double>(random() >> 11) * 0x1p-53 < share)
                    symbol = plan.unknown;
        };
        if (plan.hidden > 0)
            hide(plan.hidden);
        const Targets targets = targetsOf(rows, some);
        if (targets.cells.empty())
            return 0;
        optimiser.zero_grad();
        const torch::Tensor inputs = toTensor(symbols.data(), some.size(), rows.length);
        const torch::Tensor loss = lossesAt(inputs, targets).dot(targets.weights);
        torch::Tensor learned = loss;
        if (m_shape.attention != Attention::None) {
            hide(kUnheard);
            const torch::Tensor heard = toTensor(symbols.data(), some.size(), rows.length);
            std::vector<float> covered(symbols.size());
            for (float &cell : covered)
                cell = static_cast<float>(random() >> 40) * 0x1p-24f < kCoveredShare ? 1.0f : 0.0f;
            const torch::Tensor covers = torch::tensor(covered).reshape(inputs.sizes());
            learned = loss + kPointing * m_network->pointingLoss(inputs, heard, covers, targets.at, targets.symbols).dot(targets.weights);
        }
        descend(*m_network, learned / weightOfBatch, optimiser);
        return loss.item<double>();
    }

    Result<double> meanNll(const SequenceRows &rows, const Job &job) const
    {
        CAUSEWAY_ASSIGN(const auto losses, nll(rows, 1, job));
        double sum = 0, weight = 0;
        for (std::size_t i = 0; i < losses.size(); ++i) {
            sum += static_cast<double>(losses[i]) * static_cast<double>(rows.weights[i]);
            weight += static_cast<double>(rows.weights[i]);
        }
        return weight > 0 ? sum / weight : 0;
    }

    SequenceModelShape m_shape;
    std::shared_ptr<SequenceNetwork> m_network;
};

bool isSound(const SequenceModelShape &shape)
{
    if (shape.symbols == 0 || shape.length == 0 || shape.hidden < 4 || shape.layers == 0 || shape.layers > 8)
        return false;
    if (shape.attention != Attention::Tiered)
        return true;
    if (shape.tokenOffsets.size() != shape.symbols + std::size_t{1} || shape.tokenOffsets.front() != 0 || shape.tokenOffsets.back() != shape.tokens.size())
        return false;
    for (std::size_t s = 0; s < shape.symbols; ++s)
        if (shape.tokenOffsets[s] >= shape.tokenOffsets[s + 1])
            return false;
    return std::all_of(shape.tokens.begin(), shape.tokens.end(), [&](std::uint32_t token) { return token < shape.tokenKinds; });
}

double bytesOf(const SequenceModelShape &shape)
{
    const double h = shape.hidden;
    const double ofSymbol = shape.attention == Attention::None ? 6 * h : 8 * h + 193;
    return 4 * (shape.symbols * ofSymbol + shape.layers * 8 * h * h + shape.tokenKinds * 160.0 + shape.length * 32.0);
}

} // namespace

Result<std::unique_ptr<SequenceModel>> makeSequenceModel(const SequenceModelShape &shape, std::uint64_t seed, std::span<const Weights> weights)
try {
    if (!isSound(shape))
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's shape makes no sense")));
    if (bytesOf(shape) > kLargestModel)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("A network for %1 patterns would need over 1 GiB"), shape.symbols), {},
                       Message(CAUSEWAY_TEXT("Merge patterns, or choose a detector that counts.")));
    auto model = std::make_unique<TorchSequenceModel>(shape, seed);
    if (!weights.empty() && !model->set(weights))
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's weights do not fit its shape")));
    return model;
} catch (const std::exception &error) {
    return broken(error);
}

} // namespace causeway::learn
