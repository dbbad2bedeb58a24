#pragma once
// Two scenarios side by side, before and after: what each comes to, and how far they are apart on the same random numbers.

#include "app/engine/scenario_answer.h"

namespace causeway::engine {

enum class Quantity : std::uint8_t { Violations, Mean, P50, P95, P99, Refused, Cost, Energy, BrownEnergy, Carbon, Utilisation, Queue, Replicas };
std::string_view toName(Quantity quantity); // "slo_violation", "p99_ns", "cost", "energy_wh", "carbon_g" …

constexpr double kLeastShare = 1e-3; // a difference below is not worth a mark, however sure it is

struct ComparedRow {
    enum class Of : std::uint8_t { Whole, Operation, Service } of = Of::Whole;
    std::string name;                        // of the operation or service; empty of the whole
    Quantity quantity = Quantity::Violations;
    std::optional<simulate::Estimate> before, after, delta; // shares, nanoseconds, Wh, grams, requests; absent where one of them has it not
    // Better, Worse: the 95 % interval of the difference leaves zero out, it is more than kLeastShare of the larger value, and less is better of that
    // quantity; Other: the same, but neither is.
    enum class Mark : std::uint8_t { None, Better, Worse, Other } mark = Mark::None;
};
std::string_view toName(ComparedRow::Of of);     // "whole", "operation", "service"
std::string_view toName(ComparedRow::Mark mark); // "", "better", "worse", "other"

// Whole, then operations, then services, in the order of `after`. Differences are by replication where both have the same seed and as many
// replications, else there are none. Quantities that are 0 throughout are left out. before: nullptr: only after.
std::vector<ComparedRow> compareAnswers(const ScenarioAnswer *before, const ScenarioAnswer &after);

// Columns of,name,quantity,before,after,difference,low,high,mark; numbers as they are (nanoseconds, shares).
std::string toCsv(const std::vector<ComparedRow> &rows);

} // namespace causeway::engine
