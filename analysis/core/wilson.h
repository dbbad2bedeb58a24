#pragma once
// How certain a share is that was counted.

#include <cstdint>

namespace causeway {

struct ShareInterval {
    double share = 0, low = 0, high = 1;
};
// 95 %, of a binomial share (Wilson 1927, "Probable inference, the law of succession, and statistical inference"). Of nothing: 0 to 1.
ShareInterval wilson(std::uint64_t count, std::uint64_t of);

} // namespace causeway
