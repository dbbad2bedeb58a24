#include "analysis/learn/torch/torch_regression.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>

#include "analysis/learn/torch/dense_network.h"
#include "analysis/learn/torch/training.h"

namespace causeway::learn {

using torch::Tensor;

namespace {

Tensor rowsOf(const std::vector<float> &values, std::size_t width, std::span<const std::size_t> some)
{
    Tensor out = torch::empty({static_cast<std::int64_t>(some.size()), static_cast<std::int64_t>(width)}, torch::kFloat);
    float *to = out.data_ptr<float>();
    for (const std::size_t row : some)
        to = std::copy_n(values.data() + row * width, width, to);
    return out;
}

} // namespace

Result<RegressionOutcome> fitRegression(const Dense &start, const RegressionRows &rows, const RegressionPlan &plan, const Job &job)
try {
    const std::size_t count = rows.rows();
    if (count == 0 || rows.in.size() != count * rows.inputs || rows.out.size() != count * rows.outputs || start.inputs() != rows.inputs || start.outputs() != rows.outputs)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing for the network to learn from")));
    std::mt19937_64 random(plan.seed);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    const auto mix = [&](std::span<std::size_t> all) {
        for (std::size_t i = all.size(); i > 1; --i)
            std::swap(all[i - 1], all[random() % i]);
    };
    mix(order);
    const auto held = std::min(count - 1, static_cast<std::size_t>(std::clamp(plan.heldOut, 0.0, 1.0) * static_cast<double>(count)));
    const std::span<std::size_t> all(order), out = all.first(held), in = all.subspan(held);
    const Tensor heldIn = rowsOf(rows.in, rows.inputs, out), heldOut = rowsOf(rows.out, rows.outputs, out);
    DenseNetwork network(start);
    RegressionOutcome outcome;
    outcome.heldOut = std::numeric_limits<double>::infinity();
    for (int epoch = 1; epoch <= plan.epochs; ++epoch) {
        mix(in);
        const double rate = plan.rate * (0.1 + 0.45 * (1 + std::cos(std::numbers::pi * (epoch - 1) / std::max(1, plan.epochs - 1))));
        double sum = 0;
        for (std::size_t begin = 0; begin < in.size(); begin += plan.batch) {
            if (job.isCancelled())
                return failure(cancelled());
            const std::span<const std::size_t> some = in.subspan(begin, std::min<std::size_t>(plan.batch, in.size() - begin));
            const Tensor loss = (network.forward(rowsOf(rows.in, rows.inputs, some)) - rowsOf(rows.out, rows.outputs, some)).square().mean();
            loss.backward();
            network.step(rate);
            sum += loss.item<double>() * static_cast<double>(some.size());
        }
        const double loss = sum / static_cast<double>(in.size());
        double judged = loss;
        if (held > 0) {
            const torch::NoGradGuard guard;
            judged = (network.forward(heldIn) - heldOut).square().mean().item<double>();
        }
        if (judged < outcome.heldOut)
            outcome = {network.values(), loss, judged, epoch};
    }
    if (outcome.best == 0)
        return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("The network could not be computed")));
    return outcome;
} catch (const std::exception &error) {
    return broken(error);
}

} // namespace causeway::learn
