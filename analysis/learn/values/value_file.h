#pragma once
// A value network as bytes of our own. Nothing in it is ever run.

#include <memory>

#include "analysis/core/bytes.h"
#include "analysis/learn/api/value_network.h"

namespace causeway::learn {

inline constexpr std::uint32_t kMostHistory = 500;

void writeValueNetwork(ByteWriter &out, const ValueNetwork &network);
// shape: but for the hidden units. Errors: Damaged; those of learner().
Result<std::unique_ptr<ValueNetwork>> readValueNetwork(ByteReader &in, ValueNetworkShape shape);

} // namespace causeway::learn
