#pragma once

#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

// tensors empty: weights from the seed. Errors: LimitExceeded, Damaged (see Learner).
Result<std::unique_ptr<SequenceModel>> makeSequenceModel(const SequenceModelShape &shape, std::uint64_t seed, std::span<const Weights> weights);

} // namespace causeway::learn
