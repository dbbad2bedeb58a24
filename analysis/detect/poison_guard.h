#pragma once
// Labels that contradict what else is known, before a model learns from them: an attack taught as normal at once or step by
// step, verdicts that were flipped. Contents (sessions with the same events) are compared by their log counts. Sources: nearest
// neighbours against flipped labels, Paudice et al. 2018, Label Sanitization Against Label Flipping Poisoning Attacks; influence
// of a point on what is held out, after Koh & Liang 2017, here as the distance that a believed label takes from a known anomaly.

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/job.h"
#include "analysis/core/message.h"
#include "analysis/core/result.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::detect {

enum class SuspectFor : std::uint8_t {
    Contradiction, // sessions with the same events have the other verdict, and as many or more of them
    NearAnomaly,   // normal by its label, flagged, and nearer to a labelled anomaly than to anything usual
    Influence,     // normal by its label, flagged, and believing it brings “normal” far nearer to a labelled anomaly
    Neighbours,    // nearly all that is labelled around it has the other verdict, and no detector agrees with the label
};

struct SuspectLabel {
    std::uint32_t session = 0;
    Verdict verdict = Verdict::Normal; // as labelled
    SuspectFor why = SuspectFor::Neighbours;
    std::uint32_t against = 0;         // a session that speaks against it
    Message message;
};

// labels: one a session. flagged: of each session the share of detectors that call it anomalous, 0 … 1, before these labels were
// learned from; empty where none has judged. A single finding that is marked normal and is unlike every labelled anomaly is
// believed. In order of sessions. Errors: Cancelled.
Result<std::vector<SuspectLabel>> suspectLabels(const SequenceSet &sessions, const std::vector<std::optional<Verdict>> &labels, const std::vector<double> &flagged,
                                                const Job &job);

} // namespace causeway::detect
