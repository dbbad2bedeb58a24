#include "storage/import/block_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "analysis/core/limits.h"
#include "analysis/templates/shape_splitter.h"
#include "storage/chunk_codec.h"
#include "storage/snapshot_loader.h"

namespace causeway::storage {

namespace {

using templates::kSlot;
using templates::Shape;
using templates::ShapePromoter;
using templates::ShapeSplitter;
using templates::SlotKind;

constexpr std::uint64_t kSampledRows = 64;
constexpr std::size_t kSampledBytes = 256;
constexpr std::size_t kPromotionRounds = 3; // what is promoted shows what else to promote

// Hash → number, open addressing, cleared from block to block. Equal hashes are told apart by the caller's check.
class NumberTable {
public:
    void clear()
    {
        m_slots.assign(std::max<std::size_t>(m_slots.size(), 1024), Slot{});
        m_used = 0;
    }
    // The first number kept under this hash for which same(number) holds; -1 where there is none.
    template <typename Same>
    std::int32_t find(std::uint64_t hash, const Same &same) const
    {
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t i = hash & mask; m_slots[i].number >= 0; i = (i + 1) & mask)
            if (m_slots[i].hash == hash && same(m_slots[i].number))
                return m_slots[i].number;
        return -1;
    }
    void insert(std::uint64_t hash, std::int32_t number)
    {
        if (2 * ++m_used > m_slots.size()) {
            std::vector<Slot> old = std::move(m_slots);
            m_slots.assign(old.size() * 2, Slot{});
            for (const Slot &slot : old)
                if (slot.number >= 0)
                    place(slot);
        }
        place({hash, number});
    }

private:
    struct Slot {
        std::uint64_t hash = 0;
        std::int32_t number = -1;
    };
    void place(const Slot &slot)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t i = slot.hash & mask;
        while (m_slots[i].number >= 0)
            i = (i + 1) & mask;
        m_slots[i] = slot;
    }
    std::vector<Slot> m_slots = std::vector<Slot>(1024);
    std::size_t m_used = 0;
};

struct LocalFrame {
    Frame frame;
    std::uint16_t layout = 0;
    std::uint16_t timeFormat = 0;      // of a time kept as a number
    std::vector<std::int32_t> columns; // by slot; −1: content, or a time kept as a number
};

struct LocalShape {
    BlockShape info;
    std::uint32_t firstColumn = 0;
};

struct Line {
    std::string_view text;       // without terminator
    std::string_view terminator; // "\n", "\r\n" or nothing
};

// Takes the next physical line off the block; lines beyond limits::kLineBytes are cut.
Line takeLine(std::string_view &block)
{
    const std::size_t window = std::min<std::size_t>(block.size(), limits::kLineBytes);
    const auto *found = static_cast<const char *>(std::memchr(block.data(), '\n', window));
    Line line;
    if (found == nullptr) {
        line.text = block.substr(0, window);
        block.remove_prefix(window);
        return line;
    }
    auto n = static_cast<std::size_t>(found - block.data());
    const bool cr = n > 0 && block[n - 1] == '\r';
    line.text = block.substr(0, cr ? n - 1 : n);
    line.terminator = block.substr(line.text.size(), cr ? 2 : 1);
    block.remove_prefix(n + 1);
    return line;
}

} // namespace

bool isSingleLine(const decode::Layout &layout)
{
    static constexpr std::array<std::string_view, 5> kFormats{"json-lines", "docker-json", "nezha-log-csv", "access-log", "logfmt"};
    return std::find(kFormats.begin(), kFormats.end(), layout.format) != kFormats.end();
}

Result<EventStart> EventStart::make(const std::vector<decode::Layout> &layouts)
{
    CAUSEWAY_ASSIGN(auto decoder, decode::SourceDecoder::make(layouts));
    return EventStart(std::move(decoder));
}

bool EventStart::operator()(std::string_view line)
{
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    std::uint16_t layout = 0;
    if (m_decoder.decode(line, m_record, layout))
        return true;
    m_record.partial = false;
    return false;
}

struct BlockEncoder::State {
    std::optional<decode::SourceDecoder> decoder;
    std::vector<bool> singleLine;
    std::optional<decode::SequenceLayout> sequenceLayout;
    bool constantMessages = false;
    std::vector<std::vector<decode::TimeParser>> parsers; // by layout and time format
    Compressor compressor;
    ShapeSplitter splitter;
    decode::Record record;
    decode::SequenceLine sequence;
    std::string rendered;

    NumberTable frameTable, shapeTable;
    std::vector<LocalFrame> frames;
    std::vector<LocalShape> shapes;
    std::vector<ColumnBuilder> fieldColumns, parameterColumns; // the first `…Used` are in use
    std::size_t fieldColumnsUsed = 0, parameterColumnsUsed = 0;
    ShapePromoter promoter;

    std::vector<std::uint32_t> rowShapes, rowFrames;
    std::vector<Level> rowLevels;
    std::vector<std::int64_t> rowTimes;
    std::vector<Continuation> continuations;
    ByteBuffer payload;

    void clear();
    std::uint32_t newColumn(std::vector<ColumnBuilder> &columns, std::size_t &used);
    std::uint32_t frameOf(std::string_view line, std::string_view terminator, std::uint16_t layout, bool timeKept, const EncodeContext &context);
    std::uint32_t plainFrame(std::string_view terminator);
    void appendFields(std::string_view line, std::uint32_t frame);
    std::uint32_t shapeOf(std::string_view content, const EncodeContext &context);
    std::uint32_t addShape(Shape shape, std::uint64_t hash);
    std::uint32_t constantShape(std::string_view text, const EncodeContext &context);
    void appendSlots(std::string_view content, std::uint32_t shape);
    void addSample(LocalShape &shape, std::size_t slot, std::string_view value);
    static void sampleAnother(std::vector<std::string> &samples, std::string_view values);
    void row(std::uint32_t frame, std::uint32_t shape, Level level, TimePoint time);
    void plainEvent(const Line &line, const EncodeContext &context);
    void encodeLines(std::string_view block, const EncodeContext &context, const Job &job, EncodedBlock &out);
    void encodeSequences(std::string_view block, const EncodeContext &context, const Job &job, EncodedBlock &out);
    void finish(EncodedBlock &out);
};

void BlockEncoder::State::clear()
{
    frameTable.clear();
    shapeTable.clear();
    frames.clear();
    shapes.clear();
    fieldColumnsUsed = parameterColumnsUsed = 0;
    promoter = {};
    rowShapes.clear();
    rowFrames.clear();
    rowLevels.clear();
    rowTimes.clear();
    continuations.clear();
    // Number 0 is the catch-all shape, as in the project.
    addShape({std::string(1, kSlot), {SlotKind::Rest}}, 0);
}

std::uint32_t BlockEncoder::State::newColumn(std::vector<ColumnBuilder> &columns, std::size_t &used)
{
    if (used == columns.size())
        columns.emplace_back();
    columns[used].clear();
    return static_cast<std::uint32_t>(used++);
}

// The frame of a decoded line: the bytes between its fields, the fields' roles, and how the line ends.
std::uint32_t BlockEncoder::State::frameOf(std::string_view line, std::string_view terminator, std::uint16_t layout, bool timeKept, const EncodeContext &context)
{
    const std::uint16_t timeFormat = timeKept ? record.timeFormat : std::uint16_t{0};
    std::uint64_t hash = terminator.size() * 31 + layout * 4u + timeFormat * 1024u + (timeKept ? 1 : 0);
    std::uint32_t at = 0;
    for (const decode::Field &field : record.fields) {
        hash = templates::hashBytes(line.substr(at, field.begin - at), hash * 31 + static_cast<std::uint64_t>(field.role) + static_cast<std::uint64_t>(field.name) * 16);
        at = field.end;
    }
    hash = templates::hashBytes(line.substr(at), hash);
    const auto same = [&](std::int32_t number) {
        const LocalFrame &local = frames[static_cast<std::size_t>(number)];
        if (local.layout != layout || local.timeFormat != timeFormat || local.frame.slots.size() != record.fields.size())
            return false;
        std::string_view text = local.frame.text;
        std::uint32_t from = 0;
        for (std::size_t k = 0; k < record.fields.size(); ++k) {
            const decode::Field &field = record.fields[k];
            const std::string_view piece = line.substr(from, field.begin - from);
            if (local.frame.slots[k].role != field.role || text.size() <= piece.size() || text.substr(0, piece.size()) != piece || text[piece.size()] != kSlot)
                return false;
            if (field.role == Role::Time && timeKept != !local.frame.timeSpec.empty())
                return false;
            text.remove_prefix(piece.size() + 1);
            from = field.end;
        }
        const std::string_view rest = line.substr(from);
        return text.size() == rest.size() + terminator.size() && text.substr(0, rest.size()) == rest && text.substr(rest.size()) == terminator;
    };
    if (const std::int32_t found = frameTable.find(hash, same); found >= 0)
        return static_cast<std::uint32_t>(found);
    // A constant kSlot could not be told from a slot; and frames must stay few.
    if (frames.size() >= kFramesPerBlock)
        return ~0u;
    LocalFrame local;
    local.layout = layout;
    local.timeFormat = timeFormat;
    std::uint32_t from = 0;
    for (const decode::Field &field : record.fields) {
        const std::string_view piece = line.substr(from, field.begin - from);
        if (piece.find(kSlot) != std::string_view::npos)
            return ~0u;
        local.frame.text.append(piece);
        local.frame.text += kSlot;
        std::string name;
        if (field.role == Role::Attribute)
            name = sequenceLayout ? "id" : decoder->decoder(layout).attributeNames()[field.name];
        local.frame.slots.push_back({field.role, std::move(name)});
        if (field.role == Role::Time && timeKept) {
            local.frame.timeSpec = decoder->decoder(layout).timeFormats()[record.timeFormat].spec();
            local.frame.timeContext = decoder->decoder(layout).timeContext();
        }
        from = field.end;
    }
    if (line.substr(from).find(kSlot) != std::string_view::npos)
        return ~0u;
    local.frame.text.append(line.substr(from));
    local.frame.text.append(terminator);
    if (context.onlyFrames && !context.onlyFrames->contains(templates::hashBytes(encodeFrame(local.frame), 0)))
        return ~0u;
    for (const Frame::Slot &slot : local.frame.slots)
        local.columns.push_back(slot.role == Role::Content || (slot.role == Role::Time && timeKept)
                                    ? -1
                                    : static_cast<std::int32_t>(newColumn(fieldColumns, fieldColumnsUsed)));
    const auto number = static_cast<std::int32_t>(frames.size());
    frames.push_back(std::move(local));
    frameTable.insert(hash, number);
    return static_cast<std::uint32_t>(number);
}

std::uint32_t BlockEncoder::State::plainFrame(std::string_view terminator)
{
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const LocalFrame &local = frames[i];
        if (local.frame.slots.size() == 1 && local.frame.slots[0].role == Role::Content && local.frame.text.size() == 1 + terminator.size() &&
            local.frame.text[0] == kSlot && std::string_view(local.frame.text).substr(1) == terminator)
            return static_cast<std::uint32_t>(i);
    }
    LocalFrame local;
    local.frame.text = kSlot + std::string(terminator);
    local.frame.slots.push_back({Role::Content, {}});
    local.columns.push_back(-1);
    frames.push_back(std::move(local));
    return static_cast<std::uint32_t>(frames.size() - 1);
}

void BlockEncoder::State::appendFields(std::string_view line, std::uint32_t frame)
{
    const LocalFrame &local = frames[frame];
    for (std::size_t k = 0; k < local.columns.size(); ++k)
        if (local.columns[k] >= 0)
            fieldColumns[static_cast<std::size_t>(local.columns[k])].append(line.substr(record.fields[k].begin, record.fields[k].end - record.fields[k].begin));
}

std::uint32_t BlockEncoder::State::addShape(Shape shape, std::uint64_t hash)
{
    LocalShape local;
    local.info.samples.resize(shape.slots.size());
    local.info.shape = std::move(shape);
    local.firstColumn = static_cast<std::uint32_t>(parameterColumnsUsed);
    for (std::size_t k = 0; k < local.info.shape.slots.size(); ++k)
        newColumn(parameterColumns, parameterColumnsUsed);
    const auto number = static_cast<std::int32_t>(shapes.size());
    shapes.push_back(std::move(local));
    if (number > 0)
        shapeTable.insert(hash, number);
    return static_cast<std::uint32_t>(number);
}

// The number of the content's shape; its words are in `splitter` (but for the catch-all).
std::uint32_t BlockEncoder::State::shapeOf(std::string_view content, const EncodeContext &context)
{
    if (!splitter.split(content))
        return 0;
    const auto same = [&](std::int32_t number) { return splitter.matches(shapes[static_cast<std::size_t>(number)].info.shape.text); };
    std::uint64_t hash = splitter.hash();
    if (const std::int32_t found = shapeTable.find(hash, same); found >= 0)
        return static_cast<std::uint32_t>(found);
    for (std::size_t round = 0; round < kPromotionRounds; ++round) {
        std::uint64_t mask = context.rules->promotion(splitter);
        if (mask == 0)
            mask = promoter.rules().promotion(splitter);
        if (mask == 0)
            break;
        splitter.promote(mask);
        hash = splitter.hash();
        if (const std::int32_t found = shapeTable.find(hash, same); found >= 0)
            return static_cast<std::uint32_t>(found);
    }
    if (shapes.size() >= kShapesPerBlock || (context.onlyShapes && !context.onlyShapes->contains(hash)))
        return 0;
    promoter.add(splitter);
    return addShape(splitter.shape(), hash);
}

// For keys of sequence files and the like: constant whatever they hold.
std::uint32_t BlockEncoder::State::constantShape(std::string_view text, const EncodeContext &context)
{
    if (text.find(kSlot) != std::string_view::npos || (constantMessages && text.size() > limits::kShapeBytes))
        return 0;
    const std::uint64_t hash = ShapeSplitter::hashOfShape(text);
    const auto same = [&](std::int32_t number) { return shapes[static_cast<std::size_t>(number)].info.shape.text == text; };
    if (const std::int32_t found = shapeTable.find(hash, same); found >= 0)
        return static_cast<std::uint32_t>(found);
    if (shapes.size() >= kShapesPerBlock || (context.onlyShapes && !context.onlyShapes->contains(hash)))
        return 0;
    return addShape({std::string(text), {}}, hash);
}

void BlockEncoder::State::appendSlots(std::string_view content, std::uint32_t shape)
{
    LocalShape &local = shapes[shape];
    // Samples come from a shape's first rows in the block: looking at all would cost more than the columns.
    const bool sampled = local.info.count < kSampledRows;
    ColumnBuilder *columns = parameterColumns.data() + local.firstColumn;
    const auto take = [&](std::size_t slot, std::string_view value) {
        columns[slot].append(value);
        if (sampled)
            addSample(local, slot, value);
    };
    if (shape == 0) {
        take(0, content);
        return;
    }
    std::size_t slot = 0;
    for (const templates::WordRange &word : splitter.words())
        if (word.slot)
            take(slot++, content.substr(word.begin, word.end - word.begin));
}

void BlockEncoder::State::addSample(LocalShape &shape, std::size_t slot, std::string_view value)
{
    auto &samples = shape.info.samples[slot];
    if (samples.size() < templates::kSampleValues && value.size() <= kSampledBytes && std::find(samples.begin(), samples.end(), value) == samples.end())
        samples.emplace_back(value);
}

// One sample is to mean that the value never changes: looks for another one.
void BlockEncoder::State::sampleAnother(std::vector<std::string> &samples, std::string_view values)
{
    const std::string first = samples[0] + '\n';
    while (values.starts_with(first))
        values.remove_prefix(first.size());
    if (!values.empty())
        samples.emplace_back(values.substr(0, std::min(values.find('\n'), kSampledBytes)));
}

void BlockEncoder::State::row(std::uint32_t frame, std::uint32_t shape, Level level, TimePoint time)
{
    rowFrames.push_back(frame);
    rowShapes.push_back(shape);
    rowLevels.push_back(level);
    rowTimes.push_back(time.ns);
    ++shapes[shape].info.count;
}

void BlockEncoder::State::plainEvent(const Line &line, const EncodeContext &context)
{
    const std::uint32_t frame = plainFrame(line.terminator);
    const std::uint32_t shape = shapeOf(line.text, context);
    appendSlots(line.text, shape);
    row(frame, shape, Level::Unknown, TimePoint::none());
}

void BlockEncoder::State::encodeLines(std::string_view block, const EncodeContext &context, const Job &job, EncodedBlock &out)
{
    bool alone = true;              // the last event takes no continuation
    int unfinished = -1;            // layout of a line whose text the next one of that layout goes on with
    std::uint64_t eventBytes = 0;
    while (!block.empty()) {
        if ((out.lines & 4095) == 0 && job.isCancelled())
            return;
        const Line line = takeLine(block);
        ++out.lines;
        std::uint16_t layout = 0;
        const bool known = decoder->decode(line.text, record, layout);
        const bool joins = known && unfinished == layout && !rowFrames.empty() && eventBytes + line.text.size() <= limits::kEventBytes;
        unfinished = known && record.partial ? layout : -1;
        if (known && !joins) {
            bool timeKept = false;
            std::string_view content;
            for (const decode::Field &field : record.fields) {
                const std::string_view bytes = line.text.substr(field.begin, field.end - field.begin);
                if (field.role == Role::Content)
                    content = bytes;
                else if (field.role == Role::Time && !record.time.isNone()) {
                    timeKept = record.timeCanonical;
                    if (!timeKept) {
                        rendered.clear();
                        parsers[layout][record.timeFormat].render(record.time, rendered);
                        timeKept = rendered == bytes;
                    }
                }
            }
            const std::uint32_t frame = frameOf(line.text, line.terminator, layout, timeKept, context);
            if (frame == ~0u)
                plainEvent(line, context);
            else {
                appendFields(line.text, frame);
                const std::uint32_t shape = constantMessages ? constantShape(content, context) : shapeOf(content, context);
                if (!constantMessages || shape == 0)
                    appendSlots(content, shape);
                row(frame, shape, record.level, record.time);
            }
            alone = singleLine[layout];
            eventBytes = line.text.size();
            continue;
        }
        const bool blank = line.text.find_first_not_of(" \t") == std::string_view::npos;
        eventBytes += line.text.size() + line.terminator.size();
        // Indented lines belong to the line before them, whatever it is.
        const bool indented = !line.text.empty() && (line.text[0] == ' ' || line.text[0] == '\t');
        if (!rowFrames.empty() && (!alone || blank || indented || joins) && eventBytes <= limits::kEventBytes) {
            const auto last = static_cast<std::uint32_t>(rowFrames.size() - 1);
            const std::size_t length = line.text.size() + line.terminator.size();
            if (!continuations.empty() && continuations.back().row == last)
                continuations.back().bytes = {continuations.back().bytes.data(), continuations.back().bytes.size() + length};
            else
                continuations.push_back({last, {line.text.data(), length}});
            continue;
        }
        plainEvent(line, context);
        out.skipped += blank ? 0 : 1;
        alone = true;
        eventBytes = line.text.size();
    }
}

void BlockEncoder::State::encodeSequences(std::string_view block, const EncodeContext &context, const Job &job, EncodedBlock &out)
{
    for (; !block.empty(); ++out.lines) {
        if ((out.lines & 1023) == 0 && job.isCancelled())
            return;
        const Line line = takeLine(block);
        std::string_view why;
        if (!decode::decodeSequence(line.text, *sequenceLayout, sequence, why) || sequence.keys.empty()) {
            plainEvent(line, context);
            out.skipped += why.empty() ? 0 : 1;
            continue;
        }
        BlockSequence session;
        session.line = out.lines;
        session.name = sequence.id;
        session.verdict = sequence.verdict;
        session.firstRow = static_cast<std::uint32_t>(rowFrames.size());
        const std::size_t n = sequence.keys.size();
        for (std::size_t k = 0; k < n; ++k) {
            const decode::SequenceKey &key = sequence.keys[k];
            const std::uint32_t begin = k == 0 ? 0 : key.begin;
            const auto end = k + 1 < n ? sequence.keys[k + 1].begin : static_cast<std::uint32_t>(line.text.size());
            const std::string_view bytes = line.text.substr(begin, end - begin);
            record.clear();
            if (k == 0 && !sequence.id.empty())
                if (const auto at = static_cast<std::uint32_t>(sequence.id.data() - line.text.data()); at + sequence.id.size() <= key.begin)
                    record.fields.push_back({Role::Attribute, 0, at, at + static_cast<std::uint32_t>(sequence.id.size())});
            record.fields.push_back({Role::Content, 0, key.begin - begin, key.end - begin});
            const std::string_view terminator = k + 1 < n ? std::string_view() : line.terminator;
            std::uint32_t frame = frameOf(bytes, terminator, 0, false, context);
            std::string_view content = bytes.substr(key.begin - begin, key.end - key.begin);
            if (frame == ~0u) {
                frame = plainFrame(terminator);
                content = bytes;
            } else
                appendFields(bytes, frame);
            const std::uint32_t shape = constantShape(content, context);
            if (shape == 0)
                appendSlots(content, 0);
            row(frame, shape, Level::Unknown, TimePoint::none());
        }
        session.rows = static_cast<std::uint32_t>(rowFrames.size()) - session.firstRow;
        out.sequences.push_back(std::move(session));
    }
}

void BlockEncoder::State::finish(EncodedBlock &out)
{
    out.rows = static_cast<std::uint32_t>(rowFrames.size());
    for (const std::int64_t ns : rowTimes) {
        const TimePoint time{ns};
        if (time.isNone())
            continue;
        if (out.firstTime.isNone())
            out.firstTime = out.from = out.to = time;
        out.timesFall = out.timesFall || (!out.lastTime.isNone() && time < out.lastTime);
        out.from = std::min(out.from, time);
        out.to = std::max(out.to, time);
        out.lastTime = time;
    }
    payload.clear();
    appendRows(payload, rowShapes, rowFrames, rowLevels, rowTimes, !continuations.empty());
    out.rowsPayload = compressor.compress(payload.view());
    payload.clear();
    for (const LocalFrame &frame : frames)
        for (const std::int32_t column : frame.columns)
            if (column >= 0)
                appendColumn(payload, fieldColumns[static_cast<std::size_t>(column)]);
    out.fieldsPayload = compressor.compress(payload.view());
    payload.clear();
    for (LocalShape &shape : shapes)
        for (std::size_t k = 0; k < shape.info.shape.slots.size(); ++k) {
            const ColumnBuilder &column = parameterColumns[shape.firstColumn + k];
            appendColumn(payload, column);
            if (shape.info.samples[k].size() == 1)
                sampleAnother(shape.info.samples[k], column.bytes.view());
        }
    appendContinuations(payload, continuations);
    out.parametersPayload = compressor.compress(payload.view());
    for (LocalShape &shape : shapes)
        out.shapes.push_back(std::move(shape.info));
    for (LocalFrame &frame : frames)
        out.frames.push_back(std::move(frame.frame));
}

BlockEncoder::BlockEncoder() : m_state(std::make_unique<State>()) {}
BlockEncoder::~BlockEncoder() = default;

Result<std::unique_ptr<BlockEncoder>> BlockEncoder::make(const std::vector<decode::Layout> &layouts, std::optional<decode::SequenceLayout> sequences, Messages messages)
{
    std::unique_ptr<BlockEncoder> encoder(new BlockEncoder());
    State &state = *encoder->m_state;
    state.sequenceLayout = sequences;
    state.constantMessages = messages == Messages::Constant;
    if (sequences)
        return encoder;
    CAUSEWAY_ASSIGN(auto decoder, decode::SourceDecoder::make(layouts));
    for (std::uint16_t i = 0; i < decoder.size(); ++i) {
        state.singleLine.push_back(isSingleLine(layouts[i]));
        auto &parsers = state.parsers.emplace_back();
        for (const decode::TimeFormat &format : decoder.decoder(i).timeFormats())
            parsers.emplace_back(format, decoder.decoder(i).timeContext());
    }
    state.decoder.emplace(std::move(decoder));
    return encoder;
}

EncodedBlock BlockEncoder::encode(std::string_view block, const EncodeContext &context, const Job &job)
{
    EncodedBlock out;
    out.textBytes = block.size();
    m_state->clear();
    if (m_state->sequenceLayout)
        m_state->encodeSequences(block, context, job, out);
    else
        m_state->encodeLines(block, context, job, out);
    m_state->finish(out);
    return out;
}

} // namespace causeway::storage
