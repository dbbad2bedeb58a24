// What the chosen scenario comes to: by fluid, by simulation, under other policies.

#include <chrono>

#include "app/engine/observed_model.h"
#include "app/workspace/workspace.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

namespace {

struct Solved {
    FluidData fluid, baseline;
    std::optional<Error> error;
};

struct Simulated {
    AnswerData answer, baseline;
    std::vector<engine::ComparedRow> comparison;
    allocate::Risk risk;
};

Result<FluidData> solveOne(const ScenarioData &scenario)
{
    auto out = std::make_shared<FluidAnswer>();
    const auto from = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(out->result, simulate::solveFluid(*scenario));
    out->milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
    out->scenario = scenario;
    return FluidData(std::move(out));
}

} // namespace

void WhatIfDesk::forgetAnswers()
{
    m_context.workspace.jobs().cancelKey("whatif.simulate");
    m_isSimulating = m_isSolving = false;
    m_fluid = m_baselineFluid = nullptr;
    m_fluidError.reset();
    m_solved = m_solvedBaseline = nullptr;
    m_answer = m_baselineAnswer = nullptr;
    m_answered = m_answeredBaseline = m_asked = m_askedBaseline = nullptr;
    m_comparison.clear();
    m_risk.reset();
    m_answerError.reset();
    Q_EMIT fluidChanged();
    Q_EMIT answerChanged();
}

// One after the other: while a slider moves, each answer is shown, and the next question is what it is then.
void WhatIfDesk::solve()
{
    if (m_scenario == nullptr || m_isSolving || (m_solved == m_scenario && m_solvedBaseline == m_baseline))
        return;
    m_isSolving = true;
    m_solved = m_scenario;
    m_solvedBaseline = m_baseline;
    const FluidData known = m_baselineFluid != nullptr && m_baselineFluid->scenario == m_baseline ? m_baselineFluid : nullptr;
    m_context.workspace.jobs().start<Solved>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Answer by fluid")), .quiet = true},
        [scenario = m_scenario, baseline = m_baseline, known](const Job &) -> Result<Solved> {
            Solved out;
            out.baseline = known;
            if (known == nullptr && baseline != nullptr)
                out.baseline = solveOne(baseline).value_or(nullptr); // what is wrong with it is told where it is chosen
            if (auto fluid = solveOne(scenario))
                out.fluid = *std::move(fluid);
            else
                out.error = std::move(fluid).error();
            return out;
        },
        this,
        [this, scenario = m_scenario](Solved solved) {
            m_isSolving = false;
            if (scenario == m_solved) {
                m_fluidError = std::move(solved.error);
                if (solved.fluid != nullptr)
                    m_fluid = std::move(solved.fluid);
                m_baselineFluid = std::move(solved.baseline);
                Q_EMIT fluidChanged();
            }
            solve();
        },
        [this](const Error &) {
            m_isSolving = false;
            m_solved = nullptr;
        });
}

const ScenarioData &WhatIfDesk::asRun() const
{
    if (m_runOf != m_scenario) {
        m_runOf = m_scenario;
        m_run = m_scenario == nullptr ? nullptr : std::make_shared<const simulate::Scenario>(engine::approvedScenario(*m_scenario, m_chosen, m_approvals));
        m_runDocument = m_run == nullptr ? std::string() : toJson(*m_run);
    }
    return m_run;
}

const std::string &WhatIfDesk::runDocument() const
{
    static_cast<void>(asRun());
    return m_runDocument;
}

std::uint64_t WhatIfDesk::seed() const { return m_baseline != nullptr ? m_baseline->seed : m_scenario != nullptr ? m_scenario->seed : 1; }

void WhatIfDesk::setWatching(bool watching)
{
    m_watching = watching;
    if (watching && isSaved())
        startSimulation();
}

void WhatIfDesk::setReplications(unsigned replications)
{
    if (replications == m_replications)
        return;
    m_replications = replications;
    m_asked = nullptr;
    if (isSaved())
        startSimulation();
}

void WhatIfDesk::simulate()
{
    m_asked = nullptr;
    if (!isSaved())
        save(); // and then
    else
        startSimulation();
}

void WhatIfDesk::startSimulation()
{
    if (!m_watching || m_project == nullptr || m_scenario == nullptr || (m_asked == m_scenario && m_askedBaseline == m_baseline))
        return;
    m_asked = m_scenario;
    m_askedBaseline = m_baseline;
    m_isSimulating = true;
    m_answerError.reset();
    Q_EMIT answerChanged();
    const engine::AnswerRequest request{m_replications, 0, seed(), m_chosen}, before{m_replications, 0, seed(), baselineId()};
    m_context.workspace.jobs().start<Simulated>(
        {.key = "whatif.simulate", .title = Message(CAUSEWAY_TEXT("Simulate “%1”"), nameOf(m_chosen).toStdString())},
        [project = m_project, id = m_chosen, scenario = m_scenario, baseline = m_baseline, request, before](const Job &job) -> Result<Simulated> {
            Simulated out;
            const auto half = [&job](double from) {
                Job inner = job;
                inner.onProgress = [&job, from](const Progress &progress) { job.report({from + (progress.total > 0 ? progress.done / progress.total / 2 : 0), 1, Progress::Unit::None}); };
                return inner;
            };
            if (baseline != nullptr) {
                CAUSEWAY_ASSIGN(out.baseline, engine::answerScenario(*project, *baseline, before, half(0)));
            }
            CAUSEWAY_ASSIGN(out.answer, engine::answerScenario(*project, *scenario, request, baseline == nullptr ? job : half(0.5)));
            out.comparison = engine::compareAnswers(out.baseline.get(), *out.answer);
            CAUSEWAY_ASSIGN(const auto beyond, engine::beyondObserved(*project, id, *scenario));
            out.risk = engine::riskOf(*scenario, *out.answer, out.comparison, beyond.value_or(engine::Extrapolations()));
            return out;
        },
        this,
        [this, scenario = m_scenario, baseline = m_baseline](Simulated simulated) {
            m_isSimulating = false;
            m_answered = scenario;
            m_answeredBaseline = baseline;
            m_answer = std::move(simulated.answer);
            m_baselineAnswer = std::move(simulated.baseline);
            m_comparison = std::move(simulated.comparison);
            m_risk = std::move(simulated.risk);
            Q_EMIT answerChanged();
        },
        [this](const Error &error) {
            m_isSimulating = false;
            m_answerError = error;
            Q_EMIT answerChanged();
        });
}

void WhatIfDesk::comparePolicies(std::vector<simulate::PolicyChoice> choices)
{
    if (m_project == nullptr || m_scenario == nullptr || choices.empty())
        return;
    m_isComparing = true;
    m_compared.begin(m_chosen, m_scenario, runDocument(), m_replications);
    Q_EMIT policiesChanged();
    engine::ComparePoliciesRequest request;
    request.scenario = m_scenario;
    request.project = m_project;
    request.number = m_chosen;
    request.policies = std::move(choices);
    request.replications = m_replications;
    request.seed = seed();
    const auto ended = [this, project = m_project] {
        if (project == m_project)
            m_isComparing = false;
        return project == m_project;
    };
    m_context.workspace.jobs().start<PolicyComparison>(
        {.key = "whatif.policies", .title = Message(CAUSEWAY_TEXT("Compare policies"))},
        [request](const Job &job) -> Result<PolicyComparison> {
            CAUSEWAY_ASSIGN(auto response, engine::comparePolicies(request, job));
            return std::make_shared<const engine::ComparePoliciesResponse>(std::move(response));
        },
        this,
        [this, ended](PolicyComparison comparison) {
            if (!ended())
                return;
            m_compared.take(std::move(comparison), m_chosen);
            Q_EMIT policiesChanged();
        },
        [this, ended](const Error &error) {
            if (ended())
                Q_EMIT policiesChanged();
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

} // namespace causeway::views
