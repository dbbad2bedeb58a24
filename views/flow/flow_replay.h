#pragma once
// A session that is replayed on the mined graph: its path (a job), the step it is at, playing. The event of the step is chosen
// everywhere. GUI thread.

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

#include "app/engine/flow_path.h"
#include "views/flow/flow_mining.h"

namespace causeway::views {

class FlowReplay : public QObject {
    Q_OBJECT
public:
    using Path = std::shared_ptr<const engine::FlowPathResponse>;
    static constexpr int kStepMilliseconds = 700; // at speed 1

    FlowReplay(ViewContext context, FlowMining &mining, QObject *parent);
    // Finds its path, at once or when there is a graph, and goes to its first odd step, else to the first; "" = none.
    void start(const std::string &session);
    void end();
    [[nodiscard]] const std::string &session() const { return m_session; } // asked for
    [[nodiscard]] const Path &path() const { return m_path; }              // nullptr: not there (yet)
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] std::size_t at() const { return m_at; } // step
    void goTo(std::size_t step);
    void step(bool forward);
    bool goToOdd(bool forward); // false: there is none further on
    [[nodiscard]] bool isPlaying() const { return m_timer.isActive(); }
    void setPlaying(bool playing); // at the end: from the start
    void setSpeed(double speed);   // steps take so many times less

Q_SIGNALS:
    void pathChanged();    // path, running, error
    void stepChanged();
    void playingChanged();

private:
    void find();
    void mined();

    ViewContext m_context;
    FlowMining &m_mining;
    FlowMining::Mined m_of; // whose path it is
    std::string m_session;
    Path m_path;
    std::optional<Error> m_error;
    std::size_t m_at = 0;
    QTimer m_timer;
    bool m_running = false, m_toFirstOdd = false;
};

} // namespace causeway::views
