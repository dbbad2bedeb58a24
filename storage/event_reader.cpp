#include "storage/event_reader.h"

#include <list>
#include <mutex>
#include <unordered_map>

#include "storage/chunk_codec.h"
#include "storage/database.h"

namespace causeway::storage {

// Least recently used first out. Two threads may decode the same chunk at once; the second result is dropped.
struct EventReader::Cache {
    struct Entry {
        std::shared_ptr<const DecodedRows> rows;
        std::shared_ptr<const ChunkText> text;
        std::size_t bytes = 0;
        std::list<std::size_t>::iterator use;
    };
    std::mutex mutex;
    std::unordered_map<std::size_t, Entry> entries;
    std::list<std::size_t> uses; // most recent first
    std::size_t bytes = 0;
    std::size_t limit = 0;

    template <typename Member>
    auto find(std::size_t chunk, Member member) -> std::decay_t<decltype(std::declval<Entry>().*member)>
    {
        const std::lock_guard lock(mutex);
        const auto found = entries.find(chunk);
        if (found == entries.end())
            return nullptr;
        uses.splice(uses.begin(), uses, found->second.use);
        return found->second.*member;
    }
    template <typename Member, typename Value>
    void put(std::size_t chunk, Member member, Value value, std::size_t size)
    {
        const std::lock_guard lock(mutex);
        auto [found, isNew] = entries.try_emplace(chunk);
        Entry &entry = found->second;
        if (isNew) {
            uses.push_front(chunk);
            entry.use = uses.begin();
        }
        if (entry.*member)
            return;
        entry.*member = std::move(value);
        entry.bytes += size;
        bytes += size;
        while (bytes > limit && uses.size() > 1) {
            const auto oldest = entries.find(uses.back());
            bytes -= oldest->second.bytes;
            entries.erase(oldest);
            uses.pop_back();
        }
    }
};

namespace {

Result<std::string> readPart(const Project &project, ChunkId chunk, int part)
{
    std::string bytes;
    CAUSEWAY_TRY(project.read([&](Database &database) -> Result<void> {
        Statement statement = database.prepare("SELECT bytes FROM part WHERE id=?");
        CAUSEWAY_ASSIGN(const bool row, statement.bind(std::int64_t{chunk.value} * 4 + part).step());
        if (!row)
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Events cannot be read")), Message(CAUSEWAY_TEXT("chunk %1 is missing"), chunk.value),
                           Message(CAUSEWAY_TEXT("The project file is damaged: restore it from a copy, or import the logs again.")), {project.path(), 0, -1});
        bytes = statement.blob(0);
        return {};
    }));
    return bytes;
}

} // namespace

EventReader::EventReader(std::shared_ptr<const Project> project, std::shared_ptr<const Snapshot> snapshot, std::size_t cacheBytes)
    : m_project(std::move(project)), m_snapshot(std::move(snapshot)), m_cache(std::make_unique<Cache>())
{
    m_cache->limit = cacheBytes;
}

EventReader::~EventReader() = default;

Result<std::shared_ptr<const DecodedRows>> EventReader::decodedRows(std::size_t chunk)
{
    if (auto rows = m_cache->find(chunk, &Cache::Entry::rows))
        return rows;
    const ChunkInfo &info = m_snapshot->chunks[chunk];
    CAUSEWAY_ASSIGN(const std::string part, readPart(*m_project, info.id, 0));
    auto decoded = decodeRowsPart(part, info.rows, m_snapshot->shapes.size(), m_snapshot->frames.size());
    if (!decoded) {
        Error error = std::move(decoded).error();
        error.where.file = m_project->path();
        return failure(std::move(error));
    }
    std::shared_ptr<const DecodedRows> rows = std::make_shared<DecodedRows>(std::move(*decoded));
    m_cache->put(chunk, &Cache::Entry::rows, rows, std::size_t{info.rows} * 25);
    return rows;
}

Result<std::shared_ptr<const ChunkRows>> EventReader::rows(std::size_t chunk)
{
    CAUSEWAY_ASSIGN(auto decoded, decodedRows(chunk));
    return std::shared_ptr<const ChunkRows>(decoded, &decoded->rows);
}

Result<std::shared_ptr<const ChunkText>> EventReader::text(std::size_t chunk)
{
    if (auto text = m_cache->find(chunk, &Cache::Entry::text))
        return text;
    CAUSEWAY_ASSIGN(auto decoded, decodedRows(chunk));
    RawBytes parts[2];
    for (int part = 1; part <= 2; ++part) {
        CAUSEWAY_ASSIGN(const std::string compressed, readPart(*m_project, m_snapshot->chunks[chunk].id, part));
        CAUSEWAY_ASSIGN(parts[part - 1], decompress(compressed));
    }
    CAUSEWAY_ASSIGN(auto text, ChunkText::make(decoded, std::move(parts[0]), std::move(parts[1]), *m_snapshot));
    m_cache->put(chunk, &Cache::Entry::text, text, text->memory());
    return text;
}

Result<std::shared_ptr<const ChunkText>> EventReader::messages(std::size_t chunk)
{
    if (auto text = m_cache->find(chunk, &Cache::Entry::text))
        return text;
    CAUSEWAY_ASSIGN(auto decoded, decodedRows(chunk));
    CAUSEWAY_ASSIGN(const std::string compressed, readPart(*m_project, m_snapshot->chunks[chunk].id, 2));
    CAUSEWAY_ASSIGN(RawBytes parameters, decompress(compressed));
    return ChunkText::make(decoded, std::nullopt, std::move(parameters), *m_snapshot);
}

Result<Event> EventReader::event(EventId id)
{
    const ChunkInfo *info = m_snapshot->chunkOf(id);
    if (info == nullptr)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no event %1"), id.value),
                       Message(CAUSEWAY_TEXT("the project has %1 events"), m_snapshot->events));
    const auto chunk = static_cast<std::size_t>(info - m_snapshot->chunks.data());
    CAUSEWAY_ASSIGN(auto text, this->text(chunk));
    const auto row = static_cast<std::uint32_t>(id.value - info->first.value);
    Event event;
    event.id = id;
    event.time = {text->rows().timesNs[row]};
    event.level = text->rows().levels[row];
    event.source = info->source;
    event.shape = text->rows().shapes[row];
    event.frame = text->rows().frames[row];
    LineLayout layout;
    ChunkLines(text, *m_snapshot).append(row, event.bytes, &layout);
    event.contentBegin = layout.contentBegin;
    event.contentEnd = layout.contentEnd;
    event.fields = std::move(layout.fields);
    event.slots = std::move(layout.slots);
    return event;
}

Result<void> EventReader::appendBytes(EventId id, std::string &out)
{
    CAUSEWAY_ASSIGN(const Event one, event(id));
    out += one.bytes;
    return {};
}

} // namespace causeway::storage
