#pragma once
// Which sessions are worth a person's label, first the one that is worth most. Sessions with the same events are one group,
// told once with their number. A group's worth is how unsure the detectors are (nearness to their thresholds by rank, and
// their disagreement), how bad it looks, and how many sessions it stands for; each next group is the one of the greatest
// worth times the root of its distance to all that is labelled or chosen (without the root and without a great weight of numbers it
// asks for one outlier after another): uncertainty and farthest-first diversity (Settles 2009, Active
// Learning Literature Survey, sections 3.1, 3.2 and 5.1; Sener & Savarese 2018, core-sets, for farthest-first).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::detect {

// What a detector said of every session.
struct Opinion {
    std::vector<double> scores; // one a session; NaN where it said nothing
    double threshold = 0;
    bool probability = false;   // scores are probabilities of a model that learned from labels: unsure by themselves
};

enum class WorthOf : std::uint8_t {
    Unsure,   // a model that learned from labels is near its threshold
    Disputed, // some detectors call it anomalous, others do not
    Border,   // near the threshold of the others
    Severe,   // far beyond a threshold, never labelled
    Common,   // stands for many
    Unlike,   // unlike anything labelled or chosen
};

struct QueuedGroup {
    std::vector<std::uint32_t> sessions; // all alike, in their order; one at least
    double uncertainty = 0;              // 0 … 1
    double severity = 0;                 // 0 … 1: share of the subjects that look less bad to the detector that finds it worst; 0 below the thresholds
    double distance = 0;                 // 0 … 1, to the nearest that is labelled or chosen before
    WorthOf why = WorthOf::Unlike;
    std::size_t opinion = 0;             // the one that `why` is about
    std::uint32_t flagging = 0, judging = 0; // opinions
};

// labelled: one a session; groups with a labelled session are passed over. At most `limit`. Ties: the earlier session.
// Errors: Cancelled; LimitExceeded as uniqueSequences().
Result<std::vector<QueuedGroup>> labelOrder(const SequenceSet &sessions, std::span<const Opinion> opinions, const std::vector<bool> &labelled, std::size_t limit,
                                            const Job &job);

} // namespace causeway::detect
