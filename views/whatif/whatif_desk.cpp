#include "views/whatif/whatif_desk.h"

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/text/text.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

using engine::ScenarioRow;
using simulate::Scenario;
using workspace::Workspace;

namespace {

// A scenario, or why it cannot be used.
struct Loaded {
    ScenarioData scenario, baseline;
    std::vector<engine::FieldChange> changes = {};
    std::optional<Error> error;
};

using Changes = std::map<ScenarioId, std::vector<engine::FieldChange>>;

struct Tree {
    std::vector<ScenarioRow> rows;
    Changes changes;
    std::vector<engine::Approval> approvals = {};
};

// What each fork changes; what is known of the same documents is not compared again.
Changes compareTree(const std::vector<ScenarioRow> &rows, const Tree &known)
{
    const auto in = [](const std::vector<ScenarioRow> &all, ScenarioId id) {
        const auto found = std::ranges::find(all, id, [](const ScenarioRow &row) { return row.stored.id; });
        return found == all.end() ? nullptr : &*found;
    };
    Changes out;
    for (const ScenarioRow &row : rows) {
        const ScenarioRow *parent = in(rows, row.parent);
        if (parent == nullptr || parent->stored.document == row.stored.document)
            continue;
        const ScenarioRow *before = in(known.rows, row.stored.id), *beforeParent = in(known.rows, row.parent);
        if (const auto told = known.changes.find(row.stored.id); told != known.changes.end() && before != nullptr && beforeParent != nullptr && before->parent == row.parent && before->stored.document == row.stored.document &&
                                                                 beforeParent->stored.document == parent->stored.document) {
            out.insert(*told);
            continue;
        }
        const auto from = engine::readStored(parent->stored), to = engine::readStored(row.stored);
        if (from && to)
            out[row.stored.id] = engine::scenarioDifference(*from, *to);
    }
    return out;
}

} // namespace

WhatIfDesk::WhatIfDesk(ViewContext context, QObject *parent) : QObject(parent), m_context(context)
{
    Workspace &workspace = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::labelsChanged}) // the latter tells of every edit
        connect(&workspace, signal, this, &WhatIfDesk::read);
    connect(&workspace, &Workspace::dataChanged, this, &WhatIfDesk::treeChanged); // canLearn()
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &WhatIfDesk::rest);
    read();
}

bool WhatIfDesk::canLearn() const { return hasSignals(m_context.workspace, Signal::Traces); }

const ScenarioRow *WhatIfDesk::row(ScenarioId id) const
{
    const auto found = std::ranges::find(m_rows, id, [](const ScenarioRow &row) { return row.stored.id; });
    return found == m_rows.end() ? nullptr : &*found;
}

QString WhatIfDesk::nameOf(ScenarioId id) const
{
    const ScenarioRow *found = row(id);
    return found == nullptr ? QString() : text::fromBytes(found->stored.name);
}

const std::vector<engine::FieldChange> &WhatIfDesk::changesOf(ScenarioId id) const
{
    static const std::vector<engine::FieldChange> kNone;
    const auto found = m_changes.find(id);
    return found == m_changes.end() ? kNone : found->second;
}

ScenarioId WhatIfDesk::baselineId() const
{
    if (m_setBaseline != 0 && m_setBaseline != m_chosen && row(m_setBaseline) != nullptr)
        return m_setBaseline;
    const ScenarioRow *at = row(m_chosen);
    while (at != nullptr && at->parent != 0)
        at = row(at->parent);
    return at == nullptr || at->stored.id == m_chosen ? 0 : at->stored.id;
}

void WhatIfDesk::read()
{
    const auto project = m_context.workspace.data().project;
    if (project != m_project) {
        m_project = project;
        m_rest.stop();
        m_rows.clear();
        m_changes.clear();
        m_approvals.clear();
        m_isRead = m_isLearning = m_isComparing = false;
        m_chosen = m_setBaseline = m_wanted = 0;
        m_saving = 0;
        m_service.clear();
        m_error.reset();
        m_scenario = m_saved = m_baseline = nullptr;
        m_against.clear();
        m_compared.clear();
        m_run = m_runOf = nullptr;
        forgetAnswers();
        Q_EMIT treeChanged();
        Q_EMIT chosenChanged();
        Q_EMIT scenarioChanged();
        Q_EMIT policiesChanged();
        Q_EMIT approvalsChanged();
    }
    if (project == nullptr)
        return;
    m_context.workspace.jobs().start<Tree>(
        {.key = "whatif.read", .title = Message(CAUSEWAY_TEXT("Read the scenarios")), .quiet = true},
        [project, known = Tree{m_rows, m_changes}](const Job &) -> Result<Tree> {
            Tree out;
            CAUSEWAY_ASSIGN(out.rows, engine::listScenarios(*project));
            out.changes = compareTree(out.rows, known);
            CAUSEWAY_ASSIGN(out.approvals, engine::listApprovals(*project));
            return out;
        },
        this,
        [this, project](Tree tree) {
            if (project != m_project)
                return;
            const bool first = !std::exchange(m_isRead, true);
            m_rows = std::move(tree.rows);
            m_changes = std::move(tree.changes);
            if (tree.approvals != m_approvals) {
                m_approvals = std::move(tree.approvals);
                m_asked = nullptr; // the same scenario may come to something else now
                m_run = m_runOf = nullptr;
                Q_EMIT approvalsChanged();
            }
            if (m_isComparing && isGone(m_compared.runningId())) {
                m_context.workspace.jobs().cancelKey("whatif.policies");
                m_isComparing = false;
                Q_EMIT policiesChanged();
            }
            Q_EMIT treeChanged();
            // What is chosen stays; where it is gone its parent is, else the newest.
            ScenarioId wanted = row(m_wanted) != nullptr ? std::exchange(m_wanted, 0) : m_chosen;
            if (row(wanted) == nullptr)
                wanted = m_rows.empty() ? 0 : std::ranges::max_element(m_rows, {}, [](const ScenarioRow &one) { return one.stored.id; })->stored.id;
            if (wanted != m_chosen || first)
                choose(wanted);
            else
                load();
        });
}

void WhatIfDesk::choose(ScenarioId id)
{
    if (row(id) == nullptr)
        id = 0;
    if (id != m_chosen) {
        if (!isSaved())
            save();
        m_chosen = id;
        m_scenario = m_saved = m_baseline = nullptr;
        m_against.clear();
        m_error.reset();
        forgetAnswers();
        Q_EMIT chosenChanged();
        if (m_compared.choose(id))
            Q_EMIT policiesChanged();
    }
    load();
}

void WhatIfDesk::setBaseline(ScenarioId id)
{
    if (id == m_setBaseline)
        return;
    m_setBaseline = id;
    m_against.clear();
    Q_EMIT chosenChanged();
    load();
}

// The documents of the chosen one and of its baseline, as they are in the tree.
void WhatIfDesk::load()
{
    const ScenarioRow *chosen = row(m_chosen), *baseline = row(baselineId());
    if (chosen == nullptr) {
        m_context.workspace.jobs().cancelKey("whatif.load");
        Q_EMIT scenarioChanged();
        return;
    }
    m_context.workspace.jobs().start<Loaded>(
        {.key = "whatif.load", .title = Message(CAUSEWAY_TEXT("Read a scenario")), .quiet = true},
        [stored = chosen->stored, before = baseline == nullptr ? std::optional<storage::StoredScenario>() : baseline->stored, saved = m_saved, held = m_baseline](const Job &) -> Result<Loaded> {
            Loaded out;
            // What is the same as before stays the same, and so do its answers.
            const auto take = [&out](const storage::StoredScenario &of, const ScenarioData &known) -> ScenarioData {
                if (known != nullptr && toJson(*known) == of.document)
                    return known;
                auto scenario = engine::readStored(of);
                if (!scenario) {
                    out.error = std::move(scenario).error();
                    return nullptr;
                }
                return std::make_shared<const Scenario>(*std::move(scenario));
            };
            if (before)
                out.baseline = take(*before, held);
            out.scenario = take(stored, saved);
            if (out.baseline != nullptr && out.scenario != nullptr)
                out.changes = engine::scenarioDifference(*out.baseline, *out.scenario);
            return out;
        },
        this,
        [this, id = m_chosen](Loaded loaded) {
            if (id != m_chosen)
                return;
            m_error = std::move(loaded.error);
            m_against = std::move(loaded.changes);
            // What is being turned is newer than what was read.
            if (m_scenario != nullptr && (m_saving > 0 || !isSaved()))
                loaded.scenario = nullptr;
            takeScenario(std::move(loaded.scenario), std::move(loaded.baseline));
        });
}

void WhatIfDesk::takeScenario(ScenarioData scenario, ScenarioData baseline)
{
    if (scenario != nullptr)
        m_scenario = m_saved = std::move(scenario);
    m_baseline = std::move(baseline);
    if (m_scenario != nullptr && !service() && !m_service.empty())
        chooseService({});
    Q_EMIT scenarioChanged();
    solve();
    if (isSaved())
        startSimulation();
}

std::optional<std::size_t> WhatIfDesk::service() const
{
    if (m_scenario == nullptr || m_service.empty())
        return std::nullopt;
    const auto found = std::ranges::find(m_scenario->services, m_service, &simulate::Service::name);
    return found == m_scenario->services.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_scenario->services.begin()));
}

void WhatIfDesk::chooseService(const std::string &name)
{
    if (name == m_service)
        return;
    m_service = name;
    Q_EMIT serviceChanged();
}

std::vector<engine::Consent> WhatIfDesk::consents() const
{
    if (m_scenario == nullptr)
        return {};
    const bool same = m_answer != nullptr && m_answered != nullptr && std::ranges::equal(m_answered->services, m_scenario->services, {}, &simulate::Service::name, &simulate::Service::name);
    return engine::consentsOf(*m_scenario, m_chosen, m_approvals, same ? std::span<const simulate::AuditEntry>(m_answer->audit) : std::span<const simulate::AuditEntry>());
}

} // namespace causeway::views
