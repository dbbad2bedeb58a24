#pragma once
// What is chosen and what is shown: plain values that every perspective shares.

#include <optional>
#include <string>
#include <vector>

#include "analysis/core/message.h"
#include "storage/filter.h"

namespace causeway::workspace {

// What is chosen anywhere is shown everywhere. Each part is independent; nullopt = nothing of that kind.
struct Selection {
    std::optional<EventId> event;
    std::optional<TemplateId> templateId;
    std::optional<std::string> session; // its subject id: GROUPING=KEY
    std::optional<FindingId> finding;
    std::optional<SourceId> source;
    std::optional<std::string> component;
    std::optional<TimeRange> range;     // marked, not filtered: a band in the time line
    bool operator==(const Selection &) const = default;
};

// The one filter, and what its `events` are called ("session blk=blk_1"), since a list of numbers has no name of its own.
struct ViewFilter {
    storage::Filter filter;
    std::string eventsName;
    bool operator==(const ViewFilter &) const = default;
};

// One condition of the filter as a person sees it: a chip that can be taken away.
struct Chip {
    enum class Kind : std::uint8_t { Range, Levels, Template, NotTemplate, Source, Component, Text, Parameter, Events } kind = Kind::Range;
    std::size_t index = 0; // within the conditions of its kind
    Message label;         // "level: error, fatal"
};

// catalog, snapshot: for names; may be nullptr.
std::vector<Chip> chipsOf(const ViewFilter &view, const storage::TemplateCatalog *catalog, const storage::Snapshot *snapshot);
// The filter without that condition.
ViewFilter without(ViewFilter view, const Chip &chip);

} // namespace causeway::workspace
