#pragma once
// Parents whose children come in other shares than before: a test of the whole distribution of what follows, where each single
// edge may move too little to be told (G-test of homogeneity; Sokal and Rohlf, "Biometry", chapter 17).

#include <cstdint>
#include <vector>

#include "analysis/flow/graph.h"

namespace causeway::flow {

struct BranchShift {
    struct Child {
        std::uint32_t templateId = 0;         // 0: nothing follows
        double shareBefore = 0, share = 0;    // of what follows from the parent
        std::uint64_t countBefore = 0, count = 0;
    };
    std::uint32_t templateId = 0;             // the parent
    double pValue = 1;                        // corrected for how many parents there are (Bonferroni)
    double distance = 0;                      // total variation: half the sum of the shares' differences, 0 … 1
    std::vector<Child> children;              // that moved most first
};

struct BranchShiftSettings {
    double significance = 0.01;
    double leastDistance = 0.02;       // a smaller one is of no interest, however sure
    std::uint64_t leastEvents = 30;    // of the parent, in each period
};

// Of parents that both graphs have with at least two children between them (one of which may be that nothing follows),
// surest first. Graphs of one miner, not automata.
std::vector<BranchShift> branchShifts(const Graph &before, const Graph &now, const BranchShiftSettings &settings = {});

// P(X > x) of a chi-squared variable.
double chiSquaredTail(double x, unsigned degrees);

} // namespace causeway::flow
