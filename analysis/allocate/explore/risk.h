#pragma once
// How far a change can be relied on: 0 … 4, with the reasons.

#include "analysis/allocate/explore/trial.h"
#include "analysis/simulate/extrapolation.h"

namespace causeway::allocate {

constexpr double kBusy = 0.8;  // utilisation above which waiting grows faster than load
constexpr unsigned kMostRisk = 4;

constexpr std::size_t kMostTold = 5; // extrapolations that are told one by one

struct RiskReason {
    enum class Kind : std::uint8_t { Extrapolation, ObjectiveTouched, ObjectiveMissed, FloorTouched, OneFailure, Busy, Dearer } kind = Kind::Extrapolation;
    Message text;
    bool operator==(const RiskReason &other) const { return kind == other.kind && text.toEnglish() == other.text.toEnglish(); }
};
std::string_view toName(RiskReason::Kind kind); // "extrapolation", "objective_touched" …

// grade: one for each kind of reason, and one more where an objective is missed; Dearer warns alone.
struct Risk {
    unsigned grade = 0;
    std::vector<RiskReason> reasons;  // the gravest kinds first
    bool costsMore = false;           // than before, and not by chance
};

// trial: of the scenario; costs: of the difference in cost to how things are now, where that is known; beyond: what it asks that was never
// observed, where it was learned; before: mean replicas of its services as things are now, empty: those that the scenario begins with. Where they
// were two or more and are fewer now, one failure stops the service.
Risk riskOf(const simulate::Scenario &scenario, const Trial &trial, const std::optional<simulate::Estimate> &costs, std::span<const simulate::Extrapolation> beyond = {}, std::span<const double> before = {});

} // namespace causeway::allocate
