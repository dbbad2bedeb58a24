#include <algorithm>
#include <cmath>

#include "analysis/boundaries/split_cost.h"

namespace causeway::boundaries {

std::vector<Extraction> extractionOrder(const ClassModel &model, const Split &split)
{
    const auto k = static_cast<std::uint32_t>(split.services.size());
    std::vector<double> size(k);
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> between;
    for (const std::uint32_t s : split.serviceOf)
        if (s != kNoService)
            ++size[s];
    for (const ClassPair &call : model.calls) {
        const std::uint32_t a = split.serviceOf[call.a], b = split.serviceOf[call.b];
        if (a != b && a != kNoService && b != kNoService)
            between[std::minmax(a, b)] += call.weight;
    }
    std::vector<bool> out(k);
    std::vector<Extraction> order;
    double crossing = 0;
    // What most is called across: its borders cost most wherever it goes, so it is what the others are taken out of.
    std::vector<std::pair<double, double>> hub(k);
    for (std::uint32_t s = 0; s < k; ++s)
        hub[s].second = size[s];
    for (const auto &[pair, calls] : between)
        for (const std::uint32_t s : {pair.first, pair.second})
            hub[s].first += calls;
    const auto rest = static_cast<std::uint32_t>(std::ranges::max_element(hub) - hub.begin());
    for (std::uint32_t step = 0; step + 1 < k; ++step) {
        std::uint32_t best = kNoService;
        double least = 0, bestAdded = 0;
        for (std::uint32_t s = 0; s < k; ++s) {
            if (out[s] || s == rest)
                continue;
            double added = 0; // what crosses already, to those that are out, crosses anyway
            for (const auto &[pair, calls] : between)
                if ((pair.first == s && !out[pair.second]) || (pair.second == s && !out[pair.first]))
                    added += calls;
            const double score = added / size[s];
            if (best == kNoService || score < least) {
                best = s;
                least = score;
                bestAdded = added;
            }
        }
        out[best] = true;
        crossing += bestAdded;
        Extraction one;
        one.service = best;
        one.added = bestAdded;
        one.calls = crossing;
        for (const auto &[pair, calls] : between)
            if (pair.first == best || pair.second == best)
                one.reaches.push_back(pair.first == best ? pair.second : pair.first);
        order.push_back(std::move(one));
    }
    return order;
}

} // namespace causeway::boundaries
