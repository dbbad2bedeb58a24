#pragma once
// Layouts by the program causeway-layout: run in a job, ended on cancel and after a time limit, kept by what was asked.

#include <QObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/layout/protocol.h"
#include "app/workspace/job_manager.h"

namespace causeway::views {

// Beside the program, above it, or in ../lib/causeway; "" where it is none of them.
[[nodiscard]] QString findLayoutProgram();

// Waits for the program: for jobs. Errors: NotFound (no such program), LimitExceeded (a graph beyond the protocol's bounds;
// longer than the limit), Cancelled, Internal (the program crashed, failed, or answered something else).
Result<layout::Answer> runLayout(const QString &program, const layout::Request &request, std::chrono::milliseconds limit, const Job &job);

// Where nodes were, by names that stay when the graph changes.
using NodePlaces = std::unordered_map<std::uint64_t, layout::Point>;

// A graph to lay out, its nodes by name.
struct LayoutTask {
    layout::Request request;
    std::vector<std::uint64_t> names; // one a node, no two the same
    NodePlaces before;                // of the layout shown now; empty: none
};

// Runs the program on nodes put in their order from left to right before, and moves its answer as a whole to where most of
// them were: what is new moves the rest as little as dot allows. The answer is in the order of the task.
Result<layout::Answer> layOutKeeping(const QString &program, const LayoutTask &task, std::chrono::milliseconds limit, const Job &job);

class GraphLayout : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kLimit{20'000};
    using Layout = std::shared_ptr<const layout::Answer>;

    // key: of its jobs; those of one graph take the place of each other.
    GraphLayout(workspace::JobManager &jobs, std::string key, QObject *parent);
    void setProgram(const QString &path) { m_program = path; }
    void setLimit(std::chrono::milliseconds limit) { m_limit = limit; }
    // A newer call takes the place of one that runs. Else `done` or `failed` is called, at once
    // where the layout is kept.
    void start(LayoutTask task, std::function<void(Layout)> done, std::function<void(const Error &)> failed);
    void stop();   // as by hand: `failed` is called with Cancelled
    void forget(); // nothing is called
    [[nodiscard]] std::size_t runs() const { return m_runs; } // of the program

private:
    static constexpr std::size_t kKept = 16;
    workspace::JobManager &m_jobs;
    std::string m_key;
    QString m_program;
    std::chrono::milliseconds m_limit = kLimit;
    std::list<std::pair<std::string, Layout>> m_kept; // newest first
    std::size_t m_runs = 0;
    workspace::JobManager::Number m_job = 0;
};

} // namespace causeway::views
