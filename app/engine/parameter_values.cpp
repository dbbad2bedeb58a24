#include "app/engine/parameter_values.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <unordered_map>

#include "analysis/core/parallel.h"
#include "app/engine/mine_templates.h"
#include "app/engine/number_spread.h"
#include "app/engine/value_table.h"
#include "storage/chunk_codec.h"
#include "storage/parameter_path.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kChunksAhead = 16; // read, and not added up yet
constexpr std::size_t kOverhead = 96;    // bytes that a value takes beside its text
constexpr std::size_t kTextBlock = 64 << 10;

// Texts that stay where they are.
class TextStore {
public:
    std::string_view keep(std::string_view text)
    {
        if (m_blocks.empty() || m_blocks.back().capacity() - m_blocks.back().size() < text.size()) {
            m_blocks.emplace_back();
            m_blocks.back().reserve(std::max(kTextBlock, text.size()));
        }
        std::string &block = m_blocks.back();
        block += text;
        return std::string_view(block).substr(block.size() - text.size());
    }

private:
    std::deque<std::string> m_blocks; // none grows beyond what it reserved
};

// One chunk's values: views of the chunk, or of `made`.
struct ChunkValues {
    std::shared_ptr<const storage::ChunkText> text;
    TextStore made;
    std::vector<ValueTable> values; // by parameter
    std::uint64_t events = 0, unreadable = 0;
};

struct Values {
    ValueTable table;                // as they came
    std::uint64_t count = 0, others = 0; // others: not numbers, not in the table
    bool more = false;
    NumberSketch sketch;
};

class Collector {
public:
    Collector(storage::EventReader &reader, const storage::TemplateInfo &info, const ParameterValuesRequest &request) : m_reader(reader), m_request(request)
    {
        for (const templates::Token &token : info.tokens)
            if (token.parameter)
                m_types.push_back(token.type);
        m_values.resize(m_types.size());
        const storage::Snapshot &snapshot = reader.snapshot();
        for (const ShapeId shape : info.shapes)
            if (shape.value < snapshot.shapes.size())
                m_paths.emplace(shape.value, storage::parameterPaths(info.tokens, snapshot.shapes[shape.value]));
    }

    [[nodiscard]] bool mayHold(const storage::ChunkInfo &info) const
    {
        return m_request.range.isAll() || (!info.from.isNone() && info.to >= m_request.range.from && info.from < m_request.range.to);
    }

    Result<void> read(std::size_t chunk, ChunkValues &out, const Job &job) const
    {
        const storage::ChunkInfo &info = m_reader.snapshot().chunks[chunk];
        CAUSEWAY_ASSIGN(const auto rows, m_reader.decodedRows(chunk));
        std::vector<const std::vector<storage::ParameterPath> *> paths(rows->shapes.size());
        bool any = false;
        for (std::size_t local = 0; local < paths.size(); ++local)
            if (const auto found = m_paths.find(rows->shapes[local].value); found != m_paths.end()) {
                paths[local] = &found->second;
                any = true;
            }
        if (!any)
            return {};
        out.values.resize(m_types.size());
        std::string scratch;
        for (std::uint32_t row = 0; row < rows->localShapes.size(); ++row) {
            const std::uint32_t local = rows->localShapes[row];
            if (paths[local] == nullptr)
                continue;
            if ((row & 1023) == 0 && job.isCancelled())
                return failure(cancelled());
            const EventId event(info.first.value + row);
            if (m_request.filter && !m_request.filter->contains(event))
                continue;
            const TimePoint time{rows->rows.timesNs[row]};
            if (!m_request.range.isAll() && (time.isNone() || !m_request.range.contains(time)))
                continue;
            ++out.events;
            const auto &ofShape = *paths[local];
            if (ofShape.size() != m_types.size()) {
                ++out.unreadable;
                continue;
            }
            if (!out.text) {
                CAUSEWAY_ASSIGN(out.text, m_reader.messages(chunk));
            }
            for (std::size_t k = 0; k < ofShape.size(); ++k) {
                std::string_view value = ofShape[k].value(*out.text, local, out.text->shapeOrdinal(row), scratch);
                const std::size_t hash = ValueTable::hashOf(value);
                if (ValueTable::Entry *found = out.values[k].find(value, hash))
                    ++found->count;
                else
                    out.values[k].add({ofShape[k].parts.size() > 1 ? out.made.keep(value) : value, hash, 1, event});
            }
        }
        return {};
    }

    void add(const ChunkValues &chunk)
    {
        m_events += chunk.events;
        m_unreadable += chunk.unreadable;
        for (std::size_t k = 0; k < chunk.values.size(); ++k) {
            Values &all = m_values[k];
            for (const ValueTable::Entry &entry : chunk.values[k].entries()) {
                all.count += entry.count;
                if (ValueTable::Entry *found = all.table.find(entry.text, entry.hash))
                    found->count += entry.count;
                else
                    addFresh(all, m_types[k], entry);
            }
        }
    }

    ParameterValuesResponse summary(const storage::TemplateInfo &info, double share) const
    {
        ParameterValuesResponse response;
        response.id = info.id;
        response.share = share;
        response.events = m_events;
        response.unreadable = m_unreadable;
        std::uint32_t k = 0;
        for (const templates::Token &token : info.tokens) {
            if (!token.parameter)
                continue;
            const Values &all = m_values[k];
            const std::vector<ValueTable::Entry> &entries = all.table.entries();
            ParameterSummary summary;
            summary.parameter = k++;
            summary.name = token.text;
            summary.shown = token.shown;
            summary.type = token.type;
            summary.count = all.count;
            summary.distinct = entries.size();
            summary.more = all.more;
            if (isNumeric(token.type)) {
                std::vector<NumberSpread::Outlier> numbers;
                std::uint64_t others = all.others;
                for (const ValueTable::Entry &entry : entries) {
                    if (const auto number = readNumber(entry.text, token.type))
                        numbers.push_back({*number, valueOf(entry)});
                    else
                        others += entry.count;
                }
                if (!numbers.empty() || !all.sketch.isEmpty()) {
                    summary.numbers = spreadOf(numbers, all.sketch, token.type, m_request);
                    summary.numbers->others = others;
                }
            }
            std::vector<const ValueTable::Entry *> top(entries.size());
            std::transform(entries.begin(), entries.end(), top.begin(), [](const ValueTable::Entry &entry) { return &entry; });
            const auto end = top.begin() + static_cast<std::ptrdiff_t>(std::min(m_request.top, top.size()));
            std::partial_sort(top.begin(), end, top.end(), [](const auto *a, const auto *b) { return a->count != b->count ? a->count > b->count : a->text < b->text; });
            std::transform(top.begin(), end, std::back_inserter(summary.top), [](const auto *entry) { return valueOf(*entry); });
            response.parameters.push_back(std::move(summary));
        }
        return response;
    }

private:
    static ParameterValue valueOf(const ValueTable::Entry &entry) { return {std::string(entry.text), entry.count, entry.first}; }

    void addFresh(Values &all, templates::ParameterType type, const ValueTable::Entry &entry)
    {
        if (all.table.entries().size() < m_request.maxDistinct && m_bytes + entry.text.size() + kOverhead <= m_request.maxBytes && !all.more) {
            m_bytes += entry.text.size() + kOverhead;
            all.table.add({m_texts.keep(entry.text), entry.hash, entry.count, entry.first});
            return;
        }
        all.more = true;
        if (!isNumeric(type))
            return;
        if (const auto number = readNumber(entry.text, type))
            all.sketch.add(*number, valueOf(entry));
        else
            all.others += entry.count;
    }

    storage::EventReader &m_reader;
    const ParameterValuesRequest &m_request;
    std::vector<templates::ParameterType> m_types; // by parameter
    std::unordered_map<std::uint32_t, std::vector<storage::ParameterPath>> m_paths; // by shape
    std::vector<Values> m_values;
    TextStore m_texts;
    std::size_t m_bytes = 0;
    std::uint64_t m_events = 0, m_unreadable = 0;
};

// Takes chunks from several threads and adds them up in their order: the result depends on that alone.
class InOrder {
public:
    InOrder(std::size_t chunks, Collector &collector, const storage::TemplateInfo &info, const ParameterValuesRequest &request, const Job &job)
        : m_chunks(chunks), m_collector(collector), m_info(info), m_request(request), m_job(job), m_partialAt(std::chrono::steady_clock::now() + request.partialAfter)
    {
    }

    // Before chunk i is read: not too far ahead of the slowest. The one that is waited for never waits.
    void await(std::size_t i)
    {
        std::unique_lock lock(m_mutex);
        while (i >= m_next + kChunksAhead && !m_failed && !m_job.isCancelled())
            m_added.wait_for(lock, std::chrono::milliseconds(10));
    }
    void fail()
    {
        const std::lock_guard lock(m_mutex);
        m_failed = true;
        m_added.notify_all();
    }
    // The caller adds what can be added, but where another does: then that one does it, and the caller reads on.
    void put(std::size_t i, ChunkValues values)
    {
        std::unique_lock lock(m_mutex);
        m_ready.emplace(i, std::move(values));
        if (m_adding)
            return;
        m_adding = true;
        for (auto found = m_ready.find(m_next); found != m_ready.end() && !m_job.isCancelled(); found = m_ready.find(m_next)) {
            const ChunkValues next = std::move(found->second);
            m_ready.erase(found);
            lock.unlock();
            m_collector.add(next);
            tell(m_next + 1);
            lock.lock();
            ++m_next;
            m_added.notify_all();
        }
        m_adding = false;
    }

private:
    void tell(std::size_t done)
    {
        m_job.report({static_cast<double>(done), static_cast<double>(m_chunks), Progress::Unit::None});
        if (!m_request.partial || done == m_chunks || std::chrono::steady_clock::now() < m_partialAt)
            return;
        m_request.partial(m_collector.summary(m_info, static_cast<double>(done) / static_cast<double>(m_chunks)));
        m_partialAt = std::chrono::steady_clock::now() + m_request.partialEvery;
    }

    const std::size_t m_chunks;
    Collector &m_collector;
    const storage::TemplateInfo &m_info;
    const ParameterValuesRequest &m_request;
    const Job &m_job;
    std::mutex m_mutex;
    std::condition_variable m_added;
    std::unordered_map<std::size_t, ChunkValues> m_ready;
    std::size_t m_next = 0;
    bool m_adding = false, m_failed = false;
    std::chrono::steady_clock::time_point m_partialAt; // of the one that adds
};

} // namespace

Result<ParameterValuesResponse> parameterValues(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const ParameterValuesRequest &request, const Job &job)
{
    const storage::TemplateInfo *info = catalog.find(request.id);
    if (info == nullptr)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no pattern %1"), request.id.value));
    Collector collector(reader, *info, request);
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<std::size_t> chunks;
    for (std::size_t i = 0; i < snapshot.chunks.size(); ++i)
        if (collector.mayHold(snapshot.chunks[i]))
            chunks.push_back(i);
    InOrder order(chunks.size(), collector, *info, request, job);
    CAUSEWAY_TRY(parallelFor(chunks.size(), request.threads, job, [&](std::size_t i, unsigned) -> Result<void> {
        order.await(i);
        ChunkValues values;
        if (Result<void> read = collector.read(chunks[i], values, job); !read) {
            order.fail();
            return read;
        }
        order.put(i, std::move(values));
        return {};
    }));
    if (job.isCancelled())
        return failure(cancelled());
    return collector.summary(*info, 1);
}

Result<ParameterValuesResponse> parameterValues(storage::Project &project, const ParameterValuesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.threads, job));
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    return parameterValues(reader, *catalog, request, job);
}

} // namespace causeway::engine
