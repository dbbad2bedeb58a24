#include "storage/chunk_codec.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace causeway::storage {

namespace {

Error damaged(Message why)
{
    return {ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Events cannot be read")), std::move(why),
            Message(CAUSEWAY_TEXT("The project file is damaged: restore it from a copy, or import the logs again.")), {}};
}

// Numbers below 2^8, 2^16 or 2^32, in as few bytes as the largest needs.
void appendNumbers(ByteBuffer &out, std::span<const std::uint32_t> numbers)
{
    std::uint32_t largest = 0;
    for (const std::uint32_t n : numbers)
        largest = std::max(largest, n);
    const int width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
    out.push(static_cast<char>(width));
    for (int byte = 0; byte < width; ++byte) { // planes: the high ones compress to nothing
        char *to = out.room(numbers.size());
        for (const std::uint32_t n : numbers)
            *to++ = static_cast<char>(n >> (8 * byte));
        out.grow(numbers.size());
    }
}

bool readNumbers(ByteReader &in, std::uint32_t count, std::size_t below, std::vector<std::uint32_t> &out)
{
    const int width = in.u8();
    if ((width != 1 && width != 2 && width != 4) || !in.fits(count, static_cast<std::uint64_t>(width)))
        return false;
    out.assign(count, 0);
    for (int byte = 0; byte < width; ++byte) {
        const std::string_view plane = in.raw(count);
        for (std::uint32_t i = 0; i < count; ++i)
            out[i] |= static_cast<std::uint32_t>(static_cast<unsigned char>(plane[i])) << (8 * byte);
    }
    return std::all_of(out.begin(), out.end(), [&](std::uint32_t n) { return n < below; });
}

} // namespace

void ByteBuffer::enlarge(std::size_t more)
{
    const std::size_t capacity = std::max<std::size_t>({m_capacity * 2, m_size + more, 64});
    auto data = std::make_unique_for_overwrite<char[]>(capacity);
    if (m_size > 0)
        std::memcpy(data.get(), m_data.get(), m_size);
    m_data = std::move(data);
    m_capacity = capacity;
}

void appendRows(ByteBuffer &out, std::span<const std::uint32_t> shapes, std::span<const std::uint32_t> frames, std::span<const Level> levels,
                std::span<const std::int64_t> timesNs, bool hasContinuations)
{
    out.push(hasContinuations ? 1 : 0);
    appendNumbers(out, shapes);
    appendNumbers(out, frames);
    out.append({reinterpret_cast<const char *>(levels.data()), levels.size()});
    constexpr std::int64_t kNone = TimePoint::none().ns;
    std::int64_t unit = 1'000'000'000;
    for (const std::int64_t t : timesNs)
        while (t != kNone && unit > 1 && t % unit != 0)
            unit /= 1000;
    out.varint(static_cast<std::uint64_t>(unit));
    // 0 = no time; else 1 + zigzag of the difference to the last known time, in units.
    std::int64_t last = 0;
    for (const std::int64_t t : timesNs) {
        if (t == kNone) {
            out.varint(0);
            continue;
        }
        const std::int64_t units = t / unit;
        const auto delta = static_cast<std::int64_t>(static_cast<std::uint64_t>(units) - static_cast<std::uint64_t>(last));
        const std::uint64_t zigzag = static_cast<std::uint64_t>(delta) << 1 ^ static_cast<std::uint64_t>(delta >> 63);
        if (zigzag == ~std::uint64_t{0}) { // cannot take the +1; no clock is there
            out.varint(0);
            continue;
        }
        out.varint(zigzag + 1);
        last = units;
    }
}

void appendColumn(ByteBuffer &payload, const ColumnBuilder &column)
{
    const std::string_view bytes = column.bytes.view();
    const auto text = [&](std::string_view value) {
        payload.varint(value.size());
        payload.append(value);
    };
    if (column.values > 0) {
        const std::size_t width = bytes.find('\n');
        const std::size_t stride = width + 1;
        bool equalWidth = bytes.size() == stride * column.values;
        bool equal = equalWidth;
        for (std::size_t i = 1; equalWidth && i < column.values; ++i) {
            const char *value = bytes.data() + i * stride;
            equalWidth = value[width] == '\n'; // and so it is the only one in it: there are as many as values
            equal = equal && std::memcmp(value, bytes.data(), width) == 0;
        }
        if (equalWidth && equal) {
            payload.push(2);
            text(bytes.substr(0, width));
            return;
        }
        if (equalWidth) {
            payload.push(1);
            payload.varint(width);
            char *to = payload.room(width * column.values);
            for (std::size_t i = 0; i < column.values; ++i)
                std::memcpy(to + i * width, bytes.data() + i * stride, width);
            payload.grow(width * column.values);
            return;
        }
    }
    payload.push(0);
    text(bytes);
}

void appendContinuations(ByteBuffer &payload, std::span<const Continuation> continuations)
{
    payload.varint(continuations.size());
    std::uint32_t last = 0;
    for (const Continuation &c : continuations) {
        payload.varint(c.row - last);
        payload.varint(c.bytes.size());
        last = c.row;
    }
    for (const Continuation &c : continuations)
        payload.append(c.bytes);
}

Compressor::Compressor() : m_context(ZSTD_createCCtx())
{
    auto *context = static_cast<ZSTD_CCtx *>(m_context);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
}

Compressor::~Compressor() { ZSTD_freeCCtx(static_cast<ZSTD_CCtx *>(m_context)); }

std::string Compressor::compress(std::string_view bytes)
{
    const std::size_t bound = ZSTD_compressBound(bytes.size());
    if (m_size < bound) {
        m_size = bound;
        m_buffer = std::make_unique_for_overwrite<char[]>(m_size);
    }
    const std::size_t n = ZSTD_compress2(static_cast<ZSTD_CCtx *>(m_context), m_buffer.get(), m_size, bytes.data(), bytes.size());
    return {m_buffer.get(), ZSTD_isError(n) != 0 ? 0 : n}; // cannot fail: the bound is enough
}

Result<RawBytes> decompress(std::string_view bytes, std::size_t maxBytes)
{
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > maxBytes)
        return failure(damaged(Message(CAUSEWAY_TEXT("a block of events is not what was written"))));
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    RawBytes out(static_cast<std::size_t>(size));
    const std::size_t n = ZSTD_decompressDCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(n) != 0 || n != out.size())
        return failure(damaged(Message(CAUSEWAY_TEXT("a block of events fails its check: %1"), ZSTD_isError(n) != 0 ? ZSTD_getErrorName(n) : "wrong size")));
    return out;
}

std::string joinRowsPart(std::span<const ShapeId> shapes, std::span<const FrameId> frames, std::string_view compressed)
{
    ByteWriter out;
    out.varint(shapes.size());
    for (const ShapeId id : shapes)
        out.varint(id.value);
    out.varint(frames.size());
    for (const FrameId id : frames)
        out.varint(id.value);
    out.raw(compressed);
    return out.take();
}

Result<DecodedRows> decodeRowsPart(std::string_view part, std::uint32_t rows, std::size_t shapeCount, std::size_t frameCount)
{
    ByteReader prefix(part);
    DecodedRows decoded;
    const auto readIds = [&](auto &ids, std::size_t below) {
        const std::uint64_t n = prefix.varint();
        if (!prefix.fits(n))
            return;
        ids.resize(static_cast<std::size_t>(n));
        for (auto &id : ids) {
            const std::uint64_t value = prefix.varint();
            if (value >= below)
                prefix.fail();
            id = std::decay_t<decltype(id)>(static_cast<std::uint32_t>(value));
        }
    };
    readIds(decoded.shapes, shapeCount);
    readIds(decoded.frames, frameCount);
    if (!prefix.ok())
        return failure(damaged(Message(CAUSEWAY_TEXT("a block of events names forms that do not exist"))));
    CAUSEWAY_ASSIGN(const RawBytes payload, decompress(part.substr(prefix.position())));
    ByteReader in(payload.view());
    decoded.hasContinuations = in.u8() != 0;
    ChunkRows &out = decoded.rows;
    bool good = readNumbers(in, rows, decoded.shapes.size(), decoded.localShapes) && readNumbers(in, rows, decoded.frames.size(), decoded.localFrames) &&
                in.fits(rows);
    if (good) {
        const std::string_view levels = in.raw(rows);
        const std::uint64_t unit = in.varint();
        good = unit == 1 || unit == 1'000 || unit == 1'000'000 || unit == 1'000'000'000;
        out.levels.resize(rows);
        out.shapes.resize(rows);
        out.frames.resize(rows);
        out.timesNs.resize(rows);
        std::uint64_t units = 0;
        for (std::uint32_t i = 0; good && i < rows; ++i) {
            const auto level = static_cast<unsigned char>(levels[i]);
            good = level < kLevelCount;
            out.levels[i] = static_cast<Level>(level);
            out.shapes[i] = decoded.shapes[decoded.localShapes[i]];
            out.frames[i] = decoded.frames[decoded.localFrames[i]];
            const std::uint64_t code = in.varint();
            if (code == 0) {
                out.timesNs[i] = TimePoint::none().ns;
                continue;
            }
            units += (code - 1) >> 1 ^ (~((code - 1) & 1) + 1);
            out.timesNs[i] = static_cast<std::int64_t>(units * unit);
        }
        good = good && in.atEnd();
    }
    if (!good)
        return failure(damaged(Message(CAUSEWAY_TEXT("a block of events is inconsistent"))));
    return decoded;
}

bool Column::read(ByteReader &in, std::uint32_t values)
{
    m_values = values;
    switch (in.u8()) {
    case 0:
        m_mode = Mode::Delimited;
        m_bytes = in.text();
        break;
    case 1: {
        m_mode = Mode::FixedWidth;
        const std::uint64_t width = in.varint();
        if (width == 0 || !in.fits(values, width))
            return false;
        m_width = static_cast<std::uint32_t>(width);
        m_bytes = in.raw(static_cast<std::size_t>(width) * values);
        break;
    }
    case 2:
        m_mode = Mode::Constant;
        m_bytes = in.text();
        break;
    default: return false;
    }
    return in.ok() && m_bytes.size() < 0xffffffffu;
}

void Column::findEnds() const
{
    m_ends.reserve(m_values);
    const char *p = m_bytes.data();
    const char *const end = p + m_bytes.size();
    while (p < end && m_ends.size() < m_values) {
        const auto *found = static_cast<const char *>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
        if (found == nullptr)
            break;
        m_ends.push_back(static_cast<std::uint32_t>(found - m_bytes.data()));
        p = found + 1;
    }
    // A damaged column that passed its checksum: the missing values read as empty.
    if (m_ends.size() < m_values)
        m_ends.resize(m_values, static_cast<std::uint32_t>(m_ends.empty() ? 0 : m_ends.back()));
}

std::string_view Column::at(std::uint32_t i) const
{
    switch (m_mode) {
    case Mode::Constant: return m_bytes;
    case Mode::FixedWidth: return m_bytes.substr(static_cast<std::size_t>(i) * m_width, m_width);
    case Mode::Delimited: break;
    }
    std::call_once(m_once, [this] { findEnds(); });
    const std::uint32_t begin = i == 0 ? 0 : m_ends[i - 1] + 1;
    return begin > m_ends[i] ? std::string_view() : m_bytes.substr(begin, m_ends[i] - begin);
}

Result<std::shared_ptr<const ChunkText>> ChunkText::make(std::shared_ptr<const DecodedRows> decoded, std::optional<RawBytes> fields, RawBytes parameters,
                                                         const Snapshot &snapshot)
{
    auto text = std::make_shared<ChunkText>();
    text->m_decoded = std::move(decoded);
    if (fields)
        text->m_fieldBytes = std::move(*fields);
    text->m_parameterBytes = std::move(parameters);
    const DecodedRows &d = *text->m_decoded;
    const auto rows = static_cast<std::uint32_t>(d.localShapes.size());
    std::vector<std::uint32_t> ofShape(d.shapes.size(), 0);
    std::vector<std::uint32_t> ofFrame(d.frames.size(), 0);
    text->m_shapeOrdinal.resize(rows);
    text->m_frameOrdinal.resize(rows);
    for (std::uint32_t i = 0; i < rows; ++i) {
        text->m_shapeOrdinal[i] = ofShape[d.localShapes[i]]++;
        text->m_frameOrdinal[i] = ofFrame[d.localFrames[i]]++;
    }
    bool good = true;
    ByteReader fieldReader(text->m_fieldBytes.view());
    text->m_fieldIndex.resize(d.frames.size());
    for (std::size_t f = 0; f < d.frames.size() && fields && good; ++f) {
        const Frame &frame = snapshot.frames[d.frames[f].value];
        for (const Frame::Slot &slot : frame.slots) {
            if (slot.role == Role::Content || (slot.role == Role::Time && !frame.timeSpec.empty())) {
                text->m_fieldIndex[f].push_back(-1);
                continue;
            }
            text->m_fieldIndex[f].push_back(static_cast<std::int32_t>(text->m_fields.size()));
            good = good && text->m_fields.emplace_back().read(fieldReader, ofFrame[f]);
        }
    }
    good = good && fieldReader.atEnd();
    ByteReader in(text->m_parameterBytes.view());
    for (std::size_t s = 0; s < d.shapes.size() && good; ++s) {
        text->m_firstParameter.push_back(static_cast<std::uint32_t>(text->m_parameters.size()));
        for (std::size_t k = 0; k < snapshot.shapes[d.shapes[s].value].slots.size() && good; ++k)
            good = text->m_parameters.emplace_back().read(in, ofShape[s]);
    }
    if (good) {
        const std::uint64_t n = in.varint();
        good = in.fits(n, 2) && n <= rows;
        std::uint64_t row = 0;
        std::uint64_t end = 0;
        for (std::uint64_t i = 0; good && i < n; ++i) {
            row += in.varint();
            end += in.varint();
            good = in.ok() && row < rows && end <= text->m_parameterBytes.size();
            text->m_continuationRows.push_back(static_cast<std::uint32_t>(row));
            text->m_continuationEnds.push_back(static_cast<std::uint32_t>(end));
        }
        if (good) {
            text->m_continuationBytes = in.raw(static_cast<std::size_t>(end));
            good = in.atEnd();
        }
    }
    if (!good)
        return failure(damaged(Message(CAUSEWAY_TEXT("the columns of a block of events are inconsistent"))));
    return text;
}

const Column *ChunkText::field(std::size_t frame, std::size_t slot) const
{
    const std::vector<std::int32_t> &ofFrame = m_fieldIndex[frame];
    const std::int32_t index = slot < ofFrame.size() ? ofFrame[slot] : -1;
    return index < 0 ? nullptr : &m_fields[static_cast<std::size_t>(index)];
}

std::string_view ChunkText::continuation(std::uint32_t row) const
{
    const auto found = std::lower_bound(m_continuationRows.begin(), m_continuationRows.end(), row);
    if (found == m_continuationRows.end() || *found != row)
        return {};
    const auto i = static_cast<std::size_t>(found - m_continuationRows.begin());
    const std::uint32_t begin = i == 0 ? 0 : m_continuationEnds[i - 1];
    return m_continuationBytes.substr(begin, m_continuationEnds[i] - begin);
}

std::size_t ChunkText::memory() const
{
    std::size_t bytes = m_fieldBytes.size() + m_parameterBytes.size() + m_shapeOrdinal.size() * 8;
    for (const Column &column : m_parameters) // offsets that may still come
        bytes += column.size() * sizeof(std::uint32_t);
    for (const Column &column : m_fields)
        bytes += column.size() * sizeof(std::uint32_t);
    return bytes;
}

} // namespace causeway::storage
