#include "storage/appender.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "analysis/core/bytes.h"
#include "analysis/core/limits.h"
#include "analysis/decode/layout.h"
#include "analysis/templates/lone_shape.h"
#include "analysis/templates/shape_splitter.h"
#include "storage/chunk_codec.h"
#include "storage/content_digest.h"
#include "storage/database.h"
#include "storage/snapshot_loader.h"

namespace causeway::storage {

namespace {

std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string encodeSlots(const std::vector<templates::SlotKind> &slots)
{
    std::string bytes;
    for (const templates::SlotKind kind : slots)
        bytes += static_cast<char>(kind);
    return bytes;
}

} // namespace

std::string encodeSamples(const std::vector<std::vector<std::string>> &samples)
{
    ByteWriter out;
    out.varint(samples.size());
    for (const auto &values : samples) {
        out.varint(values.size());
        for (const std::string &value : values)
            out.text(value);
    }
    return out.take();
}

Result<std::vector<std::vector<std::string>>> decodeSamples(std::string_view bytes)
{
    ByteReader in(bytes);
    std::vector<std::vector<std::string>> samples;
    const std::uint64_t n = in.varint();
    for (std::uint64_t i = 0; in.fits(n - i) && i < n; ++i) {
        auto &values = samples.emplace_back();
        for (std::uint64_t k = in.varint(); in.fits(k) && k > 0; --k)
            values.emplace_back(in.text());
    }
    if (!in.ok())
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Forms of lines cannot be read")), Message(CAUSEWAY_TEXT("their sample values are damaged")));
    return samples;
}

Appender::Appender(std::shared_ptr<Project> project, Project::ImportLock lock) : m_project(std::move(project)), m_lock(std::move(lock)) {}

Result<std::unique_ptr<Appender>> Appender::begin(std::shared_ptr<Project> project)
{
    CAUSEWAY_ASSIGN(auto lock, project->lockForImport());
    // We hold the lock: what is pending now was left by a process that died while the project was open here.
    CAUSEWAY_TRY(project->sweepPendingImports(lock));
    std::unique_ptr<Appender> appender(new Appender(std::move(project), std::move(lock)));
    CAUSEWAY_TRY(appender->load());
    return appender;
}

Result<void> Appender::load()
{
    CAUSEWAY_TRY(m_project->read([&](Database &database) -> Result<void> {
        Statement shapes = database.prepare("SELECT text, samples FROM shape ORDER BY id");
        for (auto row = shapes.step();; row = shapes.step()) {
            CAUSEWAY_TRY(row);
            if (!*row)
                break;
            const auto id = static_cast<std::uint32_t>(m_shapes.size());
            KnownShape &known = m_shapes.emplace_back();
            CAUSEWAY_ASSIGN(known.samples, decodeSamples(shapes.blob(1)));
            std::string text(shapes.blob(0));
            learnWords(text);
            m_shapeByText.emplace(std::move(text), id);
        }
        Statement frames = database.prepare("SELECT bytes FROM frame ORDER BY id");
        for (auto row = frames.step();; row = frames.step()) {
            CAUSEWAY_TRY(row);
            if (!*row)
                break;
            m_frameByBytes.emplace(std::string(frames.blob(0)), static_cast<std::uint32_t>(m_frameByBytes.size()));
        }
        Statement sources = database.prepare("SELECT name, id FROM source");
        for (auto row = sources.step();; row = sources.step()) {
            CAUSEWAY_TRY(row);
            if (!*row)
                break;
            m_sourceNames.push_back(sources.text(0));
            m_nextSource = std::max(m_nextSource, static_cast<std::uint32_t>(sources.integer(1)) + 1);
        }
        Statement chunks = database.prepare("SELECT coalesce(max(first_event+rows),0), coalesce(max(id)+1,0) FROM chunk");
        CAUSEWAY_TRY(chunks.step());
        m_nextEvent = static_cast<std::uint64_t>(chunks.integer(0));
        m_nextChunk = static_cast<std::uint32_t>(chunks.integer(1));
        return {};
    }));
    return m_project->write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
        CAUSEWAY_TRY(database.prepare("INSERT INTO import(status, started_ns) VALUES('pending', ?)").bind(nowNs()).run());
        m_import = ImportId(static_cast<std::uint32_t>(database.lastInsertId()));
        return {};
    });
}

Appender::~Appender()
{
    if (!m_committed && m_import.value != 0)
        (void)m_project->sweepPendingImports(m_lock); // a failure here is mended at the next opening
}

Result<SourceId> Appender::beginSource(const std::string &wanted, const std::string &path)
{
    std::string name = wanted;
    for (int n = 2; std::find(m_sourceNames.begin(), m_sourceNames.end(), name) != m_sourceNames.end(); ++n)
        name = wanted + " (" + std::to_string(n) + ")";
    m_sourceNames.push_back(name);
    m_source = {};
    m_source.id = SourceId(m_nextSource++);
    m_source.name = name;
    m_source.path = path;
    m_sourceLastTime = TimePoint::none();
    m_sourceLines = 0;
    CAUSEWAY_TRY(m_project->write(Project::Durability::Normal, [&](Database &database) {
        return database
            .prepare("INSERT INTO source(id,import,name,path,format,layouts,events,bytes,skipped,incomplete_at,times_fall) VALUES(?,?,?,?,'','[]',0,0,0,-1,0)")
            .bind(m_source.id.value)
            .bind(m_import.value)
            .bind(m_source.name)
            .bind(m_source.path)
            .run();
    }));
    return m_source.id;
}

// What stands for itself shows nothing about the words of messages.
void Appender::learnWords(std::string_view shapeText)
{
    if (templates::standsForItself(shapeText))
        return;
    m_splitter.splitShape(shapeText);
    m_promoter.add(m_splitter);
}

std::uint32_t Appender::shapeId(BlockShape &shape)
{
    const auto found = m_shapeByText.find(shape.shape.text);
    std::uint32_t id = 0;
    if (found != m_shapeByText.end())
        id = found->second;
    else {
        id = static_cast<std::uint32_t>(m_shapes.size());
        m_shapes.emplace_back().isNew = true;
        m_shapes.back().samples.resize(shape.shape.slots.size());
        m_shapeByText.emplace(shape.shape.text, id);
        learnWords(shape.shape.text);
        m_newShapes.emplace_back(id, shape);
    }
    KnownShape &known = m_shapes[id];
    known.added += shape.count;
    known.touched = true;
    for (std::size_t k = 0; k < known.samples.size() && k < shape.samples.size(); ++k)
        for (std::string &value : shape.samples[k])
            if (auto &values = known.samples[k]; values.size() < templates::kSampleValues && std::find(values.begin(), values.end(), value) == values.end())
                values.push_back(std::move(value));
    return id;
}

std::uint32_t Appender::frameId(const Frame &frame)
{
    std::string bytes = encodeFrame(frame);
    const auto [found, isNew] = m_frameByBytes.emplace(bytes, static_cast<std::uint32_t>(m_frameByBytes.size()));
    if (isNew)
        m_newFrames.emplace_back(found->second, std::move(bytes));
    return found->second;
}

EncodeContext Appender::context()
{
    if (!m_onlyShapes && m_shapes.size() + kBlocksInFlight * kShapesPerBlock > limits::kShapes) {
        auto hashes = std::make_shared<std::unordered_set<std::uint64_t>>();
        for (const auto &[text, id] : m_shapeByText)
            hashes->insert(templates::ShapeSplitter::hashOfShape(text));
        m_onlyShapes = std::move(hashes);
    }
    if (!m_onlyFrames && m_frameByBytes.size() + kBlocksInFlight * kFramesPerBlock > limits::kFrames) {
        auto hashes = std::make_shared<std::unordered_set<std::uint64_t>>();
        for (const auto &[bytes, id] : m_frameByBytes)
            hashes->insert(templates::hashBytes(bytes, 0));
        m_onlyFrames = std::move(hashes);
    }
    return {m_promoter.sharedRules(), m_onlyShapes, m_onlyFrames};
}

Result<void> Appender::append(EncodedBlock block)
{
    if (block.rows == 0)
        return {};
    m_newShapes.clear();
    m_newFrames.clear();
    std::vector<ShapeId> shapes;
    for (BlockShape &shape : block.shapes) {
        const std::uint32_t id = shapeId(shape);
        shapes.emplace_back(id);
    }
    std::vector<FrameId> frames;
    for (const Frame &frame : block.frames)
        frames.emplace_back(frameId(frame));
    const std::string rowsPart = joinRowsPart(shapes, frames, block.rowsPayload);
    CAUSEWAY_TRY(m_project->write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
        for (const auto &[id, shape] : m_newShapes)
            CAUSEWAY_TRY(database.prepare("INSERT INTO shape(id,import,text,slots,count,samples) VALUES(?,?,?,?,0,x'00')")
                             .bind(id)
                             .bind(m_import.value)
                             .bindBlob(shape.shape.text)
                             .bindBlob(encodeSlots(shape.shape.slots))
                             .run());
        for (const auto &[id, bytes] : m_newFrames)
            CAUSEWAY_TRY(database.prepare("INSERT INTO frame(id,import,bytes) VALUES(?,?,?)").bind(id).bind(m_import.value).bindBlob(bytes).run());
        CAUSEWAY_TRY(database.prepare("INSERT INTO chunk(id,import,source,first_event,rows,from_ns,to_ns,text_bytes) VALUES(?,?,?,?,?,?,?,?)")
                         .bind(m_nextChunk)
                         .bind(m_import.value)
                         .bind(m_source.id.value)
                         .bind(m_nextEvent)
                         .bind(block.rows)
                         .bind(block.from.ns)
                         .bind(block.to.ns)
                         .bind(block.textBytes)
                         .run());
        const std::string_view parts[] = {rowsPart, block.fieldsPayload, block.parametersPayload};
        for (std::uint32_t part = 0; part < 3; ++part)
            CAUSEWAY_TRY(database.prepare("INSERT INTO part(id,bytes) VALUES(?,?)").bind(std::int64_t{m_nextChunk} * 4 + part).bindBlob(parts[part]).run());
        for (const BlockSequence &sequence : block.sequences)
            CAUSEWAY_TRY(database.prepare("INSERT INTO sequence_line(source,line,name,first_event,events) VALUES(?,?,?,?,?)")
                             .bind(m_source.id.value)
                             .bind(m_sourceLines + sequence.line + 1)
                             .bind(sequence.name)
                             .bind(m_nextEvent + sequence.firstRow)
                             .bind(sequence.rows)
                             .run());
        return {};
    }));
    ++m_nextChunk;
    m_nextEvent += block.rows;
    m_source.events += block.rows;
    m_source.skipped += block.skipped;
    m_source.timesFall = m_source.timesFall || block.timesFall ||
                         (!m_sourceLastTime.isNone() && !block.firstTime.isNone() && block.firstTime < m_sourceLastTime);
    if (!block.lastTime.isNone())
        m_sourceLastTime = block.lastTime;
    m_sourceLines += block.lines;
    return {};
}

Result<SourceInfo> Appender::endSource(const SourceEnd &end)
{
    m_source.format = end.format;
    m_source.layouts = end.layouts;
    m_source.bytes = end.bytes;
    m_source.incompleteAt = end.incompleteAt;
    m_source.skipped += end.skipped;
    m_source.spans = end.spans;
    m_source.metricPoints = end.metricPoints;
    m_source.signalsFrom = end.signalsFrom;
    m_source.signalsTo = end.signalsTo;
    std::string layouts = "[";
    for (std::size_t i = 0; i < end.layouts.size(); ++i)
        layouts += (i > 0 ? "," : "") + decode::toJson(end.layouts[i]);
    layouts += "]";
    CAUSEWAY_TRY(m_project->write(Project::Durability::Normal, [&](Database &database) {
        return database.prepare("UPDATE source SET format=?, layouts=?, events=?, bytes=?, skipped=?, incomplete_at=?, times_fall=? WHERE id=?")
            .bind(m_source.format)
            .bind(layouts)
            .bind(m_source.events)
            .bind(m_source.bytes)
            .bind(m_source.skipped)
            .bind(m_source.incompleteAt)
            .bind(m_source.timesFall ? 1 : 0)
            .bind(m_source.id.value)
            .run();
    }));
    return m_source;
}

Result<void> Appender::commit(std::span<const Label> labels)
{
    CAUSEWAY_TRY(m_project->write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        for (std::uint32_t id = 0; id < m_shapes.size(); ++id) {
            const KnownShape &known = m_shapes[id];
            if (!known.touched)
                continue;
            const std::string samples = encodeSamples(known.samples);
            CAUSEWAY_TRY(database.prepare("UPDATE shape SET count=count+?, samples=? WHERE id=?").bind(known.added).bindBlob(samples).bind(id).run());
        }
        CAUSEWAY_TRY(LabelStore::insertImported(database, labels));
        CAUSEWAY_TRY(database.prepare("UPDATE import SET status='complete', finished_ns=? WHERE id=?").bind(nowNs()).bind(m_import.value).run());
        return storeContentDigest(database);
    }));
    m_committed = true;
    return {};
}

} // namespace causeway::storage
