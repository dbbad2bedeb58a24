#pragma once
// How surprising sessions that were learned from would have been, had each of them been left out: what a threshold can be chosen
// by where few sessions can be kept aside. Cross-validation (Stone 1974, Cross-Validatory Choice and Assessment of Statistical
// Predictions) over the rows that a single session brings: what two sessions have stays known when either is left out.

#include <vector>

#include "analysis/learn/api/learner.h"
#include "analysis/learn/neural/session_rows.h"

namespace causeway::learn {

struct LeftOutPlan {
    const Learner *library = nullptr;
    SequenceModelShape shape;
    SequencePlan plan;   // of the network itself: its rate, batches and epochs
    double effort = 0.4; // rows to be learned from here, as a share of those that the network learned from
};

// −ln p of every step, as in rows.cells, by networks that did not learn from the rows that this session alone has; 0 where other
// sessions have the row too, for which the network that learned from all will do; infinity at a template that no other session
// has. One network learns what is shared; from it others go on, each with what all sessions but those of its fold have. They
// learn from less, and for a shorter time: by how much more the tail of the kept sessions surprises them than `learned`, which
// knew neither, is taken off (a bias correction as Tibshirani & Tibshirani 2009 have for cross-validated errors).
// `weights`: sessions that are alike. Errors: Cancelled; those of the library.
struct LeftOutSessions {
    const SessionRows &rows; // learned from
    const std::vector<std::uint64_t> &weights;
    const SessionRows &kept; // not learned from
    const std::vector<std::uint64_t> &keptWeights;
};
Result<std::vector<double>> leftOutSurprises(const LeftOutSessions &sessions, const SequenceModel &learned, const LeftOutPlan &how, const Job &job);

} // namespace causeway::learn
