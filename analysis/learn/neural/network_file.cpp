#include "analysis/learn/neural/network_file.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "analysis/learn/api/learner.h"

namespace causeway::learn {

namespace {

constexpr std::uint64_t kMost = 0xffffffffu;

tl::unexpected<Error> damaged() { return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's bytes are damaged"))); }

void writeNumbers(ByteWriter &out, const std::vector<std::uint32_t> &numbers)
{
    out.varint(numbers.size());
    for (const std::uint32_t number : numbers)
        out.varint(number);
}

std::vector<std::uint32_t> readNumbers(ByteReader &in)
{
    std::vector<std::uint32_t> out;
    const std::uint64_t count = in.varint();
    if (!in.fits(count))
        return out;
    for (std::uint64_t i = 0; i < count; ++i)
        out.push_back(static_cast<std::uint32_t>(in.bounded(kMost)));
    return out;
}

} // namespace

void writeNetwork(ByteWriter &out, const SequenceModel &network)
{
    const SequenceModelShape &shape = network.shape();
    for (const std::uint32_t number : {shape.symbols, shape.length, shape.hidden, shape.layers, static_cast<std::uint32_t>(shape.attention), shape.tokenKinds})
        out.varint(number);
    writeNumbers(out, shape.tokenOffsets);
    writeNumbers(out, shape.tokens);
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

Result<std::unique_ptr<SequenceModel>> readNetwork(ByteReader &in)
{
    SequenceModelShape shape;
    shape.symbols = static_cast<std::uint32_t>(in.bounded(kMost));
    shape.length = static_cast<std::uint32_t>(in.bounded(kLongestRow));
    shape.hidden = static_cast<std::uint32_t>(in.bounded(4096));
    shape.layers = static_cast<std::uint32_t>(in.bounded(8));
    shape.attention = static_cast<Attention>(in.bounded(static_cast<std::uint64_t>(Attention::Tiered)));
    shape.tokenKinds = static_cast<std::uint32_t>(in.bounded(kMost));
    shape.tokenOffsets = readNumbers(in);
    shape.tokens = readNumbers(in);
    const std::uint64_t tensors = in.bounded(64);
    // The weights that a shape needs are there, so no shape can ask for more memory than the bytes back.
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
    if (!in.ok() || std::uint64_t{shape.symbols} * shape.hidden > numbers || std::uint64_t{shape.hidden} * shape.hidden > numbers)
        return damaged();
    const auto named = [&](std::string_view name) { return std::ranges::any_of(weights, [&](const Weights &tensor) { return tensor.name == name; }); };
    if (shape.attention != Attention::None && named("keys"))
        return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("This model was stored by an earlier version, whose attention looked at hidden states alone")), {},
                       Message(CAUSEWAY_TEXT("Train it again from the same sessions.")));
    CAUSEWAY_ASSIGN(const Learner *const library, learner());
    return library->loadSequenceModel(shape, weights);
}

} // namespace causeway::learn
