#include "analysis/learn/torch/torch_value_network.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "analysis/core/parallel.h"
#include "analysis/learn/torch/lstm_layer.h"
#include "analysis/learn/torch/training.h"

namespace causeway::learn {

namespace {

using torch::Tensor;

constexpr std::size_t kPredictRows = 128;
constexpr double kLargestModel = 1024.0 * 1024 * 1024;
constexpr float kFarthest = 6;  // targets beyond are learned as this: a few wild values do not bend the rest

class Network final : public torch::nn::Module {
public:
    Network(const ValueNetworkShape &shape, std::uint64_t seed) : m_random(at::detail::createCPUGenerator(seed))
    {
        const std::int64_t h = shape.hidden, kinds = shape.kinds(), columns = std::max(1u, shape.columns());
        const double bound = 1 / std::sqrt(static_cast<double>(h));
        m_before = add("before", {kinds, 4 * h}, bound);
        m_asked = add("asked", {kinds, 4 * h}, bound);
        m_numbers = add("numbers", {columns, 4 * h}, bound);
        m_recurrent = add("recurrent", {4 * h, h}, bound);
        m_output = add("output", {h, columns}, bound);
        m_bias = add("bias", {columns}, 0);
    }

    // Of [B, T] kinds and [B × T, columns] numbers: [T × B, columns].
    Tensor forward(const Tensor &before, const Tensor &asked, const Tensor &numbers) const
    {
        const std::int64_t rows = before.size(0), length = before.size(1);
        const Tensor gates = m_before.index_select(0, before.reshape({-1})) + m_asked.index_select(0, asked.reshape({-1})) + numbers.mm(m_numbers);
        const Tensor hidden = lstmLayer(gates.reshape({rows, length, -1}).transpose(0, 1).contiguous(), m_recurrent);
        return torch::addmm(m_bias, hidden.reshape({rows * length, -1}), m_output);
    }

private:
    Tensor add(const std::string &name, std::vector<std::int64_t> size, double bound)
    {
        Tensor tensor = torch::empty(size, torch::kFloat);
        tensor.uniform_(-bound, bound, m_random);
        return register_parameter(name, tensor);
    }
    at::Generator m_random;
    Tensor m_before, m_asked, m_numbers, m_recurrent, m_output, m_bias;
};

// Some rows as tensors; places of their targets within the output [T × B, columns].
struct Batch {
    Tensor before, asked, numbers, at, targets, weights;
    std::vector<std::size_t> cells; // of each target: place among ValueRows::targets
};

Batch batchOf(const ValueNetworkShape &shape, const ValueRows &rows, std::span<const std::size_t> some, bool everyNumber)
{
    const std::size_t length = rows.length, width = rows.width, columns = std::max(1u, shape.columns());
    const auto n = static_cast<std::int64_t>(some.size());
    Batch out;
    out.before = torch::empty({n, static_cast<std::int64_t>(length)}, torch::kLong);
    out.asked = torch::empty_like(out.before);
    out.numbers = torch::zeros({n * static_cast<std::int64_t>(length), static_cast<std::int64_t>(columns)}, torch::kFloat);
    auto *before = out.before.data_ptr<std::int64_t>(), *asked = out.asked.data_ptr<std::int64_t>();
    float *numbers = out.numbers.data_ptr<float>();
    std::vector<std::int64_t> at;
    std::vector<float> targets, weights;
    for (std::size_t b = 0; b < some.size(); ++b)
        for (std::size_t t = 0; t < length; ++t) {
            const std::size_t cell = some[b] * length + t;
            const std::uint32_t kindBefore = rows.before[cell], kind = rows.kinds[cell];
            before[b * length + t] = kindBefore;
            asked[b * length + t] = kind;
            const std::uint32_t first = shape.firstColumn[kindBefore];
            for (std::uint32_t j = 0; first + j < shape.firstColumn[kindBefore + 1]; ++j)
                numbers[(b * length + t) * columns + first + j] = std::clamp(rows.inputs[cell * width + j], -kFarthest, kFarthest);
            for (std::uint32_t j = 0; shape.firstColumn[kind] + j < shape.firstColumn[kind + 1]; ++j) {
                const float target = rows.targets[cell * width + j];
                if (std::isnan(target) && !everyNumber)
                    continue;
                at.push_back(static_cast<std::int64_t>((t * some.size() + b) * columns + shape.firstColumn[kind] + j));
                targets.push_back(std::isnan(target) ? 0 : std::clamp(target, -kFarthest, kFarthest));
                weights.push_back(rows.weights[cell]);
                out.cells.push_back(cell * width + j);
            }
        }
    out.at = torch::tensor(at, torch::kLong);
    out.targets = torch::tensor(targets, torch::kFloat);
    out.weights = torch::tensor(weights, torch::kFloat);
    return out;
}

class TorchValueNetwork final : public ValueNetwork {
public:
    TorchValueNetwork(const ValueNetworkShape &shape, std::uint64_t seed) : m_shape(shape), m_network(std::make_shared<Network>(shape, seed)) {}

    const ValueNetworkShape &shape() const override { return m_shape; }

    Result<SequenceOutcome> learn(const ValueRows &rows, const ValueRows &heldOut, const ValuePlan &plan, const Job &job) override
    try {
        const std::size_t used = std::min(rows.rows, std::max<std::size_t>(plan.batchRows, plan.cellsAnEpoch / std::max(1u, rows.length)));
        Epochs epochs{plan.epochs, plan.learningRate, plan.seed, rows.rows, {}, {}, plan.onEpoch};
        epochs.learn = [&](int epoch, std::span<const std::size_t> order, std::mt19937_64 &, torch::optim::Adam &optimiser) -> Result<double> {
            double sum = 0, weight = 0;
            for (std::size_t begin = 0; begin < used; begin += plan.batchRows) {
                if (job.isCancelled())
                    return failure(cancelled());
                const Batch batch = batchOf(m_shape, rows, order.subspan(begin, std::min<std::size_t>(plan.batchRows, used - begin)), false);
                if (!batch.cells.empty()) {
                    optimiser.zero_grad();
                    const Tensor loss = errorsOf(batch).dot(batch.weights), total = batch.weights.sum();
                    descend(*m_network, loss / total, optimiser);
                    sum += loss.item<double>();
                    weight += total.item<double>();
                }
                job.report({static_cast<double>(epoch - 1) + static_cast<double>(begin) / static_cast<double>(used), static_cast<double>(plan.epochs), Progress::Unit::None});
            }
            return weight > 0 ? sum / weight : 0;
        };
        if (heldOut.rows > 0)
            epochs.heldOut = [&] { return meanError(heldOut, job); };
        return learnEpochs(*m_network, epochs);
    } catch (const std::exception &error) {
        return broken(error);
    }

    Result<std::vector<float>> predict(const ValueRows &rows, unsigned threads, const Job &job) const override
    {
        std::vector<float> out(rows.targets.size(), 0);
        CAUSEWAY_TRY(inBlocks(rows, true, threads, job, [&](const Batch &batch, std::size_t) {
            const Tensor values = outputsOf(batch).contiguous();
            const float *value = values.data_ptr<float>();
            for (std::size_t i = 0; i < batch.cells.size(); ++i)
                out[batch.cells[i]] = value[i];
        }));
        return out;
    }

    std::vector<Weights> weights() const override { return weightsOf(*m_network); }
    bool set(std::span<const Weights> given) { return setWeights(*m_network, given); }

private:
    Tensor outputsOf(const Batch &batch) const { return m_network->forward(batch.before, batch.asked, batch.numbers).reshape({-1}).index_select(0, batch.at); }
    Tensor errorsOf(const Batch &batch) const { return (outputsOf(batch) - batch.targets).square(); }

    // Blocks are a fixed share of the rows, so threads do not matter.
    Result<void> inBlocks(const ValueRows &rows, bool everyNumber, unsigned threads, const Job &job, const auto &use) const
    {
        const std::size_t blocks = (rows.rows + kPredictRows - 1) / kPredictRows;
        return parallelFor(blocks, threads, job, [&](std::size_t block, unsigned) -> Result<void> {
            try {
                const torch::NoGradGuard guard;
                std::vector<std::size_t> some(std::min(kPredictRows, rows.rows - block * kPredictRows));
                std::iota(some.begin(), some.end(), block * kPredictRows);
                if (const Batch batch = batchOf(m_shape, rows, some, everyNumber); !batch.cells.empty())
                    use(batch, block);
                return {};
            } catch (const std::exception &error) {
                return broken(error);
            }
        });
    }

    Result<double> meanError(const ValueRows &rows, const Job &job) const
    {
        double sum = 0, weight = 0;
        CAUSEWAY_TRY(inBlocks(rows, false, 1, job, [&](const Batch &batch, std::size_t) {
            sum += errorsOf(batch).dot(batch.weights).item<double>();
            weight += batch.weights.sum().item<double>();
        }));
        return weight > 0 ? sum / weight : 0;
    }

    ValueNetworkShape m_shape;
    std::shared_ptr<Network> m_network;
};

bool isSound(const ValueNetworkShape &shape)
{
    return shape.firstColumn.size() >= 2 && shape.firstColumn[0] == 0 && shape.firstColumn[1] == 0 && std::is_sorted(shape.firstColumn.begin(), shape.firstColumn.end()) &&
           shape.hidden >= 1;
}

} // namespace

Result<std::unique_ptr<ValueNetwork>> makeValueNetwork(const ValueNetworkShape &shape, std::uint64_t seed, std::span<const Weights> weights)
try {
    if (!isSound(shape))
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's shape makes no sense")));
    const double hidden = shape.hidden;
    if (4 * hidden * (8.0 * shape.kinds() + 5.0 * shape.columns() + 4 * hidden) > kLargestModel)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("A network for %1 parameters would need over 1 GiB"), shape.columns()));
    auto network = std::make_unique<TorchValueNetwork>(shape, seed);
    if (!weights.empty() && !network->set(weights))
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's weights do not fit its shape")));
    return network;
} catch (const std::exception &error) {
    return broken(error);
}

} // namespace causeway::learn
