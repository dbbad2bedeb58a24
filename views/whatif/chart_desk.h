#pragma once
// What the pictures of What-if share: the chosen scenario and its baseline over time, computed once for all that draw them, and the field that is
// to be swept. GUI thread; computed by jobs.

#include <QObject>

#include "analysis/simulate/replications.h"
#include "analysis/simulate/run_series.h"
#include "views/whatif/computed.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

struct TimedRun {
    ScenarioData scenario;                              // of which it is
    simulate::ReplicationsResult result;
    std::string document;                                // of what was run: with what people approved
    std::vector<simulate::SeriesEstimate> series;
    double slotS = 0;
    std::uint64_t seed = 1;
    [[nodiscard]] const simulate::SeriesEstimate *find(simulate::SeriesOf what, std::uint32_t of = simulate::kNone) const;
};
using TimedRunData = std::shared_ptr<const TimedRun>;

struct TimedRuns {
    TimedRunData now, before;                            // before: nullptr of a first one
};

// allowed: the scenario with what people approved, where it is another one. Errors: those of allocate::prepare and runReplications;
// Cancelled. Any thread.
Result<TimedRunData> runOverTime(const ScenarioData &scenario, std::uint64_t seed, unsigned replications, const Job &job, const simulate::Scenario *allowed = nullptr);

class ChartDesk : public QObject {
    Q_OBJECT
public:
    ChartDesk(WhatIfDesk &desk, QObject *parent);
    [[nodiscard]] WhatIfDesk &desk() { return m_desk; }
    void runOverTime();                                  // the chosen one and its baseline, with the desk's replications
    void stop();
    // Of the chosen one where it was computed, else of the one before.
    [[nodiscard]] const Computed<TimedRuns>::One &shown() const { return m_computed.shown(); }
    [[nodiscard]] TimedRunData now() const { return shown().answer == nullptr ? nullptr : shown().answer->now; }
    [[nodiscard]] TimedRunData before() const { return shown().answer == nullptr ? nullptr : shown().answer->before; }
    [[nodiscard]] bool isRunning() const { return m_running; }
    void sweep(const std::string &path) { Q_EMIT sweepAsked(path); }
    // At the service that a field is of: its knobs are shown.
    void showService(const std::string &path);

Q_SIGNALS:
    void changed();                                      // shown(), isRunning()
    void sweepAsked(const std::string &path);

private:
    WhatIfDesk &m_desk;
    Computed<TimedRuns> m_computed;
    bool m_running = false;
};

} // namespace causeway::views
