#pragma once
// Which of the policies that were compared no other one betters in SLO violations, cost and carbon, and which of them by chance alone. Differences
// are paired: replication by replication on the same random numbers, 95 % intervals.

#include "app/engine/compare_policies.h"

namespace causeway::engine {

struct PolicyStanding {
    // Clearly bettered: another is better in one of the three by more than chance, and worse in none by more than chance.
    // NotBeaten: by none, and by their means neither; WithinChance: one of the two only; Beaten: clearly.
    enum class Kind : std::uint8_t { NotBeaten, WithinChance, Beaten, NotRun } kind = Kind::NotRun;
    std::optional<std::size_t> by; // who betters it clearly: 0: the baseline, i: policy i − 1
};

// The baseline first, then the policies. More than chance: the interval leaves zero out, and it is more than kLeastShare of the larger mean.
std::vector<PolicyStanding> standingsOf(const ComparePoliciesResponse &response);

} // namespace causeway::engine
