#pragma once
// What the pictures of What-if share: the chosen scenario and its baseline over time, computed once for all that draw them, and the field that is
// to be swept. GUI thread; computed by jobs.

#include <QObject>

#include "analysis/simulate/replications.h"
#include "analysis/simulate/run_series.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

struct TimedRun {
    ScenarioData scenario;                              // of which it is
    simulate::ReplicationsResult result;
    std::vector<simulate::SeriesEstimate> series;
    double slotS = 0;
    [[nodiscard]] const simulate::SeriesEstimate *find(simulate::SeriesOf what, std::uint32_t of = simulate::kNone) const;
};
using TimedRunData = std::shared_ptr<const TimedRun>;

// allowed: the scenario with what people approved, where it is another one. Errors: those of allocate::prepare and runReplications;
// Cancelled. Any thread.
Result<TimedRunData> runOverTime(const ScenarioData &scenario, std::uint64_t seed, unsigned replications, const Job &job, const simulate::Scenario *allowed = nullptr);

class ChartDesk : public QObject {
    Q_OBJECT
public:
    static constexpr unsigned kReplications = 5;

    ChartDesk(WhatIfDesk &desk, QObject *parent);
    [[nodiscard]] WhatIfDesk &desk() { return m_desk; }
    void runOverTime();                                  // the chosen one and its baseline
    void stop();
    [[nodiscard]] const TimedRunData &now() const { return m_now; }
    [[nodiscard]] const TimedRunData &before() const { return m_before; }
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isOfNow() const { return m_now != nullptr && m_now->scenario == m_desk.scenario(); }
    void sweep(const std::string &path) { Q_EMIT sweepAsked(path); }
    // At the service that a field is of: its knobs are shown.
    void showService(const std::string &path);

Q_SIGNALS:
    void changed();                                      // now(), before(), isRunning()
    void sweepAsked(const std::string &path);

private:
    WhatIfDesk &m_desk;
    TimedRunData m_now, m_before;
    bool m_running = false;
};

} // namespace causeway::views
