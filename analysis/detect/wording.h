#pragma once
// What is odd about a session, in a sentence, and event by event.

#include "analysis/detect/count_vectors.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/ngram_table.h"

namespace causeway::detect {

std::string nameOf(const KeyNamer &name, std::uint32_t key); // "pattern 17" without a namer

// One step an event, none odd.
std::vector<Step> plainSteps(std::span<const std::uint32_t> sequence);
// Beyond 2,000 events only the odd ones stay.
void limitSteps(std::vector<Step> &steps);

Message nothingOdd(std::uint64_t trainingSessions);
Message neverSeen(const std::string &name, std::uint64_t trainingSessions);
Message inOnly(const std::string &name, std::uint64_t sessions, std::uint64_t of);

// Of a session that was itself learned from.
struct Alike {
    std::uint64_t sessions = 0; // that have its counts, itself among them
    std::uint64_t rare = 0;     // a template is as never seen that no more than these have
    std::uint64_t least = 1;    // sessions that have what it is compared with
    std::uint32_t row = CountVectorTable::kNone; // its own, which it is not compared with
};

// How a session differs from the nearest training session: a template never seen first, else the one that differs in the
// most telling way. Marks the events that are too many. `runs` (may be null) tells after which event a missing one was
// to be expected. `without`: keys that are not judged.
Message wordCounts(std::span<const std::uint32_t> sequence, const CountVectorTable &table, std::span<const std::uint32_t> without,
                   const NgramTable *runs, const KeyNamer &name, std::vector<Step> &steps, const Alike *alike = nullptr);

// Fills expected events and their probabilities into the steps (one an event), marks those that end a run never seen, and
// words the oddest of them; nothing where every run was seen. The message of the explanation stays as it is. Runs that no
// more than `rare` sessions have are as never seen: the rarest is worded then.
std::optional<Message> wordRuns(std::span<const std::uint32_t> sequence, const NgramTable &runs, std::uint64_t trainingSessions,
                                const KeyNamer &name, Explanation &explanation, bool markOdd, std::uint64_t rare = 0);

} // namespace causeway::detect
