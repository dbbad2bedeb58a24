#pragma once
// Whether what a system logs has changed, and since which session. Four traits are watched over sessions in order of time:
// how often templates occur, how they follow one another, how many templates were never seen before, and how many sessions a
// model flags. Each session is compared with a reference (the first sessions) by one number a trait; a CUSUM of its standardised
// excess over what the reference shows (Page 1954, Continuous Inspection Schemes; two-sided where both directions mean
// something) says when that is no chance. The bounds are not taken from a table: they are those that the reference itself, drawn
// anew with replacement in blocks, crosses in a given share of streams as long as the one that is watched (Künsch 1989, block
// bootstrap), all traits together.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/message.h"
#include "analysis/core/result.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::detect {

enum class DriftOf : std::uint8_t { Templates, Transitions, Unseen, Flagged };
std::string_view toName(DriftOf what); // "templates", "transitions", "unseen", "flagged"

struct DriftSettings {
    double falseAlarms = 0.02;    // share of stable streams in which anything is told
    double reference = 0.3;       // share of the sessions, but at most kMostReference
    std::uint64_t seed = 1;
};
constexpr std::size_t kFewestDriftSessions = 100; // with less nothing can be told
constexpr std::size_t kMostReference = 5'000;

struct Drift {
    DriftOf what = DriftOf::Templates;
    std::size_t since = 0;   // session where the change is likeliest to have begun
    std::size_t alarm = 0;   // session at which it was sure
    double score = 0;        // greatest excess over its bound, ≥ 1
    double before = 0, after = 0; // share of sessions: with the template or transition, with something unseen, flagged
    std::uint64_t sessions = 0;   // from `since` on
    Message message;
};

// flagged: empty, or one a session (of a model that was trained elsewhere or judged these as new). By rising `since`; at most one
// a trait. Nothing for less than kFewestDriftSessions. Errors: Cancelled.
Result<std::vector<Drift>> findDrift(const SequenceSet &sessions, const std::vector<bool> &flagged, const KeyNamer &name, const DriftSettings &settings, const Job &job);

} // namespace causeway::detect
