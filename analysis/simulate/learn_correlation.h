#pragma once
// How far the self times of one request go together: as correlations of normal scores, which do not depend on the distributions
// (Scenario::correlation, Service::correlation).

#include <cstdint>
#include <map>
#include <vector>

namespace causeway::simulate {

struct Work {
    std::uint32_t operation = 0, service = 0, request = 0;
    double selfS = 0;
};

struct LearnedCorrelation {
    double everywhere = 0;                     // of self times at two services
    std::map<std::uint32_t, double> atService; // of two at one; only services where there is any
    static constexpr double kSure = 3;         // standard errors over requests from 0, fewer count as none
    static constexpr std::size_t kRequests = 30; // with two times to compare, fewer tell nothing
    static constexpr std::size_t kTimes = 10;    // of an operation, fewer are not looked at
};

// Requests count alike; of one with many times at a service, each time counts alike. Rounded to 0.001.
LearnedCorrelation learnCorrelation(std::vector<Work> works);

} // namespace causeway::simulate
