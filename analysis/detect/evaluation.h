#pragma once
// How good a run is against labels. Precision, recall, F1 with a bootstrap interval, AUC, average precision, and F1
// projected to another share of anomalies.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace causeway::detect {

struct ScoredSubject {
    double score = 0;
    bool flagged = false;   // by the run
    bool anomalous = false; // by the label
    std::uint64_t content = 0; // hash of the sequence: subjects with equal content are one in `unique`
};

struct Confusion {
    std::uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
    // 0/0 is NaN.
    [[nodiscard]] double precision() const;
    [[nodiscard]] double recall() const;
    [[nodiscard]] double f1() const;
    [[nodiscard]] double fpr() const;
};

struct Interval {
    double low = 0, high = 0;
};

struct Quality {
    Confusion confusion;
    Interval f1Interval;            // 95 %, percentile bootstrap over subjects, 1,000 resamples, seeded
    double auc = 0;                 // ties count half; NaN with one class
    double averagePrecision = 0;
    std::optional<double> f1Projected; // at `prevalence`: precision = p·tpr / (p·tpr + (1−p)·fpr)
};

struct Evaluation {
    Quality all;
    Quality unique; // each distinct content once; contents with both labels are left out and counted
    std::uint64_t contradictory = 0; // contents with both labels
};

// A score of NaN ranks last. Measures that are 0/0 are NaN; so is f1Projected without a normal or an anomalous subject.
// prevalence in 0 … 1. The interval depends on the seed and the confusion counts alone.
Evaluation evaluate(std::span<const ScoredSubject> subjects, std::optional<double> prevalence, std::uint64_t seed);

} // namespace causeway::detect
