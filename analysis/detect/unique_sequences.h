#pragma once
// Sessions that are event for event the same are one: trained on with their number as weight, scored once.

#include <functional>

#include "analysis/core/job.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::detect {

// Of the keys in their order: what ScoredSubject::content holds.
std::uint64_t contentHash(std::span<const std::uint32_t> sequence);
// Of a session's id and its keys: the same session, with the same events. One that grew since is another.
std::uint64_t sessionIdentity(std::string_view id, std::span<const std::uint32_t> sequence);

struct UniqueSequences {
    std::vector<std::uint32_t> first;   // of each distinct sequence: a session that has it, in order of first sight
    std::vector<std::uint64_t> weight;  // how many sessions have it
    std::vector<std::uint32_t> of;      // of each session: index into `first`
};

// Exact: a hash finds candidates, their keys decide. `include`: empty, or which sessions count (the others get index
// kNotIncluded). Errors: Cancelled; LimitExceeded beyond 2^32 − 2 sessions.
inline constexpr std::uint32_t kNotIncluded = 0xffffffffu;
Result<UniqueSequences> uniqueSequences(const SequenceSet &sessions, const Job &job, const std::vector<bool> &include = {});

// Calls body(i) for every i < count, in blocks, on up to `threads` threads; body writes only what belongs to i, so the
// result is the same at any number of threads. Errors: Cancelled.
Result<> forEach(std::size_t count, unsigned threads, const Job &job, const std::function<void(std::size_t)> &body);

// Scores each distinct sequence once.
using SequenceScore = std::function<double(std::span<const std::uint32_t>)>;
Result<std::vector<double>> scoreUnique(const SequenceSet &sessions, unsigned threads, const Job &job, const SequenceScore &score);
// The same for the sessions of `include` alone, into `scores` (one a session).
Result<> scoreUnique(const SequenceSet &sessions, const std::vector<bool> &include, unsigned threads, const Job &job, const SequenceScore &score,
                     std::vector<double> &scores);

} // namespace causeway::detect
