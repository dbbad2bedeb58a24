#include "app/engine/read_lines.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <future>
#include <map>
#include <thread>

#include "storage/chunk_codec.h"

namespace causeway::engine {

namespace {

constexpr std::uint64_t kBatchEvents = 32u << 10;

// Runs make(i) for i = 0, 1 … ahead on several threads and gives the results to take(i) in order, on this thread. A window
// bounds what is ready and not yet taken. take returns false to end.
template <typename Make, typename Take>
Result<void> inOrder(std::size_t count, unsigned threads, const Make &make, const Take &take)
{
    if (threads == 0)
        threads = std::max(1u, std::thread::hardware_concurrency());
    using Made = decltype(make(std::size_t{0}));
    std::deque<std::future<Made>> ahead;
    std::size_t next = 0;
    Result<void> outcome;
    bool wanted = true;
    while (wanted && (next < count || !ahead.empty())) {
        while (next < count && ahead.size() < threads + 1) {
            ahead.push_back(std::async(std::launch::async, [&make, next] { return make(next); }));
            ++next;
        }
        Made made = ahead.front().get();
        ahead.pop_front();
        if (!made) {
            outcome = failure(std::move(made).error());
            break;
        }
        wanted = take(*made);
    }
    for (auto &future : ahead)
        future.wait();
    return outcome;
}

class LineReader {
public:
    LineReader(storage::EventReader &reader, const storage::TemplateCatalog &catalog) : m_reader(reader), m_catalog(catalog) {}

    // Rows of one chunk (rising) appended to a batch.
    Result<void> append(std::size_t chunk, std::span<const std::uint32_t> rows, LineBatch &batch) const
    {
        const storage::Snapshot &snapshot = m_reader.snapshot();
        const storage::ChunkInfo &info = snapshot.chunks[chunk];
        CAUSEWAY_ASSIGN(auto text, m_reader.text(chunk));
        storage::ChunkLines lines(text, snapshot);
        for (const std::uint32_t row : rows) {
            const std::size_t begin = batch.bytes.size();
            lines.append(row, batch.bytes);
            batch.rows.push_back({EventId(info.first.value + row), {text->rows().timesNs[row]}, text->rows().levels[row], info.source, text->rows().shapes[row], begin,
                                  batch.bytes.size()});
        }
        return {};
    }

    // Chunk after chunk: filter and rebuild in one pass.
    Result<std::uint64_t> readInFileOrder(const ReadLinesRequest &request, const Job &job, const std::function<bool(const LineBatch &)> &sink) const
    {
        CAUSEWAY_ASSIGN(auto filter, storage::ChunkFilter::make(m_reader, m_catalog, request.filter));
        const bool all = request.filter.isEmpty();
        std::uint64_t given = 0;
        const std::uint64_t limit = request.limit.value_or(~std::uint64_t{0});
        const std::size_t chunks = m_reader.snapshot().chunks.size();
        std::size_t done = 0;
        const auto make = [&](std::size_t chunk) -> Result<LineBatch> {
            std::vector<std::uint32_t> rows;
            const std::uint32_t count = m_reader.snapshot().chunks[chunk].rows;
            if (all) {
                rows.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, limit)));
                for (std::uint32_t i = 0; i < rows.size(); ++i)
                    rows[i] = i;
            } else {
                CAUSEWAY_ASSIGN(const auto bits, filter->rows(chunk, job));
                for (std::size_t w = 0; w < bits.size(); ++w)
                    for (std::uint64_t word = bits[w]; word != 0 && rows.size() < limit; word &= word - 1)
                        rows.push_back(static_cast<std::uint32_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(word))));
            }
            LineBatch batch;
            if (!rows.empty())
                CAUSEWAY_TRY(append(chunk, rows, batch));
            return batch;
        };
        CAUSEWAY_TRY(inOrder(chunks, request.threads, make, [&](LineBatch &batch) { return give(batch, given, limit, sink) && report(++done, chunks, job); }));
        if (job.isCancelled())
            return failure(cancelled());
        return given;
    }

    Result<std::uint64_t> readInTimeOrder(const storage::EventOrder &order, const ReadLinesRequest &request, const Job &job,
                                          const std::function<bool(const LineBatch &)> &sink) const
    {
        std::shared_ptr<const storage::FilterResult> passing;
        if (!request.filter.isEmpty()) {
            CAUSEWAY_ASSIGN(passing, storage::applyFilter(m_reader, m_catalog, request.filter, request.threads, job));
        }
        const storage::Snapshot &snapshot = m_reader.snapshot();
        std::uint64_t given = 0;
        const std::uint64_t limit = request.limit.value_or(~std::uint64_t{0});
        const auto batches = static_cast<std::size_t>((order.size() + kBatchEvents - 1) / kBatchEvents);
        std::size_t done = 0;
        const auto make = [&](std::size_t index) -> Result<LineBatch> {
            // The events of a batch by chunk, then back into order.
            std::map<std::size_t, std::vector<std::pair<std::uint32_t, std::uint32_t>>> ofChunk; // row, place in the batch
            std::uint32_t place = 0;
            const std::uint64_t end = std::min(order.size(), (index + 1) * kBatchEvents);
            for (std::uint64_t p = index * kBatchEvents; p < end && place < limit; ++p) {
                const EventId event = order.at(p);
                if (passing && !passing->contains(event))
                    continue;
                const storage::ChunkInfo *info = snapshot.chunkOf(event);
                ofChunk[static_cast<std::size_t>(info - snapshot.chunks.data())].emplace_back(static_cast<std::uint32_t>(event.value - info->first.value), place++);
            }
            LineBatch scattered;
            std::vector<std::uint32_t> rowAt(place);
            for (const auto &[chunk, rows] : ofChunk) {
                std::vector<std::uint32_t> numbers;
                for (const auto &[row, at] : rows) {
                    rowAt[at] = static_cast<std::uint32_t>(scattered.rows.size() + numbers.size());
                    numbers.push_back(row);
                }
                CAUSEWAY_TRY(append(chunk, numbers, scattered));
            }
            LineBatch batch;
            batch.bytes.reserve(scattered.bytes.size());
            for (const std::uint32_t from : rowAt) {
                LineRow row = scattered.rows[from];
                const std::size_t begin = batch.bytes.size();
                batch.bytes.append(scattered.bytes, row.begin, row.end - row.begin);
                row.begin = begin;
                row.end = batch.bytes.size();
                batch.rows.push_back(row);
            }
            return batch;
        };
        CAUSEWAY_TRY(inOrder(batches, request.threads, make, [&](LineBatch &batch) { return give(batch, given, limit, sink) && report(++done, batches, job); }));
        if (job.isCancelled())
            return failure(cancelled());
        return given;
    }

private:
    static bool give(LineBatch &batch, std::uint64_t &given, std::uint64_t limit, const std::function<bool(const LineBatch &)> &sink)
    {
        if (given + batch.rows.size() > limit) {
            batch.rows.resize(static_cast<std::size_t>(limit - given));
            batch.bytes.resize(batch.rows.empty() ? 0 : batch.rows.back().end);
        }
        given += batch.rows.size();
        return (batch.rows.empty() || sink(batch)) && given < limit;
    }
    static bool report(std::size_t done, std::size_t total, const Job &job)
    {
        job.report({static_cast<double>(done), static_cast<double>(total), Progress::Unit::Rows});
        return !job.isCancelled();
    }
    storage::EventReader &m_reader;
    const storage::TemplateCatalog &m_catalog;
};

} // namespace

Result<std::uint64_t> readLines(storage::Project &project, const ReadLinesRequest &request, const Job &job,
                                const std::function<bool(const LineBatch &)> &sink)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(auto catalog, storage::TemplateStore(project).catalog());
    storage::EventReader reader(project.shared_from_this(), snapshot);
    const LineReader lines(reader, *catalog);
    CAUSEWAY_ASSIGN(auto order, storage::EventOrder::make(reader, job));
    return order->isIdentity() ? lines.readInFileOrder(request, job, sink) : lines.readInTimeOrder(*order, request, job, sink);
}

Result<std::uint64_t> countLines(storage::Project &project, const ReadLinesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    if (request.filter.isEmpty())
        return std::min(snapshot->events, request.limit.value_or(~std::uint64_t{0}));
    CAUSEWAY_ASSIGN(auto catalog, storage::TemplateStore(project).catalog());
    storage::EventReader reader(project.shared_from_this(), snapshot);
    CAUSEWAY_ASSIGN(auto result, storage::applyFilter(reader, *catalog, request.filter, request.threads, job));
    return std::min(result->count(), request.limit.value_or(~std::uint64_t{0}));
}

Result<void> assignLines(storage::Project &project, SourceId source, const Job &job,
                         const std::function<bool(std::uint64_t, std::span<const TemplateId>)> &sink)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(auto catalog, storage::TemplateStore(project).catalog());
    storage::EventReader reader(project.shared_from_this(), snapshot);
    std::uint64_t line = 0;
    std::string bytes;
    std::vector<TemplateId> ofLine; // of the line that is not finished yet
    for (std::size_t c = 0; c < snapshot->chunks.size(); ++c) {
        if (snapshot->chunks[c].source != source)
            continue;
        CAUSEWAY_ASSIGN(auto text, reader.text(c));
        storage::ChunkLines lines(text, *snapshot);
        for (std::uint32_t row = 0; row < snapshot->chunks[c].rows; ++row) {
            if ((row & 4095) == 0 && job.isCancelled())
                return failure(cancelled());
            bytes.clear();
            lines.append(row, bytes);
            // Several events may share a line (keys of a sequence), and one event may hold several lines.
            const TemplateId id = catalog->templateOf(text->rows().shapes[row]);
            ofLine.push_back(id);
            auto newlines = std::count(bytes.begin(), bytes.end(), '\n');
            for (; newlines > 0; --newlines) {
                if (!sink(++line, ofLine))
                    return {};
                ofLine.assign(newlines > 1 || bytes.back() != '\n' ? 1 : 0, id);
            }
        }
    }
    if (!ofLine.empty())
        sink(++line, ofLine);
    return {};
}

} // namespace causeway::engine
