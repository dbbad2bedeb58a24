#include "analysis/loop/close_loop.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "analysis/allocate/compare.h"
#include "analysis/core/parallel.h"
#include "analysis/loop/session_log.h"
#include "analysis/allocate/scaling/service_flow.h"

namespace causeway::loop {

using simulate::Estimate;
using simulate::Fault;
using simulate::Scenario;

namespace {

// Replications by what they are for: never those that are told of.
constexpr std::uint64_t kTraining = 1'000'000, kUsual = 1'000'001, kValidation = 1'000'010;
constexpr std::size_t kSimulated = 6; // thresholds
constexpr double kCalm = 2; // as many times the share that objectives allow is too much of a window

double at(const Scenario &scenario, double share) { return scenario.durationS * share; }

struct Maker { // of a trigger
    std::function<std::unique_ptr<Trigger>()> trigger; // none: nobody looks
    HealSettings heal;
};

struct Trial {
    Maker maker;
    double vain = 0, violation = 0;
};

class Loop {
public:
    Loop(const Scenario &scenario, const LoopSettings &settings, const Job &job) : m_settings(settings), m_job(job), m_calm(scenario)
    {
        m_faults = m_calm.faults.empty() ? standardFaults(m_calm) : m_calm.faults;
        m_calm.faults.clear();
        m_keys = std::make_shared<const EventKeys>(m_calm);
        for (const Fault &fault : m_faults) {
            m_scenarios.push_back(m_calm);
            m_scenarios.back().faults = {fault};
        }
        m_scenarios.push_back(m_calm);
        for (const simulate::Objective &objective : m_calm.objectives)
            m_allowed = std::max(m_allowed, 1 - objective.share);
        const std::size_t validated = m_scenarios.size() * m_settings.validation;
        m_mostRuns[Thresholding] = m_settings.validation + validated + 2 * (kSimulated + 1) * validated;
        m_mostRuns[Detecting] = m_mostRuns[Thresholding] + m_settings.detectors.size() * (m_settings.validation + 3 * validated);
        m_mostRuns[Measuring] = m_mostRuns[Detecting] + m_scenarios.size() * kArms.size() * m_settings.replications;
    }

    Result<LoopResult> run()
    {
        for (const Scenario &one : m_scenarios) {
            CAUSEWAY_ASSIGN(auto plan, simulate::makePlan(one, true));
            m_plans.push_back(std::move(plan));
        }
        if (m_calm.objectives.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The loop cannot be measured")), Message(CAUSEWAY_TEXT("the scenario has no objectives, and so nothing that a fault violates")), Message(CAUSEWAY_TEXT("Give it some, as \"slo\".")));
        CAUSEWAY_TRY(learnNormal());
        std::array<Maker, kArms.size()> makers;
        CAUSEWAY_TRY(chooseThresholds(makers));
        reached(Thresholding);
        CAUSEWAY_TRY(chooseDetector(makers));
        reached(Detecting);
        m_out.reference = m_violation[1] <= m_violation[2] ? Arm::Thresholds : Arm::ThresholdsAndErrors;
        return measure(makers);
    }

private:
    // Runs are what is counted of the work: at most so many until each phase is over; those that need not be run are passed over at its end.
    enum Phase : std::uint8_t { Thresholding, Detecting, Measuring };
    void ran(std::size_t runs) const { m_job.report({static_cast<double>(runs), static_cast<double>(m_mostRuns[Measuring]), Progress::Unit::None}); }
    void reached(Phase phase) { ran(m_runs = m_mostRuns[phase]); }

    // One run; record: what happened.
    Result<LoopMeasures> simulateOnce(std::size_t which, std::uint64_t replication, const Maker &maker, std::shared_ptr<LoopRecord> record) const
    {
        const Scenario &scenario = m_scenarios[which];
        simulate::Simulation simulation(m_plans[which], m_settings.seed, replication, healer(scenario, m_normal, maker.trigger ? maker.trigger() : nullptr, maker.heal, record));
        CAUSEWAY_TRY(simulation.run(m_job));
        ran(++m_runs);
        const allocate::Measures all = allocate::measuresOf(scenario, simulation.result());
        LoopMeasures out;
        out.violation = all[static_cast<std::size_t>(allocate::Measure::SloViolation)];
        out.cost = all[static_cast<std::size_t>(allocate::Measure::Cost)];
        out.deeds = static_cast<double>(record->deeds.size());
        const bool calm = scenario.faults.empty();
        const double from = calm ? 0 : scenario.faults.front().fromS;
        out.detectS = scenario.durationS - from;
        for (const auto &[time, service] : record->alarms)
            if (time > from) {
                out.detected = true;
                out.detectS = time - from;
                out.right = !calm && (scenario.faults.front().service.empty() || scenario.services[service].name == scenario.faults.front().service);
                break;
            }
        for (const LoopRecord::Window &window : record->windows)
            if (window.timeS > from && static_cast<double>(window.violations) > kCalm * m_allowed * static_cast<double>(window.judged))
                out.repairS = window.timeS - from;
        return out;
    }
    // Of one scenario, replications from `first` on.
    Result<std::vector<LoopMeasures>> simulateAll(std::size_t which, std::uint64_t first, unsigned count, const Maker &maker, std::vector<std::shared_ptr<LoopRecord>> *records = nullptr, bool keepSeen = false) const
    {
        std::vector<LoopMeasures> out(count);
        std::vector<std::shared_ptr<LoopRecord>> own(count);
        CAUSEWAY_TRY(parallelFor(count, m_settings.threads, m_job, [&](std::size_t i, unsigned) -> Result<void> {
            own[i] = std::make_shared<LoopRecord>();
            own[i]->keepSeen = keepSeen;
            CAUSEWAY_ASSIGN(out[i], simulateOnce(which, first + i, maker, own[i]));
            return {};
        }));
        if (records != nullptr)
            *records = std::move(own);
        return out;
    }
    [[nodiscard]] std::size_t calm() const { return m_faults.size(); }

    Result<void> learnNormal()
    {
        std::vector<std::shared_ptr<LoopRecord>> records;
        CAUSEWAY_TRY(simulateAll(calm(), kValidation, m_settings.validation, {}, &records));
        auto normal = std::make_shared<Normal>();
        normal->latencyP95S.resize(m_calm.services.size());
        double windows = 0;
        for (const auto &record : records) {
            windows += static_cast<double>(record->windows.size());
            normal->requestsPerS += record->sums.requestsPerS;
            for (std::size_t s = 0; s < record->sums.latencyP95S.size(); ++s)
                normal->latencyP95S[s] += record->sums.latencyP95S[s];
        }
        normal->requestsPerS /= std::max(windows, 1.0);
        for (double &one : normal->latencyP95S)
            one /= std::max(windows, 1.0);
        m_normal = std::move(normal);
        return {};
    }

    // How often it acts for nothing, and, where that is not more often than the best so far does, what the faults come to.
    Result<void> judge(Trial &trial, double leastVain, double leastViolation) const
    {
        CAUSEWAY_ASSIGN(const auto calmRuns, simulateAll(calm(), kValidation, m_settings.validation, trial.maker));
        for (const LoopMeasures &run : calmRuns)
            trial.vain += run.deeds / m_settings.validation;
        if (trial.vain > leastVain)
            return {};
        for (std::size_t f = 0; f < m_faults.size(); ++f) {
            CAUSEWAY_ASSIGN(const auto runs, simulateAll(f, kValidation, m_settings.validation, trial.maker));
            for (const LoopMeasures &run : runs)
                trial.violation += run.violation / m_settings.validation / static_cast<double>(m_faults.size());
            if (trial.vain == leastVain && trial.violation >= leastViolation)
                return {}; // it can only get worse
        }
        return {};
    }
    // true: it is the best so far.
    Result<bool> better(Trial &trial, Trial &best) const
    {
        CAUSEWAY_TRY(judge(trial, best.vain, best.violation));
        if (trial.vain > best.vain || (trial.vain == best.vain && trial.violation >= best.violation))
            return false;
        best = trial;
        return true;
    }

    // What thresholds come to is told from runs in which nobody acts: how often they would where nothing is wrong, and how late they name the
    // right service; those that are not told from another are not simulated.
    struct Candidate {
        Thresholds thresholds;
        double vain = 0, late = 0;
        bool operator<(const Candidate &other) const { return vain != other.vain ? vain < other.vain : late < other.late; }
    };
    Candidate replay(const Thresholds &thresholds) const
    {
        Candidate out{thresholds};
        for (std::size_t which = 0; which < m_seen.size(); ++which)
            for (const auto &record : m_seen[which]) {
                const auto trigger = thresholdTrigger(m_calm, m_normal, thresholds);
                const bool calmOne = which == calm();
                const double from = calmOne ? 0 : m_faults[which].fromS;
                double late = m_calm.durationS - from;
                for (const LoopRecord::Seen &seen : record->seen) {
                    const auto alarms = trigger->look({seen.timeS, seen.windowS, seen.services, {}, {}, {}});
                    if (seen.timeS < 0)
                        trigger->forget();
                    else if (!alarms.empty()) {
                        out.vain += calmOne;
                        const std::string &service = calmOne ? m_calm.services.front().name : m_faults[which].service;
                        if (!calmOne && seen.timeS > from && (service.empty() || m_calm.services[alarms.front().service].name == service)) {
                            late = seen.timeS - from;
                            break;
                        }
                    }
                }
                if (!calmOne)
                    out.late += late;
            }
        return out;
    }
    Result<void> chooseThresholds(std::array<Maker, kArms.size()> &makers)
    {
        for (std::size_t which = 0; which < m_scenarios.size(); ++which) {
            m_seen.emplace_back();
            CAUSEWAY_TRY(simulateAll(which, kValidation, m_settings.validation, {}, &m_seen.back(), true));
        }
        for (const bool errors : {false, true}) {
            std::vector<Candidate> candidates;
            for (const double utilisation : {0.7, 0.8, 0.9, 0.95, 2.0})
                for (const double latency : {1.25, 1.5, 2.0, 3.0, 5.0})
                    for (const unsigned windows : {1u, 2u, 3u})
                        for (const double share : errors ? std::vector<double>{0.005, 0.01, 0.03, 0.1} : std::vector<double>{2})
                            candidates.push_back(replay({utilisation, latency, share, windows}));
            std::ranges::stable_sort(candidates, std::less());
            candidates.resize(std::min(candidates.size(), kSimulated));
            Trial best{{}, HUGE_VAL, HUGE_VAL};
            Thresholds &chosen = errors ? m_out.withErrors : m_out.thresholds;
            bool &limits = errors ? m_out.withErrorsLimit : m_out.thresholdsLimit;
            const auto attempt = [&](const Thresholds &thresholds, bool limit) -> Result<void> {
                Trial trial;
                trial.maker.heal.limit = limit;
                trial.maker.trigger = [this, thresholds] { return thresholdTrigger(m_calm, m_normal, thresholds); };
                CAUSEWAY_ASSIGN(const bool is, better(trial, best));
                if (is) {
                    chosen = thresholds;
                    limits = limit;
                }
                return {};
            };
            for (const Candidate &candidate : candidates)
                CAUSEWAY_TRY(attempt(candidate.thresholds, false));
            CAUSEWAY_TRY(attempt(Thresholds(chosen), true));
            m_violation[errors ? 2 : 1] = best.violation;
            makers[errors ? 2 : 1] = best.maker;
        }
        m_seen.clear();
        return {};
    }

    // What services write in a run where nothing is wrong.
    [[nodiscard]] Result<detect::SequenceSet> sessionsOf(std::uint64_t replication, std::size_t most) const
    {
        class Writer final : public allocate::ControllerOf<Writer> {
        public:
            explicit Writer(std::shared_ptr<SessionLog> log) : ControllerOf("writer", 0), m_log(std::move(log)) {}
            [[nodiscard]] simulate::TraceSink *sink() override { return m_log.get(); }
            void tick(const simulate::Observation &, simulate::Actions &) override {}

        private:
            std::shared_ptr<SessionLog> m_log;
        };
        const auto log = std::make_shared<SessionLog>(m_keys);
        const auto &plan = m_plans[calm()];
        simulate::Simulation simulation(plan, m_settings.seed, replication, std::make_unique<Writer>(log));
        CAUSEWAY_TRY(simulation.runUntil(plan->warmupNs / 2, m_job));
        (void)log->close(INT64_MAX / 2);
        detect::SequenceSet out;
        const std::int64_t step = std::max<std::int64_t>(1, (plan->endNs - plan->warmupNs) / 100);
        for (std::int64_t now = plan->warmupNs / 2 + step; now <= plan->endNs && out.size() < most; now += step) {
            CAUSEWAY_TRY(simulation.runUntil(now, m_job));
            const detect::SequenceSet more = log->close(now);
            for (std::size_t s = 0; s < more.size() && out.size() < most; ++s) {
                for (std::uint64_t i = more.offsets[s]; i < more.offsets[s + 1]; ++i) {
                    out.keys.push_back(more.keys[i]);
                    out.timesNs.push_back(more.timesNs[i]);
                    out.events.push_back(more.events[i]);
                }
                out.offsets.push_back(out.keys.size());
            }
        }
        return out;
    }
    Result<std::shared_ptr<const Judge>> train(const detect::Detector &detector, const detect::SequenceSet &training, const detect::SequenceSet &usual) const
    {
        detect::TrainingData data;
        data.sessions = &training;
        data.calibrationFrom = training.size() * 4 / 5;
        data.name = [this](std::uint32_t key) { return m_keys->text(key); };
        detect::TrainSettings settings;
        settings.seed = m_settings.seed;
        settings.threads = threadCount(m_settings.threads);
        CAUSEWAY_ASSIGN(auto model, detector.train(data, settings, {m_job.cancel, {}}));
        auto out = std::make_shared<Judge>();
        out->detector = &detector;
        out->model = std::move(model);
        CAUSEWAY_ASSIGN(const Blame blamed, blame(*out->model, usual, *m_keys, m_calm.services.size(), m_job));
        for (std::size_t s = 0; s < blamed.wrong.size(); ++s)
            out->usual.push_back(std::min(0.1, (blamed.wrong[s] + 1) / (blamed.sessions[s] + 2)));
        return out;
    }
    Result<void> chooseDetector(std::array<Maker, kArms.size()> &makers)
    {
        CAUSEWAY_ASSIGN(const detect::SequenceSet training, sessionsOf(kTraining, m_settings.trainingSessions));
        CAUSEWAY_ASSIGN(const detect::SequenceSet usual, sessionsOf(kUsual, m_settings.trainingSessions));
        m_out.sessions = training.size();
        Trial best{{}, HUGE_VAL, HUGE_VAL};
        for (const detect::Detector *detector : m_settings.detectors) {
            DetectorTrial &told = m_out.trials.emplace_back();
            told.name = detector->info().name;
            auto judge = train(*detector, training, usual);
            if (!judge) {
                if (judge.error().code == ErrorCode::Cancelled)
                    return failure(std::move(judge).error());
                told.error = std::move(judge).error();
                continue;
            }
            Trial own{{}, HUGE_VAL, HUGE_VAL};
            const auto attempt = [&](double height, bool limit) -> Result<void> {
                Trial trial;
                trial.maker.heal.limit = limit;
                trial.maker.trigger = [this, judge = *judge, height] { return detectorTrigger(m_calm, judge, height); };
                CAUSEWAY_ASSIGN(const bool is, better(trial, own));
                if (is)
                    told.height = height;
                return {};
            };
            // Evidence that gathers where nothing is wrong is what it takes, and more.
            std::vector<std::shared_ptr<LoopRecord>> records;
            Maker endless;
            endless.trigger = [this, judge = *judge] { return detectorTrigger(m_calm, judge, HUGE_VAL); };
            CAUSEWAY_TRY(simulateAll(calm(), kValidation, m_settings.validation, endless, &records));
            double most = 0;
            for (const auto &record : records)
                most = std::max(most, record->strongest);
            for (const double times : {1.25, 2.5})
                CAUSEWAY_TRY(attempt(std::max(5.0, most) * times, false));
            CAUSEWAY_TRY(attempt(told.height, true));
            told.violation = own.violation;
            told.vain = own.vain;
            if (own.vain < best.vain || (own.vain == best.vain && own.violation < best.violation)) {
                best = own;
                m_out.detector = told.name;
                m_out.height = told.height;
                m_out.limit = own.maker.heal.limit;
            }
        }
        if (!best.maker.trigger)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The loop cannot be closed")), Message(CAUSEWAY_TEXT("none of the detectors could be trained")));
        makers[3] = best.maker;
        return {};
    }

    Result<LoopResult> measure(const std::array<Maker, kArms.size()> &makers)
    {
        for (std::size_t f = 0; f < m_scenarios.size(); ++f) {
            FaultOutcome &fault = m_out.faults.emplace_back();
            if (f < m_faults.size()) {
                fault.name = m_faults[f].name;
                fault.service = m_faults[f].service;
            }
            for (std::size_t a = 0; a < kArms.size(); ++a) {
                ArmOutcome &arm = fault.arms[a];
                CAUSEWAY_ASSIGN(arm.runs, simulateAll(f, 0, m_settings.replications, makers[a]));
                for (std::size_t m = 0; m < kLoopMeasures.size(); ++m)
                    arm.measures[m] = estimateOf(arm.runs, nullptr, static_cast<LoopMeasure>(m));
                for (const LoopMeasures &run : arm.runs) {
                    arm.detected += run.detected;
                    arm.right += run.right;
                }
            }
            for (std::size_t m = 0; m < kLoopMeasures.size(); ++m)
                fault.delta[m] = estimateOf(fault.arms[3].runs, &fault.arms[static_cast<std::size_t>(m_out.reference)].runs, static_cast<LoopMeasure>(m));
        }
        return std::move(m_out);
    }
    static Estimate estimateOf(const std::vector<LoopMeasures> &runs, const std::vector<LoopMeasures> *less, LoopMeasure measure)
    {
        std::vector<double> values;
        for (std::size_t i = 0; i < runs.size(); ++i)
            values.push_back(of(runs[i], measure) - (less != nullptr ? of((*less)[i], measure) : 0));
        return simulate::estimate(values);
    }

    const LoopSettings &m_settings;
    const Job &m_job;
    Scenario m_calm;
    std::vector<Fault> m_faults;
    std::vector<Scenario> m_scenarios;  // of the faults, and the calm one
    std::vector<std::shared_ptr<const simulate::Plan>> m_plans;
    std::shared_ptr<const EventKeys> m_keys;
    double m_allowed = 0;
    std::shared_ptr<const Normal> m_normal = std::make_shared<Normal>();
    std::vector<std::vector<std::shared_ptr<LoopRecord>>> m_seen; // by scenario, of validation runs in which nobody acts
    std::array<double, kArms.size()> m_violation{};
    std::array<std::size_t, 3> m_mostRuns{};
    mutable std::atomic<std::size_t> m_runs = 0;
    LoopResult m_out;
};

} // namespace

double of(const LoopMeasures &run, LoopMeasure measure)
{
    switch (measure) {
    case LoopMeasure::DetectS: return run.detectS;
    case LoopMeasure::RepairS: return run.repairS;
    case LoopMeasure::Violation: return run.violation;
    case LoopMeasure::Cost: return run.cost;
    case LoopMeasure::Deeds: return run.deeds;
    }
    return 0;
}

std::vector<Fault> standardFaults(const Scenario &scenario)
{
    const allocate::ServiceFlow flow = allocate::flowOf(scenario);
    std::vector<std::pair<double, std::string>> busy;
    for (std::size_t s = 0; s < scenario.services.size(); ++s)
        busy.emplace_back(-flow.rate[s] * flow.workS[s] / scenario.services[s].servers / scenario.services[s].replicas, scenario.services[s].name);
    std::ranges::sort(busy);
    const auto service = [&](std::size_t i) { return busy[i % busy.size()].second; };
    const double from = at(scenario, 0.2);
    std::vector<Fault> out;
    out.push_back({.name = "slow", .service = service(0), .fromS = from, .speed = 0.2});
    out.push_back({.name = "failing", .service = service(1), .fromS = from, .errorProbability = 0.5});
    out.push_back({.name = "dropped calls", .service = service(2), .fromS = from, .lost = 0.2});
    if (std::ranges::any_of(scenario.arrivals, [](const simulate::Arrivals &arrivals) { return !arrivals.closed && arrivals.times.empty(); }))
        out.push_back({.name = "overload", .service = {}, .fromS = from, .toS = at(scenario, 0.8), .load = 2.2});
    return out;
}

Result<LoopResult> closeLoop(const Scenario &scenario, const LoopSettings &settings, const Job &job) { return Loop(scenario, settings, job).run(); }

} // namespace causeway::loop
