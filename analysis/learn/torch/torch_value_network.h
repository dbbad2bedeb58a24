#pragma once

#include <span>

#include "analysis/learn/api/value_network.h"

namespace causeway::learn {

// tensors empty: weights from the seed. Errors: LimitExceeded, Damaged (see Learner).
Result<std::unique_ptr<ValueNetwork>> makeValueNetwork(const ValueNetworkShape &shape, std::uint64_t seed, std::span<const Weights> weights);

} // namespace causeway::learn
