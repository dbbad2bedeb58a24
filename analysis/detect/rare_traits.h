#pragma once
// How to judge sessions that were learned from although nobody said that they are normal: each is left out and asked what
// it has that the others have not, or no more than a handful of them. Counting makes that a subtraction: a trait that m
// sessions have, this one among them, m − 1 others have. A trait is a template, a combination of counts, a run of two
// events, or a length reached by few. It is rare where at most h sessions have it; h is the largest number at which no
// more than a given share of all sessions have any rare trait. Rarity of whole traits as a measure of oddity: Landauer,
// Skopik & Wurzenberger 2024, section 5; leaving one out: Forrest et al. 1996.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/detect/count_vectors.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/ngram_table.h"
#include "analysis/detect/training.h"

namespace causeway::detect {

class RareTraits {
public:
    enum Trait : std::uint8_t { kKeys = 1, kCounts = 2, kRuns = 4, kLengths = 8 };

    // `traits`: which of Trait count; `varyingAside`: templates of free counts are not counted (varyingKeys()); `share`: of
    // the sessions that may be flagged, from ten sessions on at least one session. Needs identities. leftOut: TrainingData::leftOut. Errors: Cancelled.
    static Result<RareTraits> learn(const SequenceSet &sessions, const TrainingSessions &training, std::span<const std::uint64_t> leftOut, std::uint8_t traits,
                                    bool varyingAside, double share, unsigned threads, const Job &job);

    // Whether a session of that identity was learned from, or was there and labelled anomalous: that is left out of the counts,
    // and what it has is as rare as in those like it.
    [[nodiscard]] bool knows(std::uint64_t identity) const;

    // The following are of sessions that were learned from.
    // 0 where nothing is rare; else log2(all sessions / those that have the rarest trait), ties by how far off it is: less
    // than it takes to overtake a rarer one.
    [[nodiscard]] double score(std::span<const std::uint32_t> sequence) const;
    [[nodiscard]] Explanation explain(std::span<const std::uint32_t> sequence, const KeyNamer &name) const;

    [[nodiscard]] Message rule() const;

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<RareTraits> read(ByteReader &in);

private:
    struct Holders { // sessions that have the rarest trait of a kind; kMany where that kind does not judge
        std::uint64_t keys, counts, runs, length;
        [[nodiscard]] std::uint64_t fewest() const { return std::min({keys, counts, runs, length}); }
    };
    [[nodiscard]] bool judges(Trait trait) const { return (m_traits & trait) != 0; }
    [[nodiscard]] Holders holders(std::span<const std::uint32_t> sequence) const;
    [[nodiscard]] std::uint64_t holdersOfLength(std::uint64_t length) const;
    // Events or runs that the others do not have, by the trait that is off most.
    [[nodiscard]] double excess(std::span<const std::uint32_t> sequence, const Holders &holders) const;
    [[nodiscard]] std::uint64_t leastToCompare() const { return m_tolerated > 0 ? 1 : m_rare + 1; }

    std::uint8_t m_traits = 0;
    std::uint64_t m_sessions = 0;
    std::uint64_t m_rare = 0;  // h; 1 at least
    double m_tolerated = 0;    // excess; above 0 only where the traits of single sessions alone exceed the share
    std::vector<std::uint32_t> m_varying; // ascending
    CountVectorTable m_counts;
    NgramTable m_runs;         // of two events; alone for its keys where runs do not judge
    std::vector<std::pair<std::uint64_t, std::uint64_t>> m_lengths; // length, sessions; ascending
    std::vector<std::uint64_t> m_identities;                        // ascending
};

// The setting "rare" of each detector that uses this.
SettingInfo rareShare();

// Nothing where the sessions are taken for normal (labels) or cannot be known again.
Result<std::optional<RareTraits>> learnRare(const DetectorInfo &info, const TrainingData &data, const TrainSettings &settings,
                                            const TrainingSessions &training, std::uint8_t traits, bool varyingAside, const Job &job);

// Whether a session was learned from by a model with these.
bool isOwn(const std::optional<RareTraits> &rare, const SequenceSet &sessions, std::size_t session);

// Sessions learned from get `threshold` + RareTraits::score(), 0 where that is 0; the others what `score` says.
Result<std::vector<double>> scoreSessions(const SequenceSet &sessions, const std::optional<RareTraits> &rare, double threshold, unsigned threads,
                                          const Job &job, const SequenceScore &score);

// After a model's own bytes. read: false where the bytes are damaged.
void writeRare(ByteWriter &out, const std::optional<RareTraits> &rare);
bool readRare(ByteReader &in, std::optional<RareTraits> &rare);

} // namespace causeway::detect
