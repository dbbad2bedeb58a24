#include "views/whatif/chart_desk.h"

#include <algorithm>

#include "analysis/allocate/explore/trial.h"
#include "app/workspace/workspace.h"

namespace causeway::views {

const simulate::SeriesEstimate *TimedRun::find(simulate::SeriesOf what, std::uint32_t of) const
{
    const auto found = std::ranges::find_if(series, [&](const simulate::SeriesEstimate &one) { return one.what == what && one.of == of; });
    return found == series.end() ? nullptr : &*found;
}

Result<TimedRunData> runOverTime(const ScenarioData &scenario, std::uint64_t seed, unsigned replications, const Job &job, const simulate::Scenario *allowed)
{
    const simulate::Scenario &run = allowed == nullptr ? *scenario : *allowed;
    CAUSEWAY_ASSIGN(const allocate::Prepared prepared, allocate::prepare(run, scenario->policy));
    simulate::ReplicationSettings settings;
    settings.replications = replications;
    settings.seed = seed;
    settings.threads = 1;
    settings.controller = prepared.controller;
    settings.slots = simulate::kUsualSlots;
    auto out = std::make_shared<TimedRun>();
    out->scenario = scenario;
    out->document = toJson(run);
    out->seed = seed;
    CAUSEWAY_ASSIGN(out->result, simulate::runReplications(prepared.scenario, settings, job));
    out->series = simulate::estimateSeries(out->result.runs);
    out->slotS = scenario->durationS / settings.slots;
    return TimedRunData(std::move(out));
}

ChartDesk::ChartDesk(WhatIfDesk &desk, QObject *parent) : QObject(parent), m_desk(desk)
{
    connect(&desk, &WhatIfDesk::chosenChanged, this, [this] {
        if (m_desk.rows().empty()) { // another project
            stop();
            m_computed.clear();
        } else if (!m_computed.choose(m_desk.chosen()))
            return;
        Q_EMIT changed();
    });
}

void ChartDesk::runOverTime()
{
    const ScenarioData scenario = m_desk.scenario(), baseline = m_desk.baseline();
    if (scenario == nullptr)
        return;
    m_running = true;
    m_computed.begin(m_desk.chosen(), scenario, m_desk.runDocument(), m_desk.replications());
    using Both = std::shared_ptr<const TimedRuns>;
    m_desk.context().workspace.jobs().start<Both>(
        {.key = "whatif.series", .title = Message(CAUSEWAY_TEXT("Simulate the scenario over time"))},
        [scenario, allowed = m_desk.asRun(), baseline, seed = m_desk.seed(), replications = m_desk.replications(), known = shown().answer, before = m_desk.baselineId(), approvals = m_desk.approvals()](const Job &job) -> Result<Both> {
            auto out = std::make_shared<TimedRuns>();
            const double all = baseline != nullptr ? 2 : 1;
            CAUSEWAY_ASSIGN(out->now, views::runOverTime(scenario, seed, replications, allocate::partOf(job, 0, 1, all), allowed.get()));
            if (baseline != nullptr) {
                const simulate::Scenario earlier = engine::approvedScenario(*baseline, before, approvals);
                const std::string document = toJson(earlier);
                for (const TimedRunData &there : {known != nullptr ? known->before : nullptr, known != nullptr ? known->now : nullptr})
                    if (there != nullptr && there->document == document && there->seed == seed && there->result.runs.size() == replications)
                        out->before = there;
                if (out->before == nullptr) {
                    CAUSEWAY_ASSIGN(out->before, views::runOverTime(baseline, seed, replications, allocate::partOf(job, 1, 1, all), &earlier));
                }
            }
            return Both(std::move(out));
        },
        this,
        [this](Both both) {
            m_running = false;
            m_computed.take(std::move(both), m_desk.chosen());
            Q_EMIT changed();
        },
        [this](const Error &error) {
            m_running = false;
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void ChartDesk::stop()
{
    if (m_running)
        m_desk.context().workspace.jobs().cancelKey("whatif.series");
    m_running = false;
}

void ChartDesk::showService(const std::string &path)
{
    if (m_desk.scenario() == nullptr)
        return;
    // The longest name that the path begins with: names may have dots.
    const simulate::Scenario &scenario = *m_desk.scenario();
    std::string best;
    std::size_t length = 0;
    const auto see = [&](const std::string &prefix, const std::string &service) {
        if (path.starts_with(prefix) && prefix.size() > length) {
            length = prefix.size();
            best = service;
        }
    };
    for (const simulate::Service &service : scenario.services)
        see("services." + service.name + ".", service.name);
    for (const simulate::Operation &operation : scenario.operations)
        see("operations." + operation.name + ".", operation.service);
    for (std::size_t i = 0; i < scenario.arrivals.size(); ++i)
        for (const simulate::Operation &operation : scenario.operations)
            if (operation.name == scenario.arrivals[i].operation)
                see("arrivals[" + std::to_string(i) + "]", operation.service);
    if (!best.empty())
        m_desk.chooseService(best);
}

} // namespace causeway::views
