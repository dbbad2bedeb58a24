#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "analysis/templates/miner.h"

namespace causeway::templates {

namespace {

struct Claim {
    bool byPins;
    std::uint64_t weight;
    std::size_t mined;
    TemplateId id;
};

} // namespace

StableIds assignStableIds(std::span<const MinedTemplate> mined, std::span<const WeightedShape> shapes,
                          std::span<const EarlierAssignment> earlier, std::uint32_t nextId)
{
    StableIds out;
    out.nextId = std::max(nextId, 1u);
    std::unordered_map<ShapeId, std::uint64_t> weight;
    for (const WeightedShape &shape : shapes)
        weight[shape.id] = std::max<std::uint64_t>(shape.count, 1);
    std::unordered_map<ShapeId, const EarlierAssignment *> before;
    for (const EarlierAssignment &assignment : earlier) {
        before[assignment.shape] = &assignment;
        out.nextId = std::max(out.nextId, assignment.id.value + 1);
    }

    // Shapes that the user moved say nothing about where the rest of a template belongs, unless there is no rest.
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < mined.size(); ++i) {
        std::map<TemplateId, std::uint64_t> free, pinned;
        for (const ShapeId shape : mined[i].shapes)
            if (const auto found = before.find(shape); found != before.end())
                (found->second->pinned ? pinned : free)[found->second->id] += weight[shape];
        const bool byPins = free.empty();
        for (const auto &[id, sum] : byPins ? pinned : free)
            claims.push_back({byPins, sum, i, id});
    }
    std::sort(claims.begin(), claims.end(), [](const Claim &a, const Claim &b) {
        return std::tuple(a.byPins, b.weight, a.id, a.mined) < std::tuple(b.byPins, a.weight, b.id, b.mined);
    });
    out.ids.assign(mined.size(), TemplateId());
    std::set<TemplateId> taken;
    for (const Claim &claim : claims) {
        if (out.ids[claim.mined] != TemplateId())
            continue;
        // Templates that the user merged share the id of the merged one.
        if (!taken.insert(claim.id).second && !claim.byPins)
            continue;
        out.ids[claim.mined] = claim.id;
    }
    for (TemplateId &id : out.ids)
        if (id == TemplateId())
            id = TemplateId(out.nextId++);

    std::set<TemplateId> alive;
    std::map<TemplateId, std::map<TemplateId, std::uint64_t>> became;
    for (std::size_t i = 0; i < mined.size(); ++i)
        for (const ShapeId shape : mined[i].shapes) {
            const auto found = before.find(shape);
            const bool pinned = found != before.end() && found->second->pinned;
            const TemplateId id = pinned ? found->second->id : out.ids[i];
            out.assignment.emplace_back(shape, id);
            alive.insert(id);
            if (found != before.end())
                became[found->second->id][id] += weight[shape];
        }
    std::sort(out.assignment.begin(), out.assignment.end());
    for (const auto &[id, successors] : became) {
        if (alive.contains(id))
            continue;
        const auto heaviest = std::max_element(successors.begin(), successors.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
        out.aliases.emplace_back(id, heaviest->first);
    }
    return out;
}

} // namespace causeway::templates
