#pragma once
// How a scenario file spells what it chooses among, in the order of the enumerations.

#include <array>
#include <string_view>

#include "analysis/simulate/action_kind.h" // kActionKinds, kImportances

namespace causeway::simulate {

constexpr std::array<std::string_view, 3> kDisciplines{"fcfs", "ps", "priority"};
constexpr std::array<std::string_view, 5> kRoutings{"round_robin", "random", "least_connections", "jsq2", "shared"};

} // namespace causeway::simulate
