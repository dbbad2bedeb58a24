#include "analysis/learn/values/value_file.h"

#include <bit>
#include <cmath>

#include "analysis/learn/api/learner.h"

namespace causeway::learn {

void writeValueNetwork(ByteWriter &out, const ValueNetwork &network)
{
    out.varint(network.shape().hidden);
    const auto weights = network.weights();
    out.varint(weights.size());
    for (const Weights &tensor : weights) {
        out.text(tensor.name);
        out.varint(tensor.shape.size());
        for (const std::int64_t size : tensor.shape)
            out.varint(static_cast<std::uint64_t>(size));
        for (const float value : tensor.values)
            out.u32(std::bit_cast<std::uint32_t>(value));
    }
}

Result<std::unique_ptr<ValueNetwork>> readValueNetwork(ByteReader &in, ValueNetworkShape shape)
{
    constexpr std::uint64_t kMost = 0xffffffffu;
    shape.hidden = static_cast<std::uint32_t>(in.bounded(4096));
    const std::uint64_t tensors = in.bounded(16);
    std::vector<Weights> weights;
    std::uint64_t numbers = 0;
    for (std::uint64_t i = 0; i < tensors && in.ok(); ++i) {
        Weights tensor;
        tensor.name = std::string(in.text());
        const std::uint64_t dimensions = in.bounded(4);
        std::uint64_t count = 1;
        for (std::uint64_t d = 0; d < dimensions; ++d) {
            tensor.shape.push_back(static_cast<std::int64_t>(in.bounded(kMost)));
            count = std::min(count, kMost) * static_cast<std::uint64_t>(tensor.shape.back());
        }
        if (!in.fits(count, 4))
            break;
        for (std::uint64_t k = 0; k < count; ++k) {
            tensor.values.push_back(std::bit_cast<float>(in.u32()));
            if (!std::isfinite(tensor.values.back()))
                in.fail();
        }
        numbers += count;
        weights.push_back(std::move(tensor));
    }
    // The weights that a shape needs are there, so no shape can ask for more memory than the bytes back.
    const std::uint64_t h = shape.hidden;
    if (!in.ok() || h == 0 || weights.empty() || 4 * h * (2 * std::uint64_t{shape.kinds()} + h) > numbers)
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's bytes are damaged")));
    CAUSEWAY_ASSIGN(const Learner *const library, learner());
    return library->loadValueNetwork(shape, weights);
}

} // namespace causeway::learn
