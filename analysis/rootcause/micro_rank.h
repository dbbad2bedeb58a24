#pragma once
// MicroRank, for comparison: which operations do slow traces have in common that others do not? (Yu et al., "MicroRank: End-to-End Latency
// Issue Localization with Extended Spectrum Analysis in Microservice Environments", WWW 2021.) Personalised PageRank over operations
// and traces weighs both; the weighted spectrum is ranked by Dstar2. It sees durations only, and names no kind.

#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

struct MicroRankSettings {
    double damping = 0.85, callWeight = 0.01; // d, ω
    double preference = 0.5;                  // φ: between the rarity of a trace's kind and the fewness of its operations
    unsigned iterations = 25;
    double deviations = 1.5;                  // a trace is slow beyond the sum of mean + so many standard deviations of its spans' self times
};

struct RankedOperation {
    std::uint32_t operation = 0;
    double score = 0;
};

// Operations of slow traces of the incident, the most suspect first; none where no trace is slow. Traces of the incident that are not
// slow stand for what is normal, those of the baseline where there are none. Errors: Cancelled.
Result<std::vector<RankedOperation>> microRank(const Scene &scene, const MicroRankSettings &settings, const Job &job);

// The steps of it, for traces as sets of operations. calls: (operation, child's operation), distinct.
struct OperationSets {
    std::size_t operations = 0;
    std::vector<std::vector<std::uint32_t>> traces; // distinct operations of each, rising
    std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;
};
// Weights of operations, the largest 1. rarity: whether rare kinds of traces are preferred (for slow ones).
std::vector<double> pageRank(const OperationSets &sets, bool rarity, const MicroRankSettings &settings);
// Dstar2 = ef² / (ep + nf) of the weighted counts, by operation.
std::vector<double> weightedSpectrum(const OperationSets &slow, const OperationSets &normal, const MicroRankSettings &settings);

} // namespace causeway::rootcause
