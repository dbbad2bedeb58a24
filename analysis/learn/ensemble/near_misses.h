#pragma once
// Normal sessions with one mistake: what a detector should find, where nobody has labelled anything. An event is left out,
// put in, done twice, or comes too early, or the session ends too soon. Stand-ins for anomalies on which detectors are chosen,
// as Steinwart, Hush & Scovel 2005 (A Classification Framework for Anomaly Detection) justify artificial ones.

#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::learn {

struct NearMisses {
    detect::SequenceSet sessions;
    std::vector<std::size_t> from; // the session that each was made of
};

// At most `count`, made of sessions drawn evenly; one that equals a session of `sessions` is none. The seed decides. Errors: Cancelled.
Result<NearMisses> nearMisses(const detect::SequenceSet &sessions, std::size_t count, std::uint64_t seed, const Job &job);

} // namespace causeway::learn
