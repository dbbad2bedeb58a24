#include "app/workspace/job_manager.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QPointer>
#include <QRunnable>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

namespace causeway::workspace {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPollMs = 50;             // progress reaches the window at most 20 times a second
constexpr auto kVisibleAfter = std::chrono::milliseconds(250); // shorter jobs do not flicker through the status bar

} // namespace

struct JobManager::Running {
    JobOptions options;
    CancelToken cancel;
    QPointer<QObject> receiver;
    bool hasReceiver = false;
    bool superseded = false;
    Finish finish;
    Clock::time_point began = Clock::now();
    QRunnable *task = nullptr;         // of the pool, which deletes it: not to be touched once it began
    std::atomic<bool> atWork{false};

    std::mutex mutex; // guards what the worker writes
    Progress progress;
    std::optional<Error> thrown;

    // Of the rate: the progress a while ago.
    double earlierDone = 0;
    Clock::time_point earlier = began;
    double perSecond = 0;
    int stage = 0;
};

JobManager::JobManager(QObject *parent) : QObject(parent), m_model(new JobModel(this))
{
    qRegisterMetaType<causeway::Error>();
    m_edits.setMaxThreadCount(1);
    setThreads(QThread::idealThreadCount());
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &JobManager::poll);
}

JobManager::~JobManager() { shutDown(); }

void JobManager::shutDown()
{
    // Edits are kept: they are short, and someone has asked for them.
    for (auto &[number, running] : m_running)
        if (running->options.lane != JobOptions::Lane::Edits)
            running->cancel.cancel();
    m_pool.waitForDone();
    m_edits.waitForDone();
    m_running.clear();
}

void JobManager::setThreads(int threads)
{
    // An import or a training occupies a thread for long: there are always some more for what the window asks meanwhile.
    m_pool.setMaxThreadCount(std::max(2, threads) + 2);
}

JobManager::Number JobManager::launch(JobOptions options, std::function<void(const Job &)> work, QObject *receiver, Finish finish)
{
    const bool edit = options.lane == JobOptions::Lane::Edits;
    if (!options.key.empty() && !edit)
        for (auto &[other, running] : m_running)
            if (running->options.key == options.key) {
                running->superseded = true;
                stop(other, *running);
            }
    const Number number = ++m_last;
    auto running = std::make_shared<Running>();
    running->options = std::move(options);
    running->receiver = receiver;
    running->hasReceiver = receiver != nullptr;
    running->finish = std::move(finish);
    m_running.emplace(number, running);

    running->task = QRunnable::create([this, running, number, work = std::move(work)] {
        running->atWork = true;
        Job job;
        job.cancel = running->cancel;
        job.onProgress = [running](const Progress &progress) {
            const std::lock_guard lock(running->mutex);
            running->progress = progress;
        };
        if (!running->cancel.isCancelled()) {
            try {
                work(job);
            } catch (const std::exception &exception) {
                const std::lock_guard lock(running->mutex);
                running->thrown = Error{ErrorCode::Internal, Message(CAUSEWAY_TEXT("%1 failed"), running->options.title.toEnglish()),
                                        Message(CAUSEWAY_TEXT("the program met something it was not prepared for: %1"), exception.what()),
                                        Message(CAUSEWAY_TEXT("Close other programs if memory is short, then try again.")), {}};
            }
        }
        QMetaObject::invokeMethod(this, [this, number] { finished(number); }, Qt::QueuedConnection);
    });
    (edit ? m_edits : m_pool).start(running->task);
    if (!m_timer.isActive())
        m_timer.start();
    return number;
}

void JobManager::stop(Number number, Running &running)
{
    running.cancel.cancel();
    // Tasks are made on this thread alone: none stands at the address of one that is over.
    if (running.atWork || running.options.lane == JobOptions::Lane::Edits || !m_pool.tryTake(running.task))
        return;
    delete running.task;
    running.atWork = true;
    QMetaObject::invokeMethod(this, [this, number] { finished(number); }, Qt::QueuedConnection);
}

void JobManager::finished(Number number)
{
    const auto found = m_running.find(number);
    if (found == m_running.end())
        return;
    const std::shared_ptr<Running> running = found->second;
    m_running.erase(found);
    m_model->remove(number);
    const bool alive = !running->hasReceiver || !running->receiver.isNull();
    // Whatever else went wrong in reading for what is not wanted any more (a project that is closed and taken away) is nobody's concern.
    if (running->cancel.isCancelled() && running->options.quiet && running->options.lane != JobOptions::Lane::Edits)
        running->thrown = cancelled();
    if (alive && !running->superseded)
        running->finish(running->thrown ? &*running->thrown : nullptr);
    if (m_running.empty()) {
        m_timer.stop();
        Q_EMIT idle();
    }
}

void JobManager::deliver(const Error &error, const Failed &failed)
{
    if (failed)
        failed(error);
    else if (error.code != ErrorCode::Cancelled)
        Q_EMIT errorReported(error);
}

void JobManager::cancel(Number job)
{
    if (const auto found = m_running.find(job); found != m_running.end()) {
        stop(job, *found->second);
        poll();
    }
}

void JobManager::cancelKey(const std::string &key)
{
    for (auto &[number, running] : m_running)
        if (running->options.key == key) {
            running->superseded = true;
            stop(number, *running);
        }
}

void JobManager::cancelAll()
{
    for (auto &[number, running] : m_running)
        if (running->options.lane != JobOptions::Lane::Edits) {
            running->superseded = true;
            stop(number, *running);
        }
}

void JobManager::stopAll()
{
    for (auto &[number, running] : m_running)
        if (running->options.lane != JobOptions::Lane::Edits && !running->options.quiet)
            stop(number, *running);
    poll();
}

void JobManager::poll()
{
    const Clock::time_point now = Clock::now();
    for (auto &[number, running] : m_running) {
        if (running->options.quiet || running->superseded || now - running->began < kVisibleAfter)
            continue;
        const auto [stage, stageNumber] = running->options.stage ? running->options.stage->get() : std::pair<Message, int>();
        Progress progress;
        {
            const std::lock_guard lock(running->mutex);
            if (stageNumber != running->stage)
                running->progress = {};
            progress = running->progress;
        }
        if (std::exchange(running->stage, stageNumber) != stageNumber) {
            running->earlier = now;
            running->earlierDone = 0;
            running->perSecond = 0;
        }
        // The rate over the last half second or more, smoothed.
        const double seconds = std::chrono::duration<double>(now - running->earlier).count();
        if (seconds >= 0.5) {
            const double rate = std::max(0.0, progress.done - running->earlierDone) / seconds;
            running->perSecond = running->perSecond > 0 ? 0.6 * running->perSecond + 0.4 * rate : rate;
            running->earlier = now;
            running->earlierDone = progress.done;
        }
        JobRow row;
        row.number = number;
        row.key = running->options.key;
        row.title = running->options.title;
        row.stage = stage;
        row.done = progress.done;
        row.total = progress.total;
        row.unit = progress.unit;
        row.fraction = progress.total > 0 ? std::clamp(progress.done / progress.total, 0.0, 1.0) : -1;
        row.perSecond = progress.unit == Progress::Unit::None ? 0 : running->perSecond;
        row.waiting = !running->atWork;
        row.cancelling = running->cancel.isCancelled();
        m_model->set(row);
    }
}

bool JobManager::waitForIdle(int milliseconds)
{
    QDeadlineTimer deadline(milliseconds);
    while (!m_running.empty() && !deadline.hasExpired()) {
        QEventLoop loop;
        QTimer wake;
        wake.setSingleShot(true);
        connect(&wake, &QTimer::timeout, &loop, &QEventLoop::quit);
        connect(this, &JobManager::idle, &loop, &QEventLoop::quit);
        wake.start(static_cast<int>(std::min<qint64>(deadline.remainingTime(), 100)));
        loop.exec();
    }
    return m_running.empty();
}

} // namespace causeway::workspace
