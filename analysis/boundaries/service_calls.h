#pragma once
// Who calls whom among the services of a split: a matrix, and the pairs of classes behind each of its cells.

#include "analysis/boundaries/class_proposal.h"

namespace causeway::boundaries {

struct ServiceCalls {
    std::uint32_t services = 0;
    std::vector<double> calls;           // of row to column, row by row; on the diagonal those within a service, self calls included
    std::vector<std::uint32_t> pairs;    // of classes behind each
    [[nodiscard]] double at(std::uint32_t from, std::uint32_t to) const { return calls[std::size_t{from} * services + to]; }
    [[nodiscard]] std::uint32_t pairsAt(std::uint32_t from, std::uint32_t to) const { return pairs[std::size_t{from} * services + to]; }
};

// Recorded calls, or references where nothing was recorded. Classes in no service call nobody.
ServiceCalls serviceCalls(const ClassModel &model, const Assignment &assignment, std::uint32_t services);
// Those of one cell, most calls first.
std::vector<ClassPair> pairsBetween(const ClassModel &model, const Assignment &assignment, std::uint32_t from, std::uint32_t to);

} // namespace causeway::boundaries
