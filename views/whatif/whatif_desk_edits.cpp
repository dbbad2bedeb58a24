// What changes the project's scenarios: each saved by a job, one edit on the undo stack.

#include <QSaveFile>

#include "app/workspace/workspace.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

using engine::ScenarioRow;
using simulate::Scenario;

namespace {

workspace::JobOptions edit(Message title) { return {.key = {}, .title = std::move(title), .quiet = true, .lane = workspace::JobOptions::Lane::Edits}; }

} // namespace

void WhatIfDesk::edited(Message told, storage::EditNumber number)
{
    m_context.workspace.edited();
    if (!told.empty())
        m_context.workspace.reportNotice(told, Message(CAUSEWAY_TEXT("Undo")), [this, number] { m_context.workspace.undoEdit(number); }, number);
}

void WhatIfDesk::learn()
{
    if (m_project == nullptr || m_isLearning)
        return;
    m_isLearning = true;
    Q_EMIT treeChanged();
    const auto ended = [this, project = m_project] {
        if (project == m_project) {
            m_isLearning = false;
            Q_EMIT treeChanged();
        }
    };
    m_context.workspace.jobs().start<engine::SavedScenario>(
        {.key = "whatif.learn", .title = Message(CAUSEWAY_TEXT("Learn a model from the traces"))},
        [project = m_project, time = m_context.workspace.filter().range](const Job &job) { return engine::learnScenario(*project, time, {}, job); }, this,
        [this, ended](const engine::SavedScenario &saved) {
            ended();
            m_wanted = saved.id;
            edited({}, saved.edit);
        },
        [this, ended](const Error &error) {
            ended();
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

void WhatIfDesk::openFile(const QString &path)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<engine::SavedScenario>(
        edit(Message(CAUSEWAY_TEXT("Open the scenario %1"), path.toStdString())), [project = m_project, file = path.toStdString()](const Job &) { return engine::importScenario(*project, file, {}); }, this,
        [this](const engine::SavedScenario &saved) {
            m_wanted = saved.id;
            edited({}, saved.edit);
        });
}

void WhatIfDesk::fork(const QString &name, ScenarioData scenario)
{
    if (m_project == nullptr || m_chosen == 0)
        return;
    if (scenario == nullptr)
        scenario = m_scenario; // with what is turned: the one that is forked stays as it was saved
    m_rest.stop();
    m_context.workspace.jobs().start<engine::SavedScenario>(
        edit(Message(CAUSEWAY_TEXT("Fork a scenario"))), [project = m_project, id = m_chosen, name = name.toStdString(), scenario](const Job &) { return engine::forkScenario(*project, id, name, scenario.get()); }, this,
        [this, name](const engine::SavedScenario &saved) {
            m_scenario = m_saved; // what was turned is the fork's
            m_wanted = saved.id;
            edited(name.isEmpty() ? Message() : Message(CAUSEWAY_TEXT("“%1” is made, a fork."), name.toStdString()), saved.edit);
        },
        [this](const Error &error) {
            m_context.workspace.reportError(error);
            if (!isSaved())
                m_rest.start();
        });
}

void WhatIfDesk::rename(ScenarioId id, const QString &name)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        edit(Message(CAUSEWAY_TEXT("Rename a scenario"))), [project = m_project, id, name = name.trimmed().toStdString()](const Job &) { return engine::renameScenario(*project, id, name, std::nullopt); }, this,
        [this](storage::EditNumber number) { edited({}, number); });
}

void WhatIfDesk::setNote(ScenarioId id, const QString &note)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        edit(Message(CAUSEWAY_TEXT("Note on a scenario"))), [project = m_project, id, note = note.toStdString()](const Job &) { return engine::renameScenario(*project, id, std::nullopt, note); }, this,
        [this](storage::EditNumber number) { edited({}, number); });
}

void WhatIfDesk::remove(ScenarioId id)
{
    const ScenarioRow *gone = row(id);
    if (m_project == nullptr || gone == nullptr)
        return;
    if (id == m_chosen) {
        m_rest.stop();
        m_scenario = m_saved;
        m_wanted = gone->parent;
    }
    m_context.workspace.jobs().start<storage::EditNumber>(
        edit(Message(CAUSEWAY_TEXT("Remove a scenario"))), [project = m_project, id](const Job &) { return engine::removeScenario(*project, id); }, this,
        [this, name = gone->stored.name](storage::EditNumber number) { edited(Message(CAUSEWAY_TEXT("“%1” is removed."), name), number); });
}

void WhatIfDesk::decide(engine::ApproveRequest request)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        edit(Message(CAUSEWAY_TEXT("Keep a decision"))), [project = m_project, request = std::move(request)](const Job &) { return engine::approve(*project, request); }, this,
        [this](storage::EditNumber number) { edited({}, number); });
}

void WhatIfDesk::change(const Scenario &scenario)
{
    if (m_scenario == nullptr)
        return;
    m_scenario = std::make_shared<const Scenario>(scenario);
    Q_EMIT scenarioChanged();
    solve();
    save();
}

void WhatIfDesk::turn(std::size_t service, engine::Knob knob, double value)
{
    if (m_scenario == nullptr || service >= m_scenario->services.size())
        return;
    auto scenario = std::make_shared<Scenario>(*m_scenario);
    if (const auto turned = engine::turnKnob(*scenario, service, knob, value); !turned) {
        m_context.workspace.reportError(turned.error());
        Q_EMIT scenarioChanged(); // what shows it goes back
        return;
    }
    m_scenario = std::move(scenario);
    m_rest.start();
    Q_EMIT scenarioChanged();
    solve();
}

void WhatIfDesk::rest()
{
    if (!isSaved())
        save();
}

void WhatIfDesk::save()
{
    m_rest.stop();
    if (m_project == nullptr || m_scenario == nullptr || isSaved())
        return;
    ++m_saving;
    const auto ended = [this, project = m_project] {
        if (project == m_project)
            --m_saving;
        return project == m_project;
    };
    m_context.workspace.jobs().start<engine::ChangedScenario>(
        edit(Message(CAUSEWAY_TEXT("Save a scenario"))), [project = m_project, id = m_chosen, scenario = m_scenario](const Job &) { return engine::changeScenario(*project, id, *scenario); }, this,
        [this, ended, id = m_chosen, scenario = m_scenario](const engine::ChangedScenario &changed) {
            if (!ended())
                return;
            if (id == m_chosen) {
                m_saved = scenario;
                Q_EMIT scenarioChanged();
                if (isSaved())
                    startSimulation();
            }
            if (changed.edit != 0)
                edited({}, changed.edit);
        },
        [this, ended, id = m_chosen, scenario = m_scenario](const Error &error) {
            if (!ended())
                return;
            m_context.workspace.reportError(error);
            if (id != m_chosen || scenario != m_scenario)
                return;
            m_scenario = m_saved; // the last good one stays
            Q_EMIT scenarioChanged();
            solve();
        });
}

void WhatIfDesk::exportFile(const QString &path)
{
    if (m_scenario == nullptr)
        return;
    m_context.workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [scenario = m_scenario, path](const Job &) -> Result<void> {
            QSaveFile file(path);
            const std::string document = toJson(*scenario) + "\n";
            if (!file.open(QIODevice::WriteOnly) || file.write(document.data(), static_cast<qint64>(document.size())) != static_cast<qint64>(document.size()) || !file.commit())
                return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The scenario was not written to %1"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), file.errorString().toStdString()));
            return {};
        },
        this, [this, path] { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The scenario is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
