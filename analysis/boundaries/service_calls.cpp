#include "analysis/boundaries/service_calls.h"

#include <algorithm>

namespace causeway::boundaries {

ServiceCalls serviceCalls(const ClassModel &model, const Assignment &assignment, std::uint32_t services)
{
    ServiceCalls out;
    out.services = services;
    out.calls.assign(std::size_t{services} * services, 0);
    out.pairs.assign(out.calls.size(), 0);
    for (const ClassPair &call : model.calls) {
        const std::uint32_t from = assignment[call.a], to = assignment[call.b];
        if (from == kNoService || to == kNoService)
            continue;
        out.calls[std::size_t{from} * services + to] += call.weight;
        ++out.pairs[std::size_t{from} * services + to];
    }
    return out;
}

std::vector<ClassPair> pairsBetween(const ClassModel &model, const Assignment &assignment, std::uint32_t from, std::uint32_t to)
{
    std::vector<ClassPair> out;
    for (const ClassPair &call : model.calls)
        if (assignment[call.a] == from && assignment[call.b] == to)
            out.push_back(call);
    std::ranges::stable_sort(out, std::greater(), &ClassPair::weight);
    return out;
}

} // namespace causeway::boundaries
