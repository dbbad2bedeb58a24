#pragma once
// The mined graph that the panels of Flow share: how it is mined, the job, what is chosen of it. GUI thread.

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

#include "app/engine/mine_flow.h"
#include "app/workspace/job_manager.h"
#include "views/shell/perspective.h"

namespace causeway::views {

class FlowMining : public QObject {
    Q_OBJECT
public:
    using Mined = std::shared_ptr<const engine::MineFlowResponse>;
    struct Choice {
        engine::MineFlowRequest::Miner miner = engine::MineFlowRequest::Miner::Cfg;
        bool ignoreIds = false; // not for fsa
        std::string component;  // "" = all
        bool operator==(const Choice &) const = default;
    };

    FlowMining(ViewContext context, QObject *parent);
    [[nodiscard]] const Choice &choice() const { return m_choice; }
    void setChoice(const Choice &choice); // mines at once where it changes and there is something to mine
    void setShown(bool shown);            // the first time it is shown the graph is mined on its own
    void mine();                          // a job; of the time range that is filtered to
    void stop(); // as by hand: error() is Cancelled then
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QString whyNot() const; // "" = it can be mined
    [[nodiscard]] const Mined &mined() const { return m_mined; } // nullptr
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // of the last try
    [[nodiscard]] const TimeRange &range() const { return m_range; } // that was mined
    // Why the graph is no longer what would be mined now; "" = it is.
    [[nodiscard]] QString staleness() const;

    // An edge of the graph, shown by every panel.
    [[nodiscard]] std::optional<std::uint32_t> edge() const { return m_edge; }
    void selectEdge(std::optional<std::uint32_t> edge);
    void selectNode(std::uint32_t node); // its pattern, everywhere
    void filterTo(std::uint32_t node);   // Explore shows only its lines
    void filterTo(std::uint32_t from, std::uint32_t to);

Q_SIGNALS:
    void changed();     // mined, running, error or staleness
    void edgeChanged();

private:
    void reset();
    void dataMoved();
    void mineOnItsOwn();
    void showInExplore(std::vector<TemplateId> templates);

    ViewContext m_context;
    Choice m_choice;
    Mined m_mined;
    std::optional<Error> m_error;
    TimeRange m_range;
    std::optional<std::uint32_t> m_edge;
    workspace::JobManager::Number m_job = 0;
    QTimer m_timer; // what is read from a project comes in several signals
    bool m_running = false, m_shown = false, m_moved = false, m_again = false;
};

} // namespace causeway::views
