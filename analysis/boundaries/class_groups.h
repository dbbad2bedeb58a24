#pragma once
// Classes that demands keep together as one node each, without utilities.

#include "analysis/boundaries/class_proposal.h"
#include "analysis/boundaries/coupling.h"

namespace causeway::boundaries {

struct ClassGroups {
    std::vector<std::uint32_t> groupOf;                 // of each class; kNoService: a utility
    std::vector<std::vector<std::uint32_t>> members;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> apart; // groups
    std::vector<std::string> pinned;                    // of each group its service; empty: none
    std::vector<double> sizes;

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(members.size()); }
    [[nodiscard]] bool mayJoin(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const; // lists of groups
    std::vector<std::vector<std::uint32_t>> apartOf;    // of each group, rising
};

ClassGroups groupClasses(std::uint32_t classes, const Demands &demands);

} // namespace causeway::boundaries
