#include "views/flow/flow_replay.h"

#include <algorithm>

#include "app/workspace/workspace.h"

namespace causeway::views {

FlowReplay::FlowReplay(ViewContext context, FlowMining &mining, QObject *parent) : QObject(parent), m_context(context), m_mining(mining)
{
    m_timer.setInterval(kStepMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_path != nullptr && m_at + 1 < m_path->steps.size())
            goTo(m_at + 1);
        else
            setPlaying(false);
    });
    connect(&mining, &FlowMining::changed, this, &FlowReplay::mined);
    connect(&context.workspace, &workspace::Workspace::projectChanged, this, &FlowReplay::end);
}

void FlowReplay::start(const std::string &session)
{
    setPlaying(false);
    if (session == m_session && m_path != nullptr && m_of == m_mining.mined()) {
        if (m_path->first)
            goTo(*m_path->first);
        return;
    }
    m_session = session;
    m_at = 0;
    find();
}

void FlowReplay::end() { start({}); }

void FlowReplay::mined()
{
    if (!m_session.empty() && !m_mining.isRunning() && m_of != m_mining.mined())
        find();
}

void FlowReplay::find()
{
    m_path.reset();
    m_error.reset();
    m_of = m_mining.mined();
    m_running = false;
    m_context.workspace.jobs().cancelKey("flow.path");
    const auto project = m_context.workspace.data().project;
    if (!m_session.empty() && m_of != nullptr && project != nullptr) {
        m_running = true;
        m_context.workspace.jobs().start<Path>(
            {.key = "flow.path", .title = Message(CAUSEWAY_TEXT("Find the path of %1"), m_session)},
            [project, request = engine::FlowPathRequest{m_of, m_session}](const Job &job) -> Result<Path> {
                CAUSEWAY_ASSIGN(auto found, engine::flowPath(*project, request, job));
                return std::make_shared<const engine::FlowPathResponse>(std::move(found));
            },
            this,
            [this](Path path) {
                m_running = false;
                m_path = std::move(path);
                m_at = m_path->first ? *m_path->first : std::min(m_at, m_path->steps.empty() ? 0 : m_path->steps.size() - 1);
                Q_EMIT pathChanged();
                const std::size_t at = m_at;
                m_at = SIZE_MAX;
                goTo(at);
            },
            [this](const Error &error) {
                m_running = false;
                m_error = error;
                Q_EMIT pathChanged();
            });
    }
    Q_EMIT pathChanged();
}

void FlowReplay::goTo(std::size_t step)
{
    if (m_path == nullptr || step >= m_path->steps.size() || step == m_at)
        return;
    m_at = step;
    m_mining.selectEdge(std::nullopt);
    m_mining.selectEvent(m_path->steps[step].event, m_path->session);
    Q_EMIT stepChanged();
}

void FlowReplay::step(bool forward)
{
    setPlaying(false);
    if (forward || m_at > 0)
        goTo(forward ? m_at + 1 : m_at - 1);
}

bool FlowReplay::goToOdd(bool forward)
{
    setPlaying(false);
    if (m_path == nullptr)
        return false;
    const auto odd = [&](std::size_t i) { return m_path->steps[i].isOdd(); };
    for (std::size_t i = m_at; forward ? ++i < m_path->steps.size() : i-- > 0;)
        if (odd(i)) {
            goTo(i);
            return true;
        }
    return false;
}

void FlowReplay::setPlaying(bool playing)
{
    if (playing == isPlaying() || (playing && (m_path == nullptr || m_path->steps.empty())))
        return;
    if (playing && m_at + 1 >= m_path->steps.size())
        goTo(0);
    playing ? m_timer.start() : m_timer.stop();
    Q_EMIT playingChanged();
}

void FlowReplay::setSpeed(double speed) { m_timer.setInterval(static_cast<int>(kStepMilliseconds / speed)); }

} // namespace causeway::views
