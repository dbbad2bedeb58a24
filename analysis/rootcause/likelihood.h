#pragma once
// How much evidence counts and durations are, in nats: logarithms of likelihood ratios of "it changed" against "it did not".

#include <cstdint>
#include <span>
#include <vector>

namespace causeway::rootcause {

// Observations of one window resemble each other: n count as n / (1 + ρ (n − 1)), the design effect of clusters (Kish 1965, section 5.4).
constexpr double kLikeness = 0.05;
double effective(double n);

struct Share {
    double count = 0, of = 0;
};
// Two-sample likelihood ratio of binomial shares: positive where the first is larger, negative where it is smaller, 0 where a side is
// empty. Both sides count as they are: pass effective numbers.
double shareChange(Share now, Share before);

// A share against those of several windows of a baseline: raw counts on both sides. From four windows on the fifth of them that is most
// like the incident is left out, since earlier incidents may be among them; of the others the smaller counts of what speaks against all of
// them together and against the worst one, so that what comes and goes in normal times is no evidence. Negative where the share fell.
double changeFromWindows(Share now, std::span<const Share> windows);

// Values against those of a baseline.
struct TimeShift {
    double over = 0, of = 0;       // values beyond the threshold
    double baselineOver = 0, baselineOf = 0;
    double thresholdNs = 0;        // the larger of the baseline's 95 % quantile and median + 3 · 1.48 · MAD
    double medianNs = 0, baselineMedianNs = 0;
    [[nodiscard]] double shiftNs() const { return medianNs - baselineMedianNs; }
};
// Both are reordered. Where either is empty only the counts are told.
TimeShift timeShift(std::vector<double> &now, std::vector<double> &before);

double median(std::vector<double> &values); // reorders; 0 of none; the upper of two
double quantile(std::vector<double> &values, double share); // likewise

} // namespace causeway::rootcause
