#pragma once
// A network as bytes of our own: shape, then each tensor's name, sizes and numbers. Nothing in it is ever run.

#include <memory>

#include "analysis/core/bytes.h"
#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

inline constexpr std::uint32_t kLongestRow = 4096;

void writeNetwork(ByteWriter &out, const SequenceModel &network);
// Errors: Damaged; those of learner().
Result<std::unique_ptr<SequenceModel>> readNetwork(ByteReader &in);

} // namespace causeway::learn
