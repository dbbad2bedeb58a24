#pragma once
// What a score of one detector says, on a scale that all share: −ln of the share of normal sessions that are as odd, by the
// sessions left out in training: a conformal p-value (Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, ch. 2).
// Beyond the highest of them the tail goes on as a generalised Pareto distribution (Siffer et al. 2017, Anomaly Detection in
// Streams with Extreme Value Theory) of a fixed, rather heavy shape: far from what was seen, detectors are not to be believed much.

#include <cstdint>
#include <vector>

#include "analysis/core/bytes.h"

namespace causeway::learn {

class EvidenceScale {
public:
    EvidenceScale() = default;
    explicit EvidenceScale(std::vector<double> leftOut); // scores, in any order

    [[nodiscard]] std::uint64_t sessions() const { return m_sessions; }
    // Left-out sessions with that score or a higher one. Between the steps that are kept it is never told too low.
    [[nodiscard]] std::uint64_t asOdd(double score) const;
    // 0 where all are as odd; ln(n + 1) just above the highest score.
    [[nodiscard]] double evidence(double score) const;
    // The same of one of the sessions that the scale is of, by the others: what a new session of that score would be told.
    [[nodiscard]] double evidenceOfOwn(double score) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] bool read(ByteReader &in); // false: damaged

private:
    [[nodiscard]] double evidence(double score, std::uint64_t asOdd, double highest) const;

    struct Step {
        double score = 0;
        std::uint64_t asOdd = 0; // sessions of this score or above it
        std::uint64_t above = 0; // above it
    };
    double m_tail = 1; // mean excess of the highest scores, in units of the score
    std::vector<Step> m_steps; // scores ascending, numbers descending; where there are many only some
    std::uint64_t m_sessions = 0;
};

} // namespace causeway::learn
