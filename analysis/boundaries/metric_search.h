#pragma once
// A split searched for by the measures themselves (simulated annealing over moves and swaps of classes). The measures do not know what
// classes are about: what they like best need not be what people would choose. It is an alternative to the consensus, and says so.

#include "analysis/boundaries/consensus.h"
#include "analysis/boundaries/measures.h"

namespace causeway::boundaries {

struct SearchSettings {
    std::uint32_t k = 0;          // services; 0: from a seventh to a quarter of the classes
    std::uint64_t seed = 1;
    unsigned threads = 0;
    std::uint32_t mostSmall = 0;  // services that may have less than kSmallService classes
    Demands demands = {};
};

struct FoundSplit {
    Assignment serviceOf;
    std::uint32_t services = 0;
    Measures measures;            // without self calls
    std::vector<std::string> names; // of services that are pinned; else empty
};

struct SearchResult {
    FoundSplit best;                // the best compromise of ICP, SM, NED and BCP by size, each relative to the start
    std::vector<FoundSplit> pareto; // no other of them is better in one of the four and as good in the others; by ICP
};

// Of k services, so many of less than kSmallService classes that the others have on average one more than a service of even size has at least.
std::uint32_t smallServices(std::uint32_t classes, std::uint32_t k);

// Begins at the consensus of as many services. Of demands, apart and together hold throughout, pins too. The result does not depend on
// threads. Errors: those of proposeByConsensus; InvalidInput where there are no calls to measure.
Result<SearchResult> searchByMeasures(const ClassModel &model, const CouplingGraph &coupling, const SearchSettings &settings, const Job &job);

// As many services as are asked for (settings.k > 0). Where the consensus shows another number by itself and calls were recorded, it would have to cut or
// join where nothing shows: there it is where the search begins, and the measures decide (`byMeasures`). In a large program, and by references
// alone, the consensus does. stability: as the consensus has it. Errors: as both.
struct CountedProposal {
    Proposal proposal;
    bool byMeasures = false;
};
constexpr std::uint32_t kMostRefined = 400; // classes
Result<CountedProposal> proposeAsMany(const ClassModel &model, const CouplingGraph &coupling, const ProposalSettings &settings, const Job &job);

} // namespace causeway::boundaries
