// Splits of the project: changed, forked, named, removed, imported.

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::ClassModel;
using boundaries::kNoService;
using engine::KeptSplit;
using engine::SavedSplit;

namespace {

workspace::JobOptions editJob(Message title) { return {.key = {}, .title = std::move(title), .quiet = true, .lane = workspace::JobOptions::Lane::Edits}; }

} // namespace

void BoundaryDesk::edited(Message told, storage::EditNumber number)
{
    m_context.workspace.edited();
    if (!told.empty())
        m_context.workspace.reportNotice(told, Message(CAUSEWAY_TEXT("Undo")), [this, number] { m_context.workspace.undoEdit(number); }, number);
}

// What was changed is seen at once and saved by a job.
void BoundaryDesk::edit(std::string summary, const std::function<Result<void>(KeptSplit &, const ClassModel &)> &change)
{
    if (m_project == nullptr || m_split == nullptr || m_data == nullptr)
        return;
    clearPreview();
    auto next = std::make_shared<KeptSplit>(*m_split);
    if (const auto changed = change(*next, m_data->data.model); !changed) {
        m_context.workspace.reportError(changed.error());
        Q_EMIT splitChanged(); // what shows it goes back
        return;
    }
    const engine::SplitRow *chosen = row(m_chosen);
    const std::size_t services = m_split->split.services.size(), servicesNow = next->split.services.size();
    const bool named = m_split->made.name.empty() || (m_forking == nullptr && (chosen == nullptr || chosen->stored.name != m_split->made.name)); // by a person
    if (m_split->made.proposed && m_forking == nullptr && chosen != nullptr && next->split.serviceOf != m_split->split.serviceOf) {
        const std::string name = engine::editedName(named ? chosen->stored.name : engine::recounted(chosen->stored.name, services, servicesNow));
        next->made.name = named ? std::string() : name;
        next->made.proposed = false;
        saveFork(next, name, std::move(summary));
        return;
    }
    if (!named)
        next->made.name = engine::recounted(next->made.name, services, servicesNow);
    takeSplit(next, SplitData(m_compared), m_comparedMeasures);
    save(next, std::move(summary));
}

void BoundaryDesk::save(const SplitData &next, std::string summary)
{
    ++m_saving;
    const auto ended = [this, project = m_project] {
        if (project == m_project)
            --m_saving;
        return project == m_project;
    };
    m_context.workspace.jobs().start<storage::EditNumber>(
        editJob(Message(CAUSEWAY_TEXT("Save a split"))),
        [project = m_project, id = m_chosen, fork = m_forking, next, data = m_data, summary = std::move(summary)](const Job &) { return engine::changeSplit(*project, fork == nullptr ? id : fork->load(), *next, data->data.model, summary); }, this,
        [this, ended](storage::EditNumber number) {
            if (ended() && number != 0)
                edited({}, number);
        },
        [this, ended](const Error &error) {
            if (!ended())
                return;
            m_context.workspace.reportError(error);
            if (m_saving == 0)
                load(); // as it is in the project
        });
}

// It is seen and edited further at once; the tree has it once it is saved.
void BoundaryDesk::saveFork(const SplitData &next, const std::string &name, std::string summary)
{
    const SplitData proposal = m_split;
    const bool held = m_setCompared != 0 && m_setCompared != m_chosen && row(m_setCompared) != nullptr; // against another one
    const auto fork = std::make_shared<std::atomic<SplitId>>(0);
    m_forking = fork;
    takeSplit(next, held ? SplitData(m_compared) : proposal, held ? m_comparedMeasures : m_measures);
    ++m_saving;
    const auto ended = [this, project = m_project] {
        if (project == m_project)
            --m_saving;
        return project == m_project;
    };
    m_context.workspace.jobs().start<storage::EditNumber>(
        editJob(Message(CAUSEWAY_TEXT("Save a split"))),
        [project = m_project, id = m_chosen, fork, next, data = m_data, name, summary = std::move(summary)](const Job &) -> Result<storage::EditNumber> {
            CAUSEWAY_ASSIGN(const SavedSplit saved, engine::keepSplit(*project, id, name, *next, data->data.model, {}, summary));
            *fork = saved.id;
            return saved.edit;
        },
        this,
        [this, ended](storage::EditNumber number) {
            if (ended())
                edited({}, number);
        },
        [this, ended, fork](const Error &error) {
            if (!ended())
                return;
            m_context.workspace.reportError(error);
            if (m_forking == fork)
                m_forking.reset();
            load();
        });
}

void BoundaryDesk::move(const std::vector<std::uint32_t> &classes, std::uint32_t service)
{
    if (m_data == nullptr || m_split == nullptr || classes.empty())
        return;
    const std::string to = service == kNewService ? "a new service" : service == kNoService ? "no service" : service < m_split->split.services.size() ? m_split->split.services[service] : "?";
    edit("Move " + engine::toText(m_data->data.model, classes) + " to " + to, [&](KeptSplit &kept, const ClassModel &model) { return engine::moveClasses(kept, model, classes, service); });
}

void BoundaryDesk::renameService(std::uint32_t service, const QString &name)
{
    edit("Call a service " + name.toStdString(), [&](KeptSplit &kept, const ClassModel &) { return engine::renameService(kept, service, name.trimmed().toStdString()); });
}

void BoundaryDesk::mergeServices(std::uint32_t from, std::uint32_t into)
{
    edit("Merge " + serviceName(from).toStdString() + " into " + serviceName(into).toStdString(), [&](KeptSplit &kept, const ClassModel &model) { return engine::mergeServices(kept, model, from, into); });
}

void BoundaryDesk::setPinned(const std::vector<std::uint32_t> &classes, bool pinned)
{
    if (m_data != nullptr && !classes.empty())
        edit((pinned ? "Pin " : "Unpin ") + engine::toText(m_data->data.model, classes), [&](KeptSplit &kept, const ClassModel &model) { return engine::pinClasses(kept, model, classes, pinned); });
}

void BoundaryDesk::setUtility(const std::vector<std::uint32_t> &classes, bool utility)
{
    if (m_data != nullptr && !classes.empty())
        edit(engine::toText(m_data->data.model, classes) + (utility ? " in every service" : " in one service"), [&](KeptSplit &kept, const ClassModel &model) { return engine::markUtilities(kept, model, classes, utility); });
}

void BoundaryDesk::setApart(std::uint32_t a, std::uint32_t b, bool apart)
{
    edit(apart ? "Keep two classes apart" : "Let two classes be together", [&](KeptSplit &kept, const ClassModel &model) { return engine::keepApart(kept, model, a, b, apart); });
}

void BoundaryDesk::setTogether(const std::vector<std::uint32_t> &classes, bool together)
{
    if (m_data != nullptr && !classes.empty())
        edit((together ? "Keep together " : "Let be apart ") + engine::toText(m_data->data.model, classes), [&](KeptSplit &kept, const ClassModel &model) { return engine::keepTogether(kept, model, classes, together); });
}

void BoundaryDesk::fork(const QString &name)
{
    if (m_project == nullptr || m_chosen == 0)
        return;
    m_context.workspace.jobs().start<SavedSplit>(
        editJob(Message(CAUSEWAY_TEXT("Fork a split"))), [project = m_project, id = m_chosen, name = name.trimmed().toStdString()](const Job &) { return engine::forkSplit(*project, id, name); }, this,
        [this](const SavedSplit &saved) {
            m_wanted = saved.id;
            edited({}, saved.edit);
        });
}

void BoundaryDesk::rename(SplitId id, const QString &name)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        editJob(Message(CAUSEWAY_TEXT("Rename a split"))), [project = m_project, id, name = name.trimmed().toStdString()](const Job &) { return engine::renameSplit(*project, id, name, std::nullopt); }, this,
        [this](storage::EditNumber number) { edited({}, number); });
}

void BoundaryDesk::setNote(SplitId id, const QString &note)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        editJob(Message(CAUSEWAY_TEXT("Note on a split"))), [project = m_project, id, note = note.toStdString()](const Job &) { return engine::renameSplit(*project, id, std::nullopt, note); }, this,
        [this](storage::EditNumber number) { edited({}, number); });
}

void BoundaryDesk::remove(SplitId id)
{
    const engine::SplitRow *gone = row(id);
    if (m_project == nullptr || gone == nullptr)
        return;
    if (id == m_chosen)
        m_wanted = gone->parent;
    m_context.workspace.jobs().start<storage::EditNumber>(
        editJob(Message(CAUSEWAY_TEXT("Remove a split"))), [project = m_project, id](const Job &) { return engine::removeSplit(*project, id); }, this,
        [this, name = gone->stored.name](storage::EditNumber number) { edited(Message(CAUSEWAY_TEXT("“%1” is removed."), name), number); });
}

void BoundaryDesk::importFile(const QString &path)
{
    if (m_project == nullptr || m_data == nullptr)
        return;
    struct Imported {
        SavedSplit saved;
        std::vector<Error> warnings;
    };
    m_context.workspace.jobs().start<Imported>(
        editJob(Message(CAUSEWAY_TEXT("Import the split %1"), path.toStdString())),
        [project = m_project, data = m_data, file = path.toStdString()](const Job &) -> Result<Imported> {
            Imported out;
            CAUSEWAY_ASSIGN(out.saved, engine::importSplit(*project, file, data->data.model, out.warnings));
            return out;
        },
        this,
        [this](const Imported &imported) {
            m_wanted = imported.saved.id;
            edited({}, imported.saved.edit);
            for (const Error &warning : imported.warnings)
                m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1: %2"), warning.what.toEnglish(), warning.why.toEnglish()));
        });
}

} // namespace causeway::views
