#include "analysis/learn/api/weights_file.h"

#include <bit>
#include <cmath>

namespace causeway::learn {

void writeWeights(ByteWriter &out, const std::vector<Weights> &weights)
{
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

std::vector<Weights> readWeights(ByteReader &in, std::uint64_t most)
{
    constexpr std::uint64_t kMost = 0xffffffffu; // of a dimension
    const std::uint64_t tensors = in.bounded(most);
    std::vector<Weights> out;
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
        out.push_back(std::move(tensor));
    }
    return out;
}

std::uint64_t numbersOf(const std::vector<Weights> &weights)
{
    std::uint64_t out = 0;
    for (const Weights &tensor : weights)
        out += tensor.values.size();
    return out;
}

} // namespace causeway::learn
