#include "analysis/learn/neural/network_file.h"

#include <algorithm>

#include "analysis/learn/api/learner.h"
#include "analysis/learn/api/weights_file.h"

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
    writeWeights(out, network.weights());
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
    const std::vector<Weights> weights = readWeights(in, 64);
    // The weights that a shape needs are there, so no shape can ask for more memory than the bytes back.
    const std::uint64_t numbers = numbersOf(weights);
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
