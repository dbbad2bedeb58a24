#pragma once
// What is different between two scenarios, field by field.

#include "analysis/simulate/scenario.h"

namespace causeway::engine {

struct FieldChange {
    std::string field;         // as the scenario file has it: "services.order.replicas"
    std::string before, after; // "2", "exponential", "7 values"; empty: it is not there
    bool operator==(const FieldChange &) const = default;
};

// In the order of the file; notes are left out. Lists of other lengths and long lists of numbers are told by how many there are.
std::vector<FieldChange> scenarioDifference(const simulate::Scenario &before, const simulate::Scenario &after);

// "order.replicas 2 → 4"; where one of them is not there: "order.queue_limit – → 10". English.
std::string toText(const FieldChange &change);
// The first few, and how many more; "nothing" of none.
std::string toText(const std::vector<FieldChange> &changes, std::size_t most = 3);

} // namespace causeway::engine
