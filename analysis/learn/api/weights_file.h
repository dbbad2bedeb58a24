#pragma once
// The weights of a network as bytes: names, shapes, numbers.

#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

void writeWeights(ByteWriter &out, const std::vector<Weights> &weights);
// At most `most` tensors, all numbers finite. Never takes more memory than the bytes back; where they are damaged, in.ok() is false.
std::vector<Weights> readWeights(ByteReader &in, std::uint64_t most);
// How many numbers they are.
std::uint64_t numbersOf(const std::vector<Weights> &weights);

} // namespace causeway::learn
