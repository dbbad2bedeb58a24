#pragma once
// How important services are, and which of them stand back for which.

#include <cstdint>
#include <vector>

#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

// By service. What a service cannot do without (calls that are neither optional nor asynchronous) is as important as itself.
std::vector<Importance> importanceOf(const Scenario &scenario);

// Where limits refuse requests of a more important service, one of these is refused instead: those whose requests lead to it. By service, the
// least important first.
std::vector<std::vector<std::uint32_t>> servicesBefore(const Scenario &scenario, const std::vector<Importance> &importance);

} // namespace causeway::simulate
