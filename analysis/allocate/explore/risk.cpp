#include "analysis/allocate/explore/risk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace causeway::allocate {

using Kind = RiskReason::Kind;
using simulate::Scenario;

namespace {

constexpr double kFailures = 0.05; // replicas that are missing now and then because they break down

double percent(double share) { return std::round(std::min(share, 1.0) * 1000) / 10; }
double rounded(double replicas) { return std::round(replicas * 100) / 100; }

} // namespace

std::string_view toName(Kind kind)
{
    static constexpr std::array<std::string_view, 7> names{"extrapolation", "objective_touched", "objective_missed", "floor_touched", "one_failure", "busy", "dearer"};
    return names[static_cast<std::size_t>(kind)];
}

Risk riskOf(const Scenario &scenario, const Trial &trial, const std::optional<simulate::Estimate> &costs, std::span<const simulate::Extrapolation> beyond, std::span<const double> before)
{
    Risk out;
    const auto say = [&](Kind kind, Message text) { out.reasons.push_back({kind, std::move(text)}); };
    for (std::size_t o = 0; o < scenario.operations.size() && o < trial.violation.size(); ++o) {
        const auto objective = std::ranges::find(scenario.objectives, scenario.operations[o].name, &simulate::Objective::operation);
        if (objective == scenario.objectives.end())
            continue;
        const double may = 1 - objective->share;
        if (trial.violation[o] > may)
            say(Kind::ObjectiveMissed, Message(CAUSEWAY_TEXT("%1 misses its objective: %2 % of its requests are late or fail, %3 % may"), objective->operation, percent(trial.violation[o]), percent(may)));
        else if (trial.violationHigh[o] > may)
            say(Kind::ObjectiveTouched, Message(CAUSEWAY_TEXT("%1 may miss its objective: the interval reaches %2 %, %3 % may be late or fail"), objective->operation, percent(trial.violationHigh[o]), percent(may)));
    }
    for (std::size_t i = 0; i < std::min(beyond.size(), kMostTold); ++i)
        say(Kind::Extrapolation, told(beyond[i]));
    if (beyond.size() > kMostTold)
        say(Kind::Extrapolation, Message(CAUSEWAY_TEXT("%1 more are beyond what was observed"), static_cast<std::int64_t>(beyond.size() - kMostTold)));
    std::set<std::uint32_t> floored, unapproved;
    for (const simulate::AuditEntry &entry : trial.audit) {
        if (entry.why == simulate::AuditEntry::Why::Approval && unapproved.insert(entry.service).second)
            say(Kind::FloorTouched, Message(CAUSEWAY_TEXT("the policy wanted to do what nobody has approved at %1"), scenario.services[entry.service].name));
        if (entry.why == simulate::AuditEntry::Why::Floor && floored.insert(entry.service).second)
            say(Kind::FloorTouched, Message(CAUSEWAY_TEXT("the policy wanted more of %1 than its floor allows"), scenario.services[entry.service].name));
    }
    for (std::size_t s = 0; s < std::min(trial.replicas.size(), scenario.services.size()); ++s) {
        const double had = std::max<double>(s < before.size() ? before[s] : 0, scenario.services[s].replicas);
        if (had >= 2 && trial.replicas[s] < 2 - kFailures)
            say(Kind::OneFailure, Message(CAUSEWAY_TEXT("%1 has %2 replicas on average, and had %3: one failure stops it"), scenario.services[s].name, rounded(trial.replicas[s]), rounded(had)));
    }
    for (std::size_t s = 0; s < trial.utilisation.size(); ++s)
        if (trial.utilisation[s] > kBusy)
            say(Kind::Busy, Message(CAUSEWAY_TEXT("%1 is %2 % busy: a little more load makes it wait much longer"), scenario.services[s].name, percent(trial.utilisation[s])));
    if (costs && costs->mean > 0 && !(costs->low <= 0)) {
        out.costsMore = true;
        say(Kind::Dearer, Message(CAUSEWAY_TEXT("it costs %1 more than now"), costs->mean));
    }
    const auto rank = [](const RiskReason &reason) {
        static constexpr std::array<int, 7> ranks{2, 1, 0, 3, 4, 5, 6};
        return ranks[static_cast<std::size_t>(reason.kind)];
    };
    std::ranges::stable_sort(out.reasons, {}, rank);
    std::set<Kind> kinds;
    for (const RiskReason &reason : out.reasons)
        if (reason.kind != Kind::Dearer)
            kinds.insert(reason.kind);
    out.grade = std::min<unsigned>(kMostRisk, static_cast<unsigned>(kinds.size() + kinds.count(Kind::ObjectiveMissed)));
    return out;
}

} // namespace causeway::allocate
