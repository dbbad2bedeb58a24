#include "analysis/boundaries/class_groups.h"

#include <algorithm>
#include <numeric>

namespace causeway::boundaries {

ClassGroups groupClasses(std::uint32_t classes, const Demands &demands)
{
    std::vector<std::uint32_t> parent(classes);
    std::iota(parent.begin(), parent.end(), 0u);
    const auto root = [&](std::uint32_t i) {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    };
    std::vector<bool> utility(classes);
    for (const std::uint32_t one : demands.utilities)
        utility[one] = true;
    const auto join = [&](std::uint32_t a, std::uint32_t b) {
        if (!utility[a] && !utility[b])
            parent[std::max(root(a), root(b))] = std::min(root(a), root(b));
    };
    for (const auto &[a, b] : demands.together)
        join(a, b);
    std::map<std::string, std::uint32_t> firstOf;
    for (const auto &[one, service] : demands.pins)
        join(one, firstOf.try_emplace(service, one).first->second);

    ClassGroups out;
    out.groupOf.assign(classes, kNoService);
    for (std::uint32_t i = 0; i < classes; ++i) {
        if (utility[i])
            continue;
        const std::uint32_t r = root(i);
        if (out.groupOf[r] == kNoService) {
            out.groupOf[r] = out.size();
            out.members.emplace_back();
        }
        out.groupOf[i] = out.groupOf[r];
        out.members[out.groupOf[i]].push_back(i);
    }
    out.pinned.resize(out.size());
    out.apartOf.resize(out.size());
    for (const auto &list : out.members)
        out.sizes.push_back(static_cast<double>(list.size()));
    std::vector<std::uint32_t> anchors;
    for (const auto &[service, one] : firstOf)
        if (!utility[one]) {
            out.pinned[out.groupOf[one]] = service;
            anchors.push_back(out.groupOf[one]);
        }
    for (std::size_t i = 0; i < anchors.size(); ++i)
        for (std::size_t k = i + 1; k < anchors.size(); ++k)
            out.apart.emplace_back(anchors[i], anchors[k]);
    for (const auto &[a, b] : demands.apart)
        if (!utility[a] && !utility[b])
            out.apart.emplace_back(out.groupOf[a], out.groupOf[b]);
    for (const auto &[a, b] : out.apart) {
        out.apartOf[a].push_back(b);
        out.apartOf[b].push_back(a);
    }
    for (auto &list : out.apartOf)
        std::ranges::sort(list);
    return out;
}

bool ClassGroups::mayJoin(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const
{
    for (const std::uint32_t one : a)
        if (!apartOf[one].empty())
            for (const std::uint32_t other : b)
                if (std::ranges::binary_search(apartOf[one], other))
                    return false;
    return true;
}

} // namespace causeway::boundaries
