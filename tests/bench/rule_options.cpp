#include "tests/bench/rule_options.h"

#include <algorithm>

namespace causeway::bench {

using templates::MinerRules;

const std::vector<RuleOption> &ruleOptions()
{
    static const std::vector<std::uint32_t> kSwitch{0, 1};
    static const std::vector<RuleOption> kOptions{
        {"promoteInGroups", &MinerRules::promoteInGroups, kSwitch},
        {"promotedWords", &MinerRules::promotedWords, {12, 24, 48}},
        {"partingWords", &MinerRules::partingWords, {4, 8, 16}},
        {"promoteByContext", &MinerRules::promoteByContext, kSwitch},
        {"contextGroups", &MinerRules::contextGroups, {2, 3, 5}},
        {"contextAgainst", &MinerRules::contextAgainst, {2, 4, 8}},
        {"paths", &MinerRules::paths, kSwitch},
        {"addresses", &MinerRules::addresses, kSwitch},
        {"hexWords", &MinerRules::hexWords, kSwitch},
        {"assignedValues", &MinerRules::assignedValues, kSwitch},
        {"dates", &MinerRules::dates, kSwitch},
        {"quantities", &MinerRules::quantities, kSwitch},
        {"gluedValues", &MinerRules::gluedValues, kSwitch},
        {"lists", &MinerRules::lists, kSwitch},
        {"kin", &MinerRules::kin, kSwitch},
        {"signs", &MinerRules::signs, kSwitch},
        {"star", &MinerRules::star, kSwitch},
        {"distinctWords", &MinerRules::distinctWords, {3, 4, 5, 6, 7, 8, 12}},
        {"distinctWordsShy", &MinerRules::distinctWordsShy, {6, 8, 12, 16, 24}},
        {"shyWithLittleText", &MinerRules::shyWithLittleText, kSwitch},
        {"shyAtStart", &MinerRules::shyAtStart, kSwitch},
        {"shyOfCapitals", &MinerRules::shyOfCapitals, kSwitch},
        {"enoughText", &MinerRules::enoughText, {1, 2, 3, 4, 5}},
        {"besideValues", &MinerRules::besideValues, kSwitch},
        {"countValues", &MinerRules::countValues, kSwitch},
        {"recurringNames", &MinerRules::recurringNames, kSwitch},
        {"recurringWords", &MinerRules::recurringWords, {12, 24, 48}},
        {"seldom", &MinerRules::seldom, {20, 50, 100}},
        {"askedNames", &MinerRules::askedNames, kSwitch},
        {"distinctAskedNames", &MinerRules::distinctAskedNames, {2, 3, 4}},
        {"askedSharePercent", &MinerRules::askedSharePercent, {60, 80, 95}},
        {"knownNames", &MinerRules::knownNames, kSwitch},
        {"namesakes", &MinerRules::namesakes, {2, 3, 5}},
        {"pathWords", &MinerRules::pathWords, kSwitch},
        {"pathSharePercent", &MinerRules::pathSharePercent, {70, 90, 99}},
        {"states", &MinerRules::states, kSwitch},
        {"distinctStates", &MinerRules::distinctStates, {12, 24, 48}},
        {"subsumeWords", &MinerRules::subsumeWords, kSwitch},
        {"subsumeChunks", &MinerRules::subsumeChunks, kSwitch},
        {"sureValues", &MinerRules::sureValues, {1, 2, 3}},
        {"absorb", &MinerRules::absorb, kSwitch},
    };
    return kOptions;
}

namespace {

std::uint32_t valueIn(const MinerRules &rules, const RuleOption &option)
{
    return std::visit([&](auto member) { return static_cast<std::uint32_t>(rules.*member); }, option.member);
}

} // namespace

RuleChoice neutralChoice() { return RuleChoice(ruleOptions().size(), 0); }

RuleChoice standardChoice()
{
    const MinerRules standard;
    RuleChoice choice;
    for (const RuleOption &option : ruleOptions())
        choice.push_back(static_cast<std::uint16_t>(std::find(option.values.begin(), option.values.end(), valueIn(standard, option)) - option.values.begin()));
    return choice;
}

MinerRules rulesOf(const RuleChoice &choice)
{
    MinerRules rules;
    for (std::size_t i = 0; i < choice.size(); ++i) {
        const RuleOption &option = ruleOptions()[i];
        const std::uint32_t value = option.values[choice[i]];
        if (const auto *flag = std::get_if<bool MinerRules::*>(&option.member))
            rules.*(*flag) = value != 0;
        else
            rules.*std::get<std::uint32_t MinerRules::*>(option.member) = value;
    }
    return rules;
}

} // namespace causeway::bench
