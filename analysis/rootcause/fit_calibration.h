#pragma once
// What incidents whose cause is known say about how much each source is to be believed in this system.
//
// There are few of them, so two things are fitted: how far each source is believed, and the bar. A source's relevance is multiplied by
// (observed + a) / (expected + a), a = 2: how much of its loudest it says of the cause, over incidents of kinds that it should show, against
// what all sources together do; ln of it is what their likelihood ratios differ by. What a kind looks like and what is normal stay as they
// are: normal windows come with each incident anyway, and fitting either cost kinds and did worse on another system (bench_root_cause's
// faults). Whether any of it is used is decided by leaving one incident out at a time.

#include <optional>

#include "analysis/core/wilson.h"
#include "analysis/rootcause/fusion.h"

namespace causeway::rootcause {

struct LabelledCase {
    RankingInput input;
    std::uint32_t service = 0;      // the cause's; of no service of the input: a miss whatever is ranked
    std::optional<CauseKind> kind;  // absent: not told
};

// Of incidents that had no part in what ranked them.
struct Accuracy {
    std::uint64_t incidents = 0;
    std::uint64_t rank1 = 0, rank3 = 0, rank5 = 0;      // of the service
    std::uint64_t kindTold = 0, kind = 0;               // among those at rank 1: whose kind is known, and right
    double margin = 0;                                  // mean of ln((1 + score of the cause) / (1 + best other score))
    [[nodiscard]] ShareInterval of(std::uint64_t count) const { return wilson(count, incidents); }
    [[nodiscard]] ShareInterval ofKind() const { return wilson(kind, kindTold); }
    bool operator==(const Accuracy &) const = default;
};
// Of quiet windows and incidents, each against a bar that it had no part in.
struct BarAccuracy {
    std::uint64_t incidents = 0, named = 0; // of incidents: at or above the bar
    std::uint64_t windows = 0, none = 0;    // of quiet windows: below
    [[nodiscard]] double balanced() const;  // mean of both shares; 1 of what there is none of
};

struct CalibrationFit {
    Calibration calibration;                // to be used
    bool isFitted = false, isBarFitted = false;
    Accuracy byDefault, byFit;              // one left out
    Accuracy accuracy;                      // likewise, with the choice between both made anew without the one left out: what to tell a person
    BarAccuracy barByDefault, barByFit;
    Message why;                            // what was decided, and from what
};

// quiet: windows in which nothing was wrong; may be empty. Errors: Cancelled.
Result<CalibrationFit> fitCalibration(const std::vector<LabelledCase> &cases, const std::vector<RankingInput> &quiet, const Job &job);

// Without a decision, and with the default's bar.
Calibration fitWeights(const std::vector<const LabelledCase *> &cases);
// Between scores of quiet windows and of incidents. The default's where there are fewer than three of either.
double fitBar(std::vector<double> quiet, std::vector<double> incidents);
Accuracy accuracyOf(const std::vector<LabelledCase> &cases, const Calibration &calibration);

} // namespace causeway::rootcause
