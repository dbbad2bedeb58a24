#pragma once
// What labels bring: how good a supervised detector is that learned from a few of them, from more, and from all; and what fifty
// more may bring.

#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "storage/project.h"

namespace causeway::engine {

struct LearningCurveRequest {
    std::string detector;
    detect::TrainSettings settings;
    unsigned repeats = 5; // other labels held out, and others learned from, each time
    std::uint64_t more = 50;
};

struct LearningCurvePoint {
    std::uint64_t labels = 0;      // learned from
    double f1 = 0, low = 0, high = 0; // mean, least and largest of the repeats, on what is held out
};

struct LearningCurveResponse {
    std::vector<LearningCurvePoint> points; // rising labels
    std::uint64_t labels = 0;               // normal or anomalous
    // F1 with `more` labels more: the error falls by a power of their number (Hestness et al. 2017), fitted by least squares; none
    // where the points do not fall so.
    std::optional<double> expected;
    std::uint64_t more = 0;
};

// Labels of each verdict below which there is no curve: none could be held out, or none learned from.
constexpr std::uint64_t kFewestOfAVerdict = 6;

// Equal sessions are held out together, a third of the contents at a time. Errors: NotFound (no such detector), InvalidInput (it
// does not learn from labels; too few labels of a verdict), Cancelled.
Result<LearningCurveResponse> learningCurve(storage::Project &project, const LearningCurveRequest &request, const Job &job);

} // namespace causeway::engine
