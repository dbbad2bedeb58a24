#include "views/rootcause/incident_desk.h"

#include "analysis/rootcause/evidence.h"
#include "app/engine/export_data.h"
#include "app/workspace/workspace.h"
#include "views/rootcause/cause_desk.h"
#include "views/text/text.h"

namespace causeway::views {

using storage::Incident;
using storage::IncidentVerdict;
using workspace::Workspace;

namespace {

workspace::JobOptions edit(Message title) { return {.key = {}, .title = std::move(title), .quiet = true, .lane = workspace::JobOptions::Lane::Edits}; }

QString causeText(const Incident &incident)
{
    const QString service = text::fromBytes(incident.service), kind = incidentKind(incident);
    return kind.isEmpty() ? service : IncidentDesk::tr("%1: %2").arg(service, kind);
}

} // namespace

QString incidentKind(const Incident &incident)
{
    const auto kind = rootcause::parseCauseKind(incident.kind);
    return kind ? kindText(*kind) : text::fromBytes(incident.kind);
}

QString incidentVerdict(const Incident &incident)
{
    switch (incident.verdict) {
    case IncidentVerdict::Cause: return IncidentDesk::tr("✓ %1").arg(causeText(incident));
    case IncidentVerdict::NoFault: return IncidentDesk::tr("– Nothing was wrong");
    case IncidentVerdict::Open: break;
    }
    return IncidentDesk::tr("? Not decided");
}

QString incidentName(const Incident &incident)
{
    if (!incident.name.empty())
        return text::fromBytes(incident.name);
    const QString when = text::time({incident.time.from.ns / 1'000'000'000 * 1'000'000'000});
    return incident.service.empty() ? when : IncidentDesk::tr("%1, %2").arg(when, causeText(incident));
}

IncidentDesk::IncidentDesk(ViewContext context, QObject *parent) : QObject(parent), m_context(context)
{
    for (const auto signal : {&Workspace::projectChanged, &Workspace::labelsChanged}) // the latter tells of every edit
        connect(&context.workspace, signal, this, &IncidentDesk::read);
    read();
}

const Incident *IncidentDesk::of(const TimeRange &time) const { return engine::incidentOf(m_all, time); }

void IncidentDesk::read()
{
    const auto project = m_context.workspace.data().project;
    if (project != m_project) {
        m_project = project;
        m_isRead = false;
        m_all.clear();
        Q_EMIT changed();
    }
    if (project == nullptr)
        return;
    m_context.workspace.jobs().start<std::vector<Incident>>(
        {.key = "rootcause.incidents", .title = Message(CAUSEWAY_TEXT("Read the incidents")), .quiet = true}, [project](const Job &) { return storage::IncidentStore(*project).all(); }, this,
        [this, project](std::vector<Incident> all) {
            if (project != m_project || (m_isRead && all == m_all))
                return;
            m_isRead = true;
            m_all = std::move(all);
            Q_EMIT changed();
        });
}

void IncidentDesk::judge(engine::JudgeIncidentRequest request)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<engine::JudgeIncidentResponse>(
        edit(Message(CAUSEWAY_TEXT("Save what is said of an incident"))), [project = m_project, request = std::move(request)](const Job &job) { return engine::judgeIncident(*project, request, job); }, this,
        [this](const engine::JudgeIncidentResponse &) { m_context.workspace.edited(); });
}

void IncidentDesk::forget(storage::IncidentId id)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        edit(Message(CAUSEWAY_TEXT("Forget an incident"))), [project = m_project, id](const Job &) { return storage::IncidentStore(*project).remove(id); }, this, [this](storage::EditNumber number) {
            m_context.workspace.edited();
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The incident is kept no longer.")), Message(CAUSEWAY_TEXT("Undo")), [this, number] { m_context.workspace.undoEdit(number); }, number);
        });
}

void IncidentDesk::importFrom(const QString &path)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<std::vector<storage::IncidentId>>(
        edit(Message(CAUSEWAY_TEXT("Import incidents"))), [project = m_project, path = path.toStdString()](const Job &job) { return engine::importIncidents(*project, path, job); }, this,
        [this](const std::vector<storage::IncidentId> &ids) {
            m_context.workspace.edited();
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1{incident|incidents} imported."), static_cast<std::int64_t>(ids.size())));
        });
}

void IncidentDesk::exportTo(const QString &path)
{
    if (m_project == nullptr)
        return;
    m_context.workspace.jobs().start<engine::ExportDataResponse>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export incidents"))},
        [project = m_project, path = path.toStdString()](const Job &job) { return engine::exportData(*project, {engine::ExportWhat::Incidents, path}, job); }, this,
        [this](const engine::ExportDataResponse &response) { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1{incident|incidents} written to %2."), static_cast<std::int64_t>(response.rows), response.file)); });
}

} // namespace causeway::views
