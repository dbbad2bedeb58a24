#pragma once
// Typed indices. An id of one kind does not convert to another, nor to a number by accident.

#include <compare>
#include <cstdint>
#include <functional>

namespace causeway {

template <typename Tag, typename Number>
struct Id {
    using number_type = Number;
    Number value = 0;
    constexpr Id() = default;
    constexpr explicit Id(Number v) : value(v) {}
    auto operator<=>(const Id &) const = default;
};

using EventId = Id<struct EventTag, std::uint64_t>;       // ordinal in the project, in order of import; never reused
using ShapeId = Id<struct ShapeTag, std::uint32_t>;       // index into the project's shapes; 0 = the catch-all shape
using FrameId = Id<struct FrameTag, std::uint32_t>;       // index into the project's frames
using TemplateId = Id<struct TemplateTag, std::uint32_t>; // stable through re-mining and edits; 0 = none
using SourceId = Id<struct SourceTag, std::uint32_t>;
using ImportId = Id<struct ImportTag, std::uint32_t>;
using ChunkId = Id<struct ChunkTag, std::uint32_t>;
using SessionId = Id<struct SessionTag, std::uint32_t>;   // index within one grouping; keys, not ids, are stored elsewhere
using RunId = Id<struct RunTag, std::int64_t>;
using ModelId = Id<struct ModelTag, std::int64_t>;
using FindingId = Id<struct FindingTag, std::int64_t>;

} // namespace causeway

template <typename Tag, typename Number>
struct std::hash<causeway::Id<Tag, Number>> {
    std::size_t operator()(causeway::Id<Tag, Number> id) const noexcept { return std::hash<Number>()(id.value); }
};
