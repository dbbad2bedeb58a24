#pragma once
// Findings of several detectors as problems: what says the same, and what others say of mostly the same subjects.

#include <cstddef>
#include <span>
#include <vector>

#include "storage/finding_store.h"

namespace causeway::engine {

// Findings of one detector that say the same but for numbers, worst first.
using FindingGroup = std::vector<const storage::Finding *>;

struct FoundProblem {
    std::vector<FindingGroup> groups; // the clearest first: of the detector with the most findings here, ties to those that know the flow
    std::size_t subjects = 0;         // distinct
    std::size_t findings = 0;
};

// findings: worst first within a detector; they must outlive the result. Groups join the largest one that shares more than half of
// the smaller one's subjects with them. The most subjects first; ties by findings, then by order of the findings given.
std::vector<FoundProblem> findProblems(std::span<const storage::Finding> findings);

// Which of `count` lines of a session to show, at most `most`, rising: all where they are few, else the odd ones with as many
// neighbours as there is room for; where nothing is odd the first and the last. odd: rising.
std::vector<std::size_t> linesToShow(std::size_t count, std::span<const std::size_t> odd, std::size_t most);

} // namespace causeway::engine
