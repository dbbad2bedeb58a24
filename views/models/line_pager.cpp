#include "views/models/line_pager.h"

#include <QThreadPool>

#include <algorithm>
#include <mutex>

namespace causeway::views {

namespace {

constexpr int kJobsAtOnce = 2;
constexpr std::size_t kWantedPages = 16; // whoever scrolls fast leaves wishes behind: the oldest are dropped

// Apart from the pool of long jobs: a page must not wait behind an import.
QThreadPool &pagePool()
{
    static QThreadPool pool;
    static const bool prepared = [] {
        pool.setMaxThreadCount(kJobsAtOnce);
        return true;
    }();
    (void)prepared;
    return pool;
}

} // namespace

struct LinePager::Channel {
    std::mutex mutex;
    LinePager *pager = nullptr;
};

LinePager::LinePager(QObject *parent) : QObject(parent), m_channel(std::make_shared<Channel>()) { m_channel->pager = this; }

LinePager::~LinePager()
{
    m_cancel.cancel();
    const std::lock_guard lock(m_channel->mutex);
    m_channel->pager = nullptr;
}

void LinePager::setRows(std::shared_ptr<const LogRows> rows)
{
    m_cancel.cancel();
    m_cancel = CancelToken();
    ++m_generation;
    m_running = 0;
    m_wanted.clear();
    m_underWay.clear();
    m_pages.clear();
    m_used.clear();
    m_rows = std::move(rows);
    Q_EMIT rowsReset();
}

const LogRow *LinePager::row(std::uint64_t row)
{
    if (row >= size())
        return nullptr;
    const std::uint64_t number = row / kPageRows;
    const auto found = m_pages.find(number);
    if (found == m_pages.end()) {
        want(number, true);
        return nullptr;
    }
    m_used.splice(m_used.begin(), m_used, found->second.used);
    return cachedRow(row);
}

const LogRow *LinePager::cachedRow(std::uint64_t row) const
{
    const auto found = m_pages.find(row / kPageRows);
    if (found == m_pages.end() || row % kPageRows >= found->second.rows.size())
        return nullptr;
    return &found->second.rows[row % kPageRows];
}

void LinePager::prefetch(std::uint64_t first, std::uint64_t count)
{
    if (first >= size() || count == 0)
        return;
    const std::uint64_t last = std::min(size() - 1, first + (count - 1)) / kPageRows;
    for (std::uint64_t page = first / kPageRows; page <= last; ++page)
        if (!m_pages.contains(page))
            want(page, false);
}

const Error *LinePager::failure(std::uint64_t row) const
{
    const auto found = m_pages.find(row / kPageRows);
    return found != m_pages.end() && found->second.error ? &*found->second.error : nullptr;
}

void LinePager::setCachePages(std::size_t pages) { m_cachePages = std::max<std::size_t>(8, pages); }

void LinePager::want(std::uint64_t page, bool soon)
{
    if (std::find(m_underWay.begin(), m_underWay.end(), page) != m_underWay.end())
        return;
    const auto waiting = std::find(m_wanted.begin(), m_wanted.end(), page);
    if (waiting != m_wanted.end()) {
        if (!soon)
            return;
        m_wanted.erase(waiting);
    }
    m_wanted.insert(soon ? m_wanted.end() : m_wanted.begin(), page);
    if (m_wanted.size() > kWantedPages)
        m_wanted.erase(m_wanted.begin());
    startJobs();
}

template <typename T>
void LinePager::run(std::function<Result<T>(const LogRows &, const Job &)> work, std::function<void(Result<T>)> done)
{
    pagePool().start([channel = m_channel, rows = m_rows, cancel = m_cancel, generation = m_generation, work = std::move(work),
                      done = std::move(done)] {
        Job job;
        job.cancel = cancel;
        // Behind a shared pointer: a queued functor must be copyable.
        auto result = std::make_shared<Result<T>>(::causeway::failure(cancelled()));
        if (!job.isCancelled())
            *result = work(*rows, job);
        const std::lock_guard lock(channel->mutex);
        if (channel->pager == nullptr)
            return;
        QMetaObject::invokeMethod(
            channel->pager,
            [pager = channel->pager, generation, done, result] {
                if (generation == pager->m_generation)
                    done(std::move(*result));
            },
            Qt::QueuedConnection);
    });
}

void LinePager::collectBytes(std::vector<RowSelection::Interval> intervals, std::size_t maxBytes, std::function<void(Result<std::string>)> done)
{
    if (m_rows == nullptr)
        return;
    run<std::string>(
        [intervals = std::move(intervals), maxBytes](const LogRows &rows, const Job &job) -> Result<std::string> {
            std::string bytes;
            for (const RowSelection::Interval &interval : intervals)
                CAUSEWAY_TRY(rows.appendBytes(interval.begin, interval.end, maxBytes, bytes, job));
            return bytes;
        },
        std::move(done));
}

void LinePager::findTime(TimePoint time, std::function<void(Result<std::uint64_t>)> done)
{
    if (m_rows != nullptr)
        run<std::uint64_t>([time](const LogRows &rows, const Job &job) { return rows.rowAtTime(time, job); }, std::move(done));
}

void LinePager::startJobs()
{
    while (m_running < kJobsAtOnce && !m_wanted.empty()) {
        const std::uint64_t page = m_wanted.back();
        m_wanted.pop_back();
        m_underWay.push_back(page);
        ++m_running;
        run<std::vector<LogRow>>([page](const LogRows &rows, const Job &job) { return rows.read(page * kPageRows, kPageRows, job); },
                                 [this, page](Result<std::vector<LogRow>> rows) { deliver(page, std::move(rows)); });
    }
}

void LinePager::deliver(std::uint64_t page, Result<std::vector<LogRow>> rows)
{
    --m_running;
    m_underWay.erase(std::find(m_underWay.begin(), m_underWay.end(), page));
    while (m_pages.size() >= m_cachePages) {
        m_pages.erase(m_used.back());
        m_used.pop_back();
    }
    m_used.push_front(page);
    Page made;
    made.used = m_used.begin();
    if (rows)
        made.rows = std::move(*rows);
    else
        made.error = std::move(rows).error();
    m_pages.insert_or_assign(page, std::move(made));
    startJobs();
    Q_EMIT rowsReady(page * kPageRows, kPageRows);
}

} // namespace causeway::views
