#pragma once
// Pages of a LogRows for the window's thread: fetched by jobs, kept in a bounded cache, never waited for.

#include <QObject>

#include <functional>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "views/models/log_rows.h"
#include "views/models/row_selection.h"

namespace causeway::views {

class LinePager : public QObject {
    Q_OBJECT
public:
    static constexpr std::uint32_t kPageRows = 128;

    explicit LinePager(QObject *parent = nullptr);
    ~LinePager() override;

    // nullptr: no rows. What is cached is forgotten; jobs under way are cancelled and what they bring is dropped.
    void setRows(std::shared_ptr<const LogRows> rows);
    [[nodiscard]] const std::shared_ptr<const LogRows> &rows() const { return m_rows; }
    [[nodiscard]] std::uint64_t size() const { return m_rows == nullptr ? 0 : m_rows->size(); }

    // nullptr where the row is not there yet (it is asked for; rowsReady follows) or could not be read (failure()).
    // The pointer holds until control returns to the event loop.
    const LogRow *row(std::uint64_t row);
    // Like row(), but asks for nothing.
    [[nodiscard]] const LogRow *cachedRow(std::uint64_t row) const;
    // Asks for the pages of rows that may be wanted soon, after all that is wanted now.
    void prefetch(std::uint64_t first, std::uint64_t count);
    // Why a row could not be read; nullptr where it could or is under way.
    [[nodiscard]] const Error *failure(std::uint64_t row) const;

    // By a job; done runs in the window's thread unless the rows are replaced or the pager is gone by then.
    void collectBytes(std::vector<RowSelection::Interval> intervals, std::size_t maxBytes, std::function<void(Result<std::string>)> done);
    void findTime(TimePoint time, std::function<void(Result<std::uint64_t>)> done);

    void setCachePages(std::size_t pages); // at least 8; 64 by default
    [[nodiscard]] bool isBusy() const { return !m_wanted.empty() || m_running > 0; }

Q_SIGNALS:
    void rowsReset();
    void rowsReady(quint64 first, quint64 count);

private:
    struct Page {
        std::vector<LogRow> rows;
        std::optional<Error> error;
        std::list<std::uint64_t>::iterator used;
    };
    struct Channel; // how a job finds its pager, or that it is gone

    template <typename T>
    void run(std::function<Result<T>(const LogRows &, const Job &)> work, std::function<void(Result<T>)> done);
    void want(std::uint64_t page, bool soon);
    void startJobs();
    void deliver(std::uint64_t page, Result<std::vector<LogRow>> rows);

    std::shared_ptr<const LogRows> m_rows;
    std::unordered_map<std::uint64_t, Page> m_pages;
    std::list<std::uint64_t> m_used; // most recent first
    std::vector<std::uint64_t> m_wanted; // the last is fetched first
    std::vector<std::uint64_t> m_underWay;
    std::shared_ptr<Channel> m_channel;
    CancelToken m_cancel;
    std::uint64_t m_generation = 0;
    std::size_t m_cachePages = 64;
    int m_running = 0;
};

} // namespace causeway::views
