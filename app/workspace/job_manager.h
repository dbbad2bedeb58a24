#pragma once
// Runs long computations off the GUI thread. A job = immutable input + cancel token → Result<T>. Use from the GUI thread.
//
//   jobs.start<Histogram>({"histogram", Message(CAUSEWAY_TEXT("Count events"))},
//                         [reader, range](const Job &job) { return eventHistogram(*reader, range, job); },
//                         this, [this](Histogram h) { show(std::move(h)); });

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "analysis/core/job.h"
#include "app/workspace/job_model.h"

namespace causeway::workspace {

// What a job of several steps does now. Set by the job, read by the window; the progress told before belongs to the step before.
class JobStage {
public:
    void set(Message message)
    {
        const std::lock_guard lock(m_mutex);
        m_message = std::move(message);
        ++m_number;
    }
    [[nodiscard]] std::pair<Message, int> get() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_message, m_number};
    }

private:
    mutable std::mutex m_mutex;
    Message m_message;
    int m_number = 0;
};

struct JobOptions {
    std::string key;      // a newer job of the same key cancels and supersedes the older; "" = none does
    Message title;        // "Import app.log"
    bool quiet = false;   // not in the list of running jobs
    enum class Lane : std::uint8_t { Shared, Edits } lane = Lane::Shared; // Edits: one after another, in order, never cancelled by a key
    std::shared_ptr<const JobStage> stage = nullptr;
};

class JobManager : public QObject {
    Q_OBJECT
public:
    using Number = std::uint64_t;

    explicit JobManager(QObject *parent = nullptr);
    ~JobManager() override; // cancels everything and waits

    template <typename T>
    struct DoneOf {
        using type = std::function<void(T)>;
    };
    template <typename T>
    using Done = typename DoneOf<T>::type;
    using Failed = std::function<void(const Error &)>;

    // work runs on a thread of the pool; done or failed on the GUI thread, if the job is still current and receiver still
    // lives. Without `failed` an error goes to errorReported(), but Cancelled, which needs no telling. A superseded job
    // delivers nothing.
    template <typename T>
    Number start(JobOptions options, std::function<Result<T>(const Job &)> work, QObject *receiver, Done<T> done, Failed failed = {})
    {
        auto box = std::make_shared<std::optional<Result<T>>>();
        return launch(
            std::move(options), [box, work = std::move(work)](const Job &job) { box->emplace(work(job)); }, receiver,
            [this, box, done = std::move(done), failed = std::move(failed)](const Error *thrown) {
                if (thrown != nullptr || !*box || !(*box)->has_value())
                    deliver(thrown != nullptr ? *thrown : *box ? (*box)->error() : cancelled(), failed);
                else if constexpr (std::is_void_v<T>)
                    done();
                else
                    done(std::move(***box));
            });
    }

    void cancel(Number job);
    void cancelKey(const std::string &key);
    void cancelAll(); // silently, as if superseded: what they were about is gone
    void shutDown();  // cancels, waits for the threads and forgets: nothing is delivered any more; edits are kept
    void stopAll();   // as if each had been stopped by hand

    [[nodiscard]] JobModel *model() { return m_model; }
    [[nodiscard]] bool isIdle() const { return m_running.empty(); }
    // Runs the event loop until nothing runs; for tests and the headless programs. false: not within the time.
    bool waitForIdle(int milliseconds);
    void setThreads(int threads); // at least 2

Q_SIGNALS:
    void errorReported(const causeway::Error &error);
    void idle();

private:
    struct Running;
    using Finish = std::function<void(const Error *thrown)>;
    Number launch(JobOptions options, std::function<void(const Job &)> work, QObject *receiver, Finish finish);
    void deliver(const Error &error, const Failed &failed);
    void finished(Number job);
    void stop(Number job, Running &running); // one that waits for its turn at once
    void poll();

    QThreadPool m_pool, m_edits;
    QTimer m_timer;
    JobModel *m_model;
    Number m_last = 0;
    std::map<Number, std::shared_ptr<Running>> m_running;
};

template <>
struct JobManager::DoneOf<void> {
    using type = std::function<void()>;
};

} // namespace causeway::workspace

Q_DECLARE_METATYPE(causeway::Error)
Q_DECLARE_METATYPE(causeway::Message)
