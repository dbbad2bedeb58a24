#pragma once
// What scenario_path.cpp goes through: every field with its way to be read and set. Not for others.

#include <functional>

#include "analysis/simulate/scenario_path.h"

namespace causeway::simulate {

struct FieldAccess {
    ScenarioField field;
    std::function<std::optional<double>()> get;          // of numbers
    std::function<void(std::optional<double>)> set;
    std::function<std::string()> getName;                // of names
    std::function<void(const std::string &)> setName;
};

// Those of the scenario, which must outlive them; only those whose path can be `only`, where that is not empty.
std::vector<FieldAccess> walkFields(Scenario &scenario, std::string_view only = {});

} // namespace causeway::simulate
