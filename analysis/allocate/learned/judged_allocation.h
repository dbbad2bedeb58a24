#pragma once
// Whole replicas from what actor and critic say.

#include <span>
#include <vector>

#include "analysis/learn/api/dense.h"

namespace causeway::allocate {

// The actor's shares of the budget by largest remainders, each at least `least` as far as it reaches. With a critic: then one replica from one to another
// as long as the critic finds that better, the best such move first (after Dulac-Arnold et al. 2015, "Deep reinforcement learning in large
// discrete action spaces", whose neighbours are the nearest actions).
std::vector<unsigned> allocationOf(const learn::Dense &actor, const learn::Dense *critic, std::span<const float> state, unsigned budget, unsigned least);

} // namespace causeway::allocate
