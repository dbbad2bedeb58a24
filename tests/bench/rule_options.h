#pragma once
// What may be chosen of the miner's rules (analysis/templates/miner_rules.h): each is off or on, each constant one of a few.

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "analysis/templates/miner_rules.h"

namespace causeway::bench {

struct RuleOption {
    std::string_view name;
    std::variant<bool templates::MinerRules::*, std::uint32_t templates::MinerRules::*> member;
    std::vector<std::uint32_t> values; // the first is where a search starts: off, or the smallest
    bool templates::MinerRules::*needs = nullptr; // a rule without which it means nothing
    [[nodiscard]] bool isSwitch() const { return member.index() == 0; }
};
const std::vector<RuleOption> &ruleOptions();

// The index of a value for each option.
using RuleChoice = std::vector<std::uint16_t>;
RuleChoice neutralChoice();
RuleChoice standardChoice(); // what the program uses
templates::MinerRules rulesOf(const RuleChoice &choice);
RuleChoice effective(const RuleChoice &choice); // without what means nothing in it: equal for choices that mine alike

} // namespace causeway::bench
