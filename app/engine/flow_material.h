#pragma once
// What control flow is mined from: events as columns in order of time, with their sessions where those say what belongs together.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/flow/mine.h"
#include "analysis/flow/timeline.h"
#include "app/engine/flow_components.h"
#include "app/engine/mine_flow.h"
#include "storage/session_store.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct FlowColumns {
    std::vector<std::uint32_t> templates, sessions; // sessions: numbers of Material::sessions; flow::kNoSession: of none
    std::vector<std::uint32_t> components; // where they are asked for
    std::vector<EventId> ids;              // where they are asked for
    std::vector<std::int64_t> times;
    bool timed = false;
    std::uint64_t timeless = 0;
    [[nodiscard]] flow::Events events() const { return {templates, times, sessions}; }
};

struct FlowMaterial {
    std::shared_ptr<const storage::TemplateCatalog> catalog;
    std::shared_ptr<const storage::SessionSet> sessions; // nullptr: none that say what belongs together
    Components components;
    FlowColumns now;
    std::optional<FlowColumns> before; // of the period that is compared with
    [[nodiscard]] std::string grouping() const { return sessions == nullptr ? std::string() : sessions->grouping; }
};

struct FlowMaterialWants {
    bool components = false, ids = false;
};

// Errors: Usage (an automaton of two periods or without ids), NotFound (no events, or none of the component), Cancelled, Damaged.
Result<FlowMaterial> gatherFlow(storage::Project &project, const MineFlowRequest &request, const FlowMaterialWants &wants, const Job &job);

// Those of a component.
FlowColumns partOf(const FlowColumns &all, std::uint32_t component);

// Sessions are numbered anew in place. concurrent: as in flow::MineSettings. Errors: InvalidInput (neither times nor sessions), Cancelled.
Result<flow::Graph> mineColumns(FlowColumns &columns, const MineFlowRequest &request, const std::optional<flow::ConcurrentTemplates> &concurrent, const Job &job);

// What runs side by side in two periods taken together; nothing of events without sessions. Errors: Cancelled.
Result<flow::ConcurrentTemplates> concurrentIn(const FlowColumns &one, const FlowColumns &other, const Job &job);

// Whether its sessions say which events belong together: not windows of time, not sources.
bool belongsTogether(std::string_view grouping);

} // namespace causeway::engine
