#pragma once
// What a request of each use case does, for those who count what a split costs.

#include <map>

#include "analysis/boundaries/split_cost.h"

namespace causeway::boundaries {

struct UseCaseLoad {
    double share = 0;                        // of the requests
    std::map<std::uint32_t, double> work;    // seconds of one passage, by class
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> calls; // of one passage, by pair of classes, the users' calls left out
    std::map<std::uint32_t, double> entered; // calls of the users, by class
    double atEntry = 0;                      // seconds of one passage wherever the users' calls come in: of what is a part of every service
};

// utilities: classes that are a part of every service; what they do is done by who calls them, and what they call is called by those.
// recorded: whether work was recorded of every use case that has calls.
std::vector<UseCaseLoad> useCaseLoads(const ClassModel &model, std::span<const std::uint32_t> utilities, const CostSettings &settings, bool &recorded);
// Of one passage.
double remoteCallsOf(const UseCaseLoad &load, const Assignment &assignment);
// Fills in what follows from counting alone: remote calls, chatty pairs, broken use cases, shared tables.
void countRemote(const std::vector<UseCaseLoad> &loads, const CostInput &input, SplitCost &out);

} // namespace causeway::boundaries
