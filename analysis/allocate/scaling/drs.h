#pragma once
// DRS (Fu et al. 2015, "DRS: dynamic resource scheduling for real-time analytics over fast streams"): services as an open Jackson network
// of M/M/k queues, processors where they shorten the mean time of a request the most.

#include <span>
#include <vector>

namespace causeway::allocate {

struct DrsService {
    double lambda = 0; // requests per second that reach it
    double mu = 0;     // of one server, per second
    unsigned servers = 1; // of a replica
};

// Σ λ T(k) of M/M/k queues: requests in all services; infinite where one has too few.
double requestsInService(std::span<const DrsService> services, std::span<const unsigned> replicas);

// Replicas of least requestsInService with that sum, each at least 1. Exact, as the paper proves: gains fall with every replica. Where
// the budget does not reach to keep all queues bounded, it is shared in proportion to the work that comes.
std::vector<unsigned> drsAllocation(std::span<const DrsService> services, unsigned budget);

} // namespace causeway::allocate
