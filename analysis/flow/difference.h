#pragma once
// What differs between the graphs of two periods, and how sure that is.

#include "analysis/flow/graph.h"

namespace causeway::flow {

enum class Change : std::uint8_t { None, New, Gone, Slower, Faster, Likelier, Rarer };
std::string_view toName(Change change); // "", "new", "gone", "slower" …

struct EdgeDifference {
    std::uint32_t from = 0, to = 0;  // templates
    Change change = Change::None;    // the surest
    double pValue = 1;               // of that change, corrected for how many edges there are (Bonferroni)
    std::uint64_t countBefore = 0, count = 0;
    double probabilityBefore = 0, probability = 0;
    std::int64_t p50BeforeNs = 0, p50Ns = 0;
};

// Every edge of either graph, ascending by (from, to). New and gone, likelier and rarer: a test of two proportions of the
// parents' events. Slower and faster: medians, their errors from p50 and p95 of a log-normal delay; at least 10 % apart.
std::vector<EdgeDifference> differenceOf(const Graph &before, const Graph &now, double significance = 0.01);

} // namespace causeway::flow
