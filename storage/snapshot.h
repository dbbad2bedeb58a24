#pragma once
// What a project holds at one moment: immutable, shared between threads. Chunks of events, the shapes and frames they are
// made of, sources. Events' bytes stay in the file; event_reader.h fetches them.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/ids.h"
#include "analysis/core/job.h"
#include "analysis/core/units.h"
#include "analysis/decode/line_decoder.h"
#include "analysis/templates/shape.h"

namespace causeway::storage {

struct SourceInfo {
    SourceId id;
    std::string name;   // unique; the file's name unless told otherwise
    std::string path;   // as imported
    std::string format; // "syslog", "layout", "sequences" …; several layouts joined by "+"
    std::vector<decode::Layout> layouts;
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;    // of text, after decompression
    std::uint64_t skipped = 0;  // physical lines that no layout explains and that continue no event; kept as events
    std::int64_t incompleteAt = -1; // byte of damage; -1 complete
    bool timesFall = false;     // some event is earlier than the one before it
    std::uint64_t spans = 0, metricPoints = 0;
    TimePoint signalsFrom = TimePoint::none(), signalsTo = TimePoint::none(); // of its spans, else of its points; none where none has a time
};

struct ChunkInfo {
    ChunkId id;
    SourceId source;
    EventId first;          // events first … first + rows − 1
    std::uint32_t rows = 0;
    TimePoint from, to;     // smallest and largest time; none where no event has one
    std::uint64_t textBytes = 0;
};

// The constant text around the fields of a line. text: kSlot where a field's bytes belong; the terminator is part of it.
struct Frame {
    struct Slot {
        Role role = Role::Attribute;
        std::string name;             // Attribute: its name
    };
    std::string text;
    std::vector<Slot> slots;
    std::string timeSpec;             // of the Role::Time slot, "" where times are kept as text
    decode::TimeContext timeContext;
};

class Snapshot {
public:
    std::vector<SourceInfo> sources;  // rising id
    std::vector<ChunkInfo> chunks;    // rising first event
    std::vector<Frame> frames;        // by FrameId
    std::vector<templates::Shape> shapes; // by ShapeId; 0 is the catch-all
    std::vector<std::uint64_t> shapeCounts; // events a shape
    std::uint64_t events = 0;
    std::uint64_t textBytes = 0;
    std::uint64_t version = 0;        // rises with every change of what is imported

    [[nodiscard]] const SourceInfo *source(SourceId id) const;
    [[nodiscard]] const ChunkInfo *chunkOf(EventId event) const; // nullptr beyond the end
    // Of events and spans, else of points: to is just past the last; all where nothing has a time.
    [[nodiscard]] TimeRange timeRange() const;
};

// The order in which events are shown and printed: one source: file order; several: stable order of time (events without a
// time stay behind the one before them in their source).
class EventOrder {
public:
    // Reads the times of all chunks where sources overlap in time. Errors: Cancelled, Damaged.
    static Result<std::shared_ptr<const EventOrder>> make(class EventReader &reader, const Job &job);
    [[nodiscard]] EventId at(std::uint64_t position) const { return m_permutation.empty() ? EventId(position) : EventId(m_permutation[position]); }
    [[nodiscard]] std::uint64_t positionOf(EventId event) const; // O(1)
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] bool isIdentity() const { return m_permutation.empty(); }

private:
    std::uint64_t m_size = 0;
    std::vector<std::uint32_t> m_permutation; // empty = identity
    std::vector<std::uint32_t> m_inverse;
};

} // namespace causeway::storage
