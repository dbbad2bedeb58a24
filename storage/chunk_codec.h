#pragma once
// The bytes of a chunk. Three parts, each a zstd frame with a checksum, so that filters read the first alone:
//   rows        shape, frame, level and time of each row
//   fields      the header fields' columns, by (frame, slot)
//   parameters  the messages' slots, by (shape, slot), and continuation lines
// Shapes and frames are numbered within the chunk; the rows part begins with their ids in the project.

#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/core/result.h"
#include "storage/event_reader.h"

namespace causeway::storage {

// Bytes that grow and are reused, without the zero fill of std::string.
class ByteBuffer {
public:
    // Copies in steps of 16 bytes: what lies behind `bytes` must be readable for 15 bytes more.
    void appendPadded(std::string_view bytes)
    {
        reserve(bytes.size() + 16);
        char *to = m_data.get() + m_size;
        std::size_t i = 0;
        do {
            std::memcpy(to + i, bytes.data() + i, 16);
            i += 16;
        } while (i < bytes.size());
        m_size += bytes.size();
    }
    void append(std::string_view bytes)
    {
        reserve(bytes.size());
        if (!bytes.empty())
            std::memcpy(m_data.get() + m_size, bytes.data(), bytes.size());
        m_size += bytes.size();
    }
    void push(char c)
    {
        reserve(1);
        m_data[m_size++] = c;
    }
    // Room for `more` bytes behind the end, to be written to and taken by grow().
    char *room(std::size_t more)
    {
        reserve(more);
        return m_data.get() + m_size;
    }
    void grow(std::size_t by) { m_size += by; }
    void varint(std::uint64_t v)
    {
        char *to = room(10);
        while (v >= 0x80) {
            *to++ = static_cast<char>(v | 0x80);
            v >>= 7;
        }
        *to++ = static_cast<char>(v);
        m_size = static_cast<std::size_t>(to - m_data.get());
    }
    void clear() { m_size = 0; }
    [[nodiscard]] std::string_view view() const { return {m_data.get(), m_size}; }

private:
    void reserve(std::size_t more)
    {
        if (m_capacity - m_size < more)
            enlarge(more);
    }
    void enlarge(std::size_t more);
    std::unique_ptr<char[]> m_data;
    std::size_t m_size = 0, m_capacity = 0;
};

// Values of one slot, one a row, none holds '\n'. Reused.
struct ColumnBuilder {
    ByteBuffer bytes; // each value followed by '\n'
    std::uint32_t values = 0;
    // As ByteBuffer::appendPadded.
    void append(std::string_view value)
    {
        bytes.appendPadded(value);
        bytes.push('\n');
        ++values;
    }
    void clear()
    {
        bytes.clear();
        values = 0;
    }
};

struct Continuation {
    std::uint32_t row = 0;
    std::string_view bytes; // whole lines behind the first, with terminators
};

// Uncompressed payloads, appended.
void appendRows(ByteBuffer &payload, std::span<const std::uint32_t> shapes, std::span<const std::uint32_t> frames, std::span<const Level> levels,
                std::span<const std::int64_t> timesNs, bool hasContinuations);
void appendColumn(ByteBuffer &payload, const ColumnBuilder &column);
void appendContinuations(ByteBuffer &payload, std::span<const Continuation> continuations);

// zstd with checksum; one a thread.
class Compressor {
public:
    Compressor();
    ~Compressor();
    Compressor(const Compressor &) = delete;
    Compressor &operator=(const Compressor &) = delete;
    std::string compress(std::string_view bytes);

private:
    void *m_context;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_size = 0;
};
// Bytes that were decompressed; not filled with zeros first.
class RawBytes {
public:
    RawBytes() = default;
    explicit RawBytes(std::size_t size) : m_data(std::make_unique_for_overwrite<char[]>(size)), m_size(size) {}
    [[nodiscard]] char *data() { return m_data.get(); }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::string_view view() const { return {m_data.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_data;
    std::size_t m_size = 0;
};
// Errors: Damaged. maxBytes bounds the result.
Result<RawBytes> decompress(std::string_view bytes, std::size_t maxBytes = 1u << 30);

// The rows part: prefix with ids, then the compressed payload.
std::string joinRowsPart(std::span<const ShapeId> shapes, std::span<const FrameId> frames, std::string_view compressed);

struct DecodedRows {
    ChunkRows rows;
    std::vector<ShapeId> shapes; // by number within the chunk
    std::vector<FrameId> frames;
    std::vector<std::uint32_t> localShapes, localFrames; // number of each row's
    bool hasContinuations = false;
};
// rows: as the chunk table says. All ids are checked against the snapshot's sizes. Errors: Damaged.
Result<DecodedRows> decodeRowsPart(std::string_view part, std::uint32_t rows, std::size_t shapeCount, std::size_t frameCount);

// One column of a decoded chunk. Any thread.
class Column {
public:
    Column() = default;
    Column(const Column &) = delete;
    Column &operator=(const Column &) = delete;
    // false: the bytes do not hold a column of so many values. The bytes must outlive the column.
    bool read(ByteReader &in, std::uint32_t values);
    // i < size().
    [[nodiscard]] std::string_view at(std::uint32_t i) const;
    // All values' bytes, to search before looking at values; a constant column's value once.
    [[nodiscard]] std::string_view bytes() const { return m_bytes; }
    [[nodiscard]] std::uint32_t size() const { return m_values; }
    [[nodiscard]] bool isConstant() const { return m_mode == Mode::Constant; }

private:
    enum class Mode : std::uint8_t { Delimited, FixedWidth, Constant };
    void findEnds() const;
    std::string_view m_bytes;
    std::uint32_t m_values = 0;
    std::uint32_t m_width = 0;
    Mode m_mode = Mode::Delimited;
    mutable std::once_flag m_once;
    mutable std::vector<std::uint32_t> m_ends; // Delimited: where each value ends; made on first use
};

// A chunk with all its columns; any thread.
class ChunkText {
public:
    // fields: nullopt = field() has none. Errors: Damaged.
    static Result<std::shared_ptr<const ChunkText>> make(std::shared_ptr<const DecodedRows> decoded, std::optional<RawBytes> fields, RawBytes parameters,
                                                         const Snapshot &snapshot);

    [[nodiscard]] const ChunkRows &rows() const { return m_decoded->rows; }
    // Shapes and frames that occur, by number within the chunk.
    [[nodiscard]] std::span<const ShapeId> shapes() const { return m_decoded->shapes; }
    [[nodiscard]] std::span<const FrameId> frames() const { return m_decoded->frames; }
    // The column of slot `slot` of the shape with this number; its i-th value belongs to the i-th row of that shape.
    [[nodiscard]] const Column &parameter(std::size_t shape, std::size_t slot) const { return m_parameters[m_firstParameter[shape] + slot]; }
    // Likewise of a frame's slots; nullptr for content, and for times kept as numbers.
    [[nodiscard]] const Column *field(std::size_t frame, std::size_t slot) const;
    // Number within the chunk of a row's shape and frame, and how many rows before it have the same.
    [[nodiscard]] std::uint32_t localShape(std::uint32_t row) const { return m_decoded->localShapes[row]; }
    [[nodiscard]] std::uint32_t localFrame(std::uint32_t row) const { return m_decoded->localFrames[row]; }
    [[nodiscard]] std::uint32_t shapeOrdinal(std::uint32_t row) const { return m_shapeOrdinal[row]; }
    [[nodiscard]] std::uint32_t frameOrdinal(std::uint32_t row) const { return m_frameOrdinal[row]; }
    // The continuation lines of a row; empty where there are none.
    [[nodiscard]] std::string_view continuation(std::uint32_t row) const;
    [[nodiscard]] bool hasContinuations() const { return !m_continuationRows.empty(); }
    [[nodiscard]] std::string_view continuationBytes() const { return m_continuationBytes; }
    [[nodiscard]] std::size_t memory() const;

private:
    std::shared_ptr<const DecodedRows> m_decoded;
    RawBytes m_fieldBytes, m_parameterBytes;
    std::deque<Column> m_parameters, m_fields;
    std::vector<std::uint32_t> m_firstParameter;             // by shape number
    std::vector<std::vector<std::int32_t>> m_fieldIndex;     // by frame number and slot; −1 = no column
    std::vector<std::uint32_t> m_shapeOrdinal, m_frameOrdinal;
    std::vector<std::uint32_t> m_continuationRows, m_continuationEnds;
    std::string_view m_continuationBytes;
};

// Where a line's pieces are.
struct LineLayout {
    std::uint32_t contentBegin = 0, contentEnd = 0;
    std::vector<FieldRange> fields;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> slots;
};

// Rebuilds the lines of a chunk, in any order; one a thread.
class ChunkLines {
public:
    ChunkLines(std::shared_ptr<const ChunkText> text, const Snapshot &snapshot);
    ~ChunkLines();
    // Appends the event's bytes. layout may be nullptr; its offsets count from where out ended.
    void append(std::uint32_t row, std::string &out, LineLayout *layout = nullptr);

private:
    struct Plan;
    std::shared_ptr<const ChunkText> m_text;
    std::unique_ptr<Plan> m_plan;
};

} // namespace causeway::storage
