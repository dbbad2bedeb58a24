#include "analysis/learn/values/value_file.h"

#include "analysis/learn/api/learner.h"
#include "analysis/learn/api/weights_file.h"

namespace causeway::learn {

void writeValueNetwork(ByteWriter &out, const ValueNetwork &network)
{
    out.varint(network.shape().hidden);
    writeWeights(out, network.weights());
}

Result<std::unique_ptr<ValueNetwork>> readValueNetwork(ByteReader &in, ValueNetworkShape shape)
{
    shape.hidden = static_cast<std::uint32_t>(in.bounded(4096));
    const std::vector<Weights> weights = readWeights(in, 16);
    // The weights that a shape needs are there, so no shape can ask for more memory than the bytes back.
    const std::uint64_t h = shape.hidden;
    if (!in.ok() || h == 0 || weights.empty() || 4 * h * (2 * std::uint64_t{shape.kinds()} + h) > numbersOf(weights))
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The network's bytes are damaged")));
    CAUSEWAY_ASSIGN(const Learner *const library, learner());
    return library->loadValueNetwork(shape, weights);
}

} // namespace causeway::learn
