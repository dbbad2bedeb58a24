#include "storage/import/import_source.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "analysis/core/limits.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kBlockBytes = 8u << 20;
constexpr std::size_t kBlockLines = 64u << 10;
constexpr std::size_t kReadBytes = 1u << 20;
constexpr std::size_t kCountStep = 64u << 10;
constexpr std::size_t kLookBackLines = 4096;

// Text with room for the encoder to read a little beyond it; recycled, since fresh pages cost more than the copy.
class BlockText {
public:
    char *room(std::size_t more)
    {
        if (m_capacity - m_size < more + kBlockPadding) {
            const std::size_t capacity = std::max(m_size + more + kBlockPadding, kBlockBytes + kReadBytes + kBlockPadding);
            auto data = std::make_unique_for_overwrite<char[]>(capacity);
            if (m_size > 0)
                std::memcpy(data.get(), m_data.get(), m_size);
            m_data = std::move(data);
            m_capacity = capacity;
        }
        return m_data.get() + m_size;
    }
    void setSize(std::size_t size) { m_size = size; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::string_view view() const { return {m_data.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_data;
    std::size_t m_size = 0, m_capacity = 0;
};

// Cuts what comes from a source into blocks that begin where an event begins.
class BlockCutter {
public:
    BlockCutter(ByteSource &source, std::optional<EventStart> start) : m_source(source), m_start(std::move(start)) {}

    // Into `block` (its buffer is reused); empty at the end. Damage ends the text early and is kept in damage().
    Result<void> next(BlockText &block)
    {
        block.setSize(0);
        std::memcpy(block.room(m_rest.size()), m_rest.data(), m_rest.size());
        block.setSize(m_rest.size());
        while (!m_end && block.size() < kBlockBytes) {
            auto n = m_source.read(block.room(kReadBytes), kReadBytes);
            if (!n) {
                if (n.error().code == ErrorCode::Unreadable && m_total == 0 && block.size() == 0)
                    return failure(std::move(n).error());
                m_damage = std::move(n).error();
                m_end = true;
            } else if (*n == 0)
                m_end = true;
            else
                block.setSize(block.size() + *n);
        }
        const std::size_t cut = findCut(block.view());
        m_rest.assign(block.view().substr(cut));
        block.setSize(cut);
        m_total += cut;
        return {};
    }
    [[nodiscard]] const std::optional<Error> &damage() const { return m_damage; }
    [[nodiscard]] std::uint64_t total() const { return m_total; }

private:
    // Behind the last whole line within the bounds in lines and bytes, moved back to where an event begins.
    std::size_t findCut(std::string_view pending)
    {
        const std::size_t bound = std::min(pending.size(), kBlockBytes);
        // Counted in steps, so that just the step in which the bound on lines is met is looked through by the line.
        std::size_t at = 0;
        std::size_t lines = 0;
        for (std::size_t from = 0; from < bound && lines < kBlockLines; from += kCountStep) {
            const std::string_view step = pending.substr(from, std::min(kCountStep, bound - from));
            const auto inStep = static_cast<std::size_t>(std::count(step.begin(), step.end(), '\n'));
            if (lines + inStep <= kBlockLines) {
                lines += inStep;
                if (inStep > 0)
                    at = from + step.rfind('\n') + 1;
                continue;
            }
            for (std::size_t i = from; lines < kBlockLines; ++lines, i = at)
                at = pending.find('\n', i) + 1;
        }
        const bool all = m_end && (at == pending.size() || (lines < kBlockLines && bound == pending.size()));
        if (all)
            return pending.size();
        if (at == 0) // one line longer than a block
            return bound / limits::kLineBytes * limits::kLineBytes;
        if (!m_start)
            return at;
        std::size_t end = at;
        for (std::size_t i = 0; i < kLookBackLines && end > 0; ++i) {
            // Is the line that begins at `end` the start of an event?
            const auto *newline = static_cast<const char *>(std::memchr(pending.data() + end, '\n', pending.size() - end));
            const std::size_t lineEnd = newline != nullptr ? static_cast<std::size_t>(newline - pending.data()) : pending.size();
            const std::size_t newlineBefore = end >= 2 ? pending.rfind('\n', end - 2) : std::string::npos;
            const std::size_t previous = newlineBefore == std::string::npos ? 0 : newlineBefore + 1;
            if ((newline != nullptr || m_end) && (*m_start)(pending.substr(end, lineEnd - end)) &&
                !((*m_start)(pending.substr(previous, end - 1 - previous)) && m_start->isPartial()))
                return end;
            end = previous;
        }
        return at;
    }

    ByteSource &m_source;
    std::optional<EventStart> m_start;
    std::string m_rest;
    bool m_end = false;
    std::optional<Error> m_damage;
    std::uint64_t m_total = 0;
};

struct Task {
    BlockText text;
    EncodeContext context;
    EncodedBlock block;
    bool done = false;
};

// Threads that encode blocks; each with an encoder of its own.
class Encoders {
public:
    Encoders(std::vector<std::unique_ptr<BlockEncoder>> encoders, const Job &job) : m_encoders(std::move(encoders)), m_job(job)
    {
        for (auto &encoder : m_encoders)
            m_threads.emplace_back([this, &encoder] { run(*encoder); });
    }
    ~Encoders()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_wake.notify_all();
        for (std::thread &thread : m_threads)
            thread.join();
    }
    void submit(const std::shared_ptr<Task> &task)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_queue.push_back(task);
        }
        m_wake.notify_one();
    }
    void wait(const Task &task)
    {
        std::unique_lock lock(m_mutex);
        m_finished.wait(lock, [&] { return task.done; });
    }

private:
    void run(BlockEncoder &encoder)
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [&] { return m_stop || !m_queue.empty(); });
            if (m_stop)
                return;
            const std::shared_ptr<Task> task = std::move(m_queue.front());
            m_queue.pop_front();
            lock.unlock();
            task->block = encoder.encode(task->text.view(), task->context, m_job);
            lock.lock();
            task->done = true;
            m_finished.notify_all();
        }
    }

    std::vector<std::unique_ptr<BlockEncoder>> m_encoders;
    const Job &m_job;
    std::vector<std::thread> m_threads;
    std::mutex m_mutex;
    std::condition_variable m_wake, m_finished;
    std::deque<std::shared_ptr<Task>> m_queue;
    bool m_stop = false;
};

std::string formatOf(const FileLook &look)
{
    if (look.sequences)
        return "sequences";
    std::string text;
    for (const decode::Layout &layout : look.layouts)
        if (text.find(layout.format) == std::string::npos)
            text += (text.empty() ? "" : "+") + layout.format;
    return text;
}

} // namespace

Result<ImportedSource> importSource(Appender &appender, const std::string &path, const SourceOptions &options, bool firstSequences, const Job &job,
                                    const std::function<void(std::uint64_t)> &onBytes)
{
    CAUSEWAY_ASSIGN(const FileLook look, lookAtFile(path, options));
    CAUSEWAY_ASSIGN(auto source, ByteSource::open(path));
    std::vector<std::unique_ptr<BlockEncoder>> encoders;
    for (unsigned i = 0; i < std::max(1u, std::min(options.threads, 32u)); ++i) {
        CAUSEWAY_ASSIGN(auto encoder, BlockEncoder::make(look.layouts, look.sequences));
        encoders.push_back(std::move(encoder));
    }
    std::optional<EventStart> start;
    if (!look.sequences) {
        CAUSEWAY_ASSIGN(start, EventStart::make(look.layouts));
    }
    ImportedSource imported;
    imported.why = look.why;
    CAUSEWAY_TRY(appender.beginSource(options.name, path));
    const std::string prefix = "sequence=" + (firstSequences ? std::string() : appender.sourceName() + ":");
    std::uint64_t lines = 0;
    const auto append = [&](EncodedBlock block) -> Result<void> {
        for (const BlockSequence &sequence : block.sequences) {
            ++imported.sequences;
            if (sequence.verdict)
                imported.labels.push_back({{SubjectKind::Session, prefix + std::to_string(lines + sequence.line + 1)}, *sequence.verdict, "", "import", "", 0});
        }
        lines += block.lines;
        return appender.append(std::move(block));
    };
    BlockCutter cutter(*source, std::move(start));
    {
        // The context of a block is that after the block kBlocksInFlight before it, however many threads there are.
        Encoders pool(std::move(encoders), job);
        std::deque<std::shared_ptr<Task>> inFlight;
        const auto takeFirst = [&]() -> Result<void> {
            const std::shared_ptr<Task> task = std::move(inFlight.front());
            inFlight.pop_front();
            pool.wait(*task);
            if (job.isCancelled())
                return failure(cancelled());
            return append(std::move(task->block));
        };
        std::vector<BlockText> idle;
        const auto takeOne = [&]() -> Result<void> {
            const std::shared_ptr<Task> task = inFlight.front();
            CAUSEWAY_TRY(takeFirst());
            idle.push_back(std::move(task->text));
            return {};
        };
        while (true) {
            BlockText text;
            if (!idle.empty()) {
                text = std::move(idle.back());
                idle.pop_back();
            }
            CAUSEWAY_TRY(cutter.next(text));
            if (text.size() == 0)
                break;
            if (inFlight.size() == kBlocksInFlight)
                CAUSEWAY_TRY(takeOne());
            auto task = std::make_shared<Task>();
            task->text = std::move(text);
            task->context = appender.context();
            inFlight.push_back(task);
            pool.submit(task);
            onBytes(source->consumed());
            if (job.isCancelled())
                return failure(cancelled());
        }
        while (!inFlight.empty())
            CAUSEWAY_TRY(takeFirst());
    }
    onBytes(source->consumed());
    Appender::SourceEnd end;
    end.format = formatOf(look);
    end.layouts = look.layouts;
    end.bytes = cutter.total();
    imported.damage = cutter.damage();
    end.incompleteAt = imported.damage ? static_cast<std::int64_t>(cutter.total()) : -1;
    CAUSEWAY_ASSIGN(imported.info, appender.endSource(end));
    return imported;
}

} // namespace causeway::storage
