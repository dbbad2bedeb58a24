#include "app/engine/flow_components.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <unordered_map>

#include "storage/chunk_codec.h"

namespace causeway::engine {

Result<Components> componentsOf(storage::EventReader &reader, const Job &job, std::size_t most)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<int> slots; // of each frame: its component's; −1: none
    bool any = false;
    for (const storage::Frame &frame : snapshot.frames) {
        const auto found = std::ranges::find(frame.slots, Role::Component, &storage::Frame::Slot::role);
        slots.push_back(found == frame.slots.end() ? -1 : static_cast<int>(found - frame.slots.begin()));
        any = any || slots.back() >= 0;
    }
    Components out;
    if (!any)
        return out;
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::uint64_t> counts;
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(const auto text, reader.text(c));
        const auto first = static_cast<std::size_t>(snapshot.chunks[c].first.value), rows = text->rows().shapes.size();
        if (out.of.size() < first + rows)
            out.of.resize(first + rows, Components::kNone);
        for (std::uint32_t row = 0; row < rows; ++row) {
            const std::uint32_t frame = text->localFrame(row);
            const int slot = slots[text->frames()[frame].value];
            const storage::Column *column = slot < 0 ? nullptr : text->field(frame, static_cast<std::size_t>(slot));
            if (column == nullptr)
                continue;
            const auto [place, fresh] = numbers.try_emplace(std::string(column->at(text->frameOrdinal(row))), static_cast<std::uint32_t>(numbers.size()));
            if (fresh) {
                out.names.push_back(place->first);
                counts.push_back(0);
            }
            ++counts[place->second];
            out.of[first + row] = place->second;
        }
    }
    std::vector<std::uint32_t> order(out.names.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return counts[a] != counts[b] ? counts[a] > counts[b] : out.names[a] < out.names[b]; });
    out.left = order.size() > most ? order.size() - most : 0;
    order.resize(order.size() - out.left);
    std::vector<std::uint32_t> rank(out.names.size(), Components::kNone);
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = i;
        names.push_back(out.names[order[i]]);
    }
    out.names = std::move(names);
    for (std::uint32_t &component : out.of)
        component = component == Components::kNone ? component : rank[component];
    return out;
}

Result<TemplateComponents> templateComponents(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const Job &job)
{
    CAUSEWAY_ASSIGN(Components all, componentsOf(reader, job, SIZE_MAX));
    TemplateComponents out;
    out.events.assign(all.names.size(), 0);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> counts; // template, component
    const auto &chunks = reader.snapshot().chunks;
    for (std::size_t c = 0; c < chunks.size() && !all.names.empty(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        const auto first = static_cast<std::size_t>(chunks[c].first.value);
        for (std::size_t row = 0; row < rows->shapes.size(); ++row)
            if (const std::uint32_t component = all.of[first + row]; component != Components::kNone) {
                ++out.events[component];
                ++counts[{catalog.templateOf(rows->shapes[row]).value, component}];
            }
    }
    std::unordered_map<std::uint32_t, std::uint64_t> most;
    for (const auto &[key, count] : counts)
        if (count > most[key.first]) {
            most[key.first] = count;
            out.of[key.first] = key.second;
        }
    out.names = std::move(all.names);
    return out;
}

} // namespace causeway::engine
