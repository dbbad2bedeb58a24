#pragma once
// Reads events of a snapshot. Chunks are decompressed once and kept in a bounded cache shared by all threads.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/project.h"

namespace causeway::storage {

// The cheap columns of a chunk: one entry a row.
struct ChunkRows {
    std::vector<std::int64_t> timesNs; // TimePoint::none().ns where there is none
    std::vector<ShapeId> shapes;
    std::vector<FrameId> frames;
    std::vector<Level> levels;
};

// Field of a rebuilt line: offsets into the event's bytes.
struct FieldRange {
    Role role = Role::Attribute;
    std::string_view name; // Attribute: its name
    std::uint32_t begin = 0, end = 0;
};

// One event, whole.
struct Event {
    EventId id;
    TimePoint time;
    Level level = Level::Unknown;
    SourceId source;
    ShapeId shape;
    FrameId frame;
    std::string bytes;  // as in the file: header, content, terminator, continuation lines
    std::uint32_t contentBegin = 0, contentEnd = 0;
    std::vector<FieldRange> fields;                                // of the header, rising
    std::vector<std::pair<std::uint32_t, std::uint32_t>> slots;    // of the content's shape: offsets into bytes
};

class ChunkText;   // a chunk with all its columns (chunk_codec.h)
struct DecodedRows; // its cheap columns

class EventReader {
public:
    // cacheBytes bounds what is kept decompressed.
    EventReader(std::shared_ptr<const Project> project, std::shared_ptr<const Snapshot> snapshot, std::size_t cacheBytes = 128u << 20);
    ~EventReader();

    [[nodiscard]] const Snapshot &snapshot() const { return *m_snapshot; }
    [[nodiscard]] std::shared_ptr<const Snapshot> snapshotPointer() const { return m_snapshot; }

    // chunk: index into snapshot().chunks. Any thread. Errors: Damaged (names the chunk and its source).
    Result<std::shared_ptr<const ChunkRows>> rows(std::size_t chunk);
    Result<std::shared_ptr<const DecodedRows>> decodedRows(std::size_t chunk);
    Result<std::shared_ptr<const ChunkText>> text(std::size_t chunk);
    // Without the header fields' columns, which are not read: ChunkText::field() has none of them. Not kept where text() was not
    // asked for before: for a pass over many chunks.
    Result<std::shared_ptr<const ChunkText>> messages(std::size_t chunk);

    // For many events of a chunk use text() and ChunkLines.
    Result<Event> event(EventId id);
    // Appends an event's bytes to out.
    Result<void> appendBytes(EventId id, std::string &out);

private:
    std::shared_ptr<const Project> m_project;
    std::shared_ptr<const Snapshot> m_snapshot;
    struct Cache;
    std::unique_ptr<Cache> m_cache;
};

} // namespace causeway::storage
