#include "tests/bench/rule_options.h"

#include <algorithm>

namespace causeway::bench {

using templates::MinerRules;

const std::vector<RuleOption> &ruleOptions()
{
    static const std::vector<std::uint32_t> kSwitch{0, 1};
    static const std::vector<RuleOption> kOptions{
        {"promoteInGroups", &MinerRules::promoteInGroups, kSwitch},
        {"promotedWords", &MinerRules::promotedWords, {12, 24, 48}, &MinerRules::promoteInGroups},
        {"partingWords", &MinerRules::partingWords, {4, 8, 16}, &MinerRules::promoteInGroups},
        {"promoteByContext", &MinerRules::promoteByContext, kSwitch, &MinerRules::promoteInGroups},
        {"contextGroups", &MinerRules::contextGroups, {2, 3, 5}, &MinerRules::promoteByContext},
        {"contextAgainst", &MinerRules::contextAgainst, {2, 4, 8}, &MinerRules::promoteByContext},
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
        {"distinctWords", &MinerRules::distinctWords, {3, 4, 5, 6, 7, 8, 12}, &MinerRules::star},
        {"distinctWordsShy", &MinerRules::distinctWordsShy, {6, 8, 12, 16, 24}, &MinerRules::star},
        {"shyWithLittleText", &MinerRules::shyWithLittleText, kSwitch, &MinerRules::star},
        {"shyAtStart", &MinerRules::shyAtStart, kSwitch, &MinerRules::star},
        {"shyOfCapitals", &MinerRules::shyOfCapitals, kSwitch, &MinerRules::star},
        {"enoughText", &MinerRules::enoughText, {1, 2, 3, 4, 5}},
        {"besideValues", &MinerRules::besideValues, kSwitch, &MinerRules::star},
        {"countValues", &MinerRules::countValues, kSwitch, &MinerRules::star},
        {"recurringNames", &MinerRules::recurringNames, kSwitch, &MinerRules::star},
        {"recurringWords", &MinerRules::recurringWords, {12, 24, 48}, &MinerRules::recurringNames},
        {"seldom", &MinerRules::seldom, {20, 50, 100}, &MinerRules::recurringNames},
        {"askedNames", &MinerRules::askedNames, kSwitch, &MinerRules::star},
        {"distinctAskedNames", &MinerRules::distinctAskedNames, {2, 3, 4}, &MinerRules::askedNames},
        {"askedSharePercent", &MinerRules::askedSharePercent, {60, 80, 95}, &MinerRules::askedNames},
        {"knownNames", &MinerRules::knownNames, kSwitch, &MinerRules::star},
        {"namesakes", &MinerRules::namesakes, {2, 3, 5}, &MinerRules::knownNames},
        {"pathWords", &MinerRules::pathWords, kSwitch, &MinerRules::star},
        {"pathSharePercent", &MinerRules::pathSharePercent, {70, 90, 99}, &MinerRules::pathWords},
        {"states", &MinerRules::states, kSwitch, &MinerRules::star},
        {"distinctStates", &MinerRules::distinctStates, {12, 24, 48}, &MinerRules::states},
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

RuleChoice effective(const RuleChoice &choice)
{
    RuleChoice out = choice;
    MinerRules rules = rulesOf(choice);
    rules.promoteByContext &= rules.promoteInGroups;
    rules.recurringNames &= rules.star;
    rules.askedNames &= rules.star;
    rules.knownNames &= rules.star;
    rules.pathWords &= rules.star;
    rules.states &= rules.star;
    for (std::size_t i = 0; i < out.size(); ++i)
        if (const auto needs = ruleOptions()[i].needs; needs != nullptr && !(rules.*needs))
            out[i] = 0;
    return out;
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
