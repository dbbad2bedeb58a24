#pragma once
// The mined graph that the panels of Flow share: how it is mined, the job, what is chosen of it. GUI thread.

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

#include "app/engine/flow_components.h"
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
        // With what the graph is compared, not for fsa: nothing; what lies before the time range; all outside it; one chosen
        // period (A) with another (B).
        enum class Compare : std::uint8_t { None, Before, Rest, Periods } compare = Compare::None;
        std::optional<TimeRange> a, b;
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
    [[nodiscard]] bool compares() const { return m_mined != nullptr && !m_mined->differences.empty(); }
    // What a comparison lacks; "" = nothing, or none is asked for.
    [[nodiscard]] QString comparisonLacks() const;
    // Which component logs each pattern; nullptr: not known yet, or the lines name none.
    using Components = std::shared_ptr<const engine::TemplateComponents>;
    [[nodiscard]] const Components &components() const { return m_components; }
    // Why the graph is no longer what would be mined now; "" = it is.
    [[nodiscard]] QString staleness() const;

    // An edge of the graph, shown by every panel.
    [[nodiscard]] std::optional<std::uint32_t> edge() const { return m_edge; }
    void selectEdge(std::optional<std::uint32_t> edge);
    void selectNode(std::uint32_t node); // its pattern, everywhere
    void filterTo(std::uint32_t node);   // Explore shows only its lines
    void filterTo(std::uint32_t from, std::uint32_t to);
    void filterToSession(const std::string &subjectId);
    void filterToPassage(EventId from, EventId to, const std::string &session); // its session, else the two lines
    // A passage of an edge, or a finding: its event is chosen everywhere.
    void selectEvent(EventId event, const std::string &session);

Q_SIGNALS:
    void componentsChanged();
    void changed();     // mined, running, error or staleness
    void edgeChanged();

private:
    void reset();
    void readComponents();
    void compareOnItsOwn();
    [[nodiscard]] engine::MineFlowRequest request() const;
    void dataMoved();
    void mineOnItsOwn();
    void showInExplore(std::vector<TemplateId> templates);

    ViewContext m_context;
    Choice m_choice;
    Mined m_mined;
    Components m_components;
    std::optional<Error> m_error;
    TimeRange m_range;
    std::optional<std::uint32_t> m_edge;
    workspace::JobManager::Number m_job = 0;
    QTimer m_timer; // what is read from a project comes in several signals
    bool m_running = false, m_shown = false, m_moved = false, m_again = false, m_componentsAsked = false;
};

} // namespace causeway::views
