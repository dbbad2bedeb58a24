#pragma once
// Which members of an ensemble judge together, and how: chosen greedily on left-out normal sessions and near-misses (forward
// selection as Caruana et al. 2004, Ensemble Selection from Libraries of Models). Their evidence is added up, which is Fisher's
// combination of p-values, or the strongest counts, which is Tippett's; the threshold comes from the added evidence of the
// left-out sessions themselves, so that members that repeat one another cost nothing in calibration.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/bytes.h"

namespace causeway::learn {

struct Combination {
    std::vector<bool> uses;  // one a member
    bool strongest = false;  // else the sum
    double threshold = 0;    // anomalous above
    double fpr = 0;          // of the left-out sessions
    double found = 0;        // of the near-misses, on average over one to ten times the share of false positives

    [[nodiscard]] double score(std::span<const double> evidence) const; // one a member; of those it does not use whatever
    void write(ByteWriter &out) const;
    [[nodiscard]] bool read(ByteReader &in, std::size_t members); // false: damaged
};

// Evidence by member: [member][session].
struct EvidenceTable {
    std::vector<std::vector<double>> normal;     // left out
    std::vector<std::vector<double>> nearMisses; // may have none: then all that may are added up
};

// Of the members that `may` be used; those of `base`, which are among them, judge in any case. `share` of normal sessions may be flagged.
Combination chooseCombination(const EvidenceTable &table, const std::vector<bool> &may, const std::vector<bool> &base, double share);
// Just these, added up.
Combination combinationOf(const EvidenceTable &table, const std::vector<bool> &uses, bool strongest, double share);

} // namespace causeway::learn
