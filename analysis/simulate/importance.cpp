#include "analysis/simulate/importance.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace causeway::simulate {

namespace {

struct Edge {
    std::uint32_t caller = 0, callee = 0;
    bool needed = false;
};

// Between different services.
std::vector<Edge> edgesOf(const Scenario &scenario)
{
    std::unordered_map<std::string_view, std::uint32_t> services, serviceOf;
    for (std::uint32_t s = 0; s < scenario.services.size(); ++s)
        services.emplace(scenario.services[s].name, s);
    for (const Operation &operation : scenario.operations)
        serviceOf.emplace(operation.name, services.at(operation.service));
    std::vector<Edge> out;
    for (const Operation &operation : scenario.operations)
        for (const auto &step : operation.steps)
            for (const Call &call : step)
                if (const Edge edge{services.at(operation.service), serviceOf.at(call.operation), !call.dispensable && !call.async}; edge.caller != edge.callee)
                    out.push_back(edge);
    return out;
}

} // namespace

std::vector<Importance> importanceOf(const Scenario &scenario)
{
    std::vector<Importance> out;
    for (const Service &service : scenario.services)
        out.push_back(service.importance);
    if (std::ranges::adjacent_find(out, std::ranges::not_equal_to()) == out.end())
        return out;
    const std::vector<Edge> edges = edgesOf(scenario);
    for (bool changed = true; changed;) {
        changed = false;
        for (const Edge &edge : edges)
            if (edge.needed && out[edge.callee] < out[edge.caller]) {
                out[edge.callee] = out[edge.caller];
                changed = true;
            }
    }
    return out;
}

std::vector<std::vector<std::uint32_t>> servicesBefore(const Scenario &scenario, const std::vector<Importance> &importance)
{
    const std::size_t n = scenario.services.size();
    std::vector<std::vector<std::uint32_t>> callees(n), out(n);
    for (const Edge &edge : edgesOf(scenario))
        callees[edge.caller].push_back(edge.callee);
    for (std::uint32_t from = 0; from < n; ++from) {
        std::vector<bool> reached(n, false);
        std::vector<std::uint32_t> next{from};
        while (!next.empty()) {
            const std::uint32_t at = next.back();
            next.pop_back();
            for (const std::uint32_t to : callees[at])
                if (!reached[to]) {
                    reached[to] = true;
                    next.push_back(to);
                    if (importance[from] < importance[to])
                        out[to].push_back(from);
                }
        }
    }
    for (auto &before : out)
        std::ranges::stable_sort(before, {}, [&](std::uint32_t s) { return importance[s]; });
    return out;
}

} // namespace causeway::simulate
