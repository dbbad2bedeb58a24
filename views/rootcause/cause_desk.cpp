#include "views/rootcause/cause_desk.h"

#include <QAction>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/text/text.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

using rootcause::CauseKind;
using rootcause::Family;
using rootcause::Source;
using workspace::Workspace;

QString CauseAnswer::service(std::uint32_t number) const { return number < report().services.size() ? text::fromBytes(report().services[number]) : QString(); }

std::size_t CauseAnswer::indexOf(std::string_view name) const
{
    std::size_t index = 0;
    while (index < size() && report().services[at(index).service] != name)
        ++index;
    return index;
}

QString CauseAnswer::operation(std::uint32_t number) const
{
    const auto &spans = material().spans;
    return number == traces::kNone || spans == nullptr || number >= spans->operations().size() ? QString() : text::fromBytes(spans->operations()[number].name);
}

QString kindText(CauseKind kind)
{
    switch (kind) {
    case CauseKind::Cpu: return CauseDesk::tr("CPU contention");
    case CauseKind::Memory: return CauseDesk::tr("Memory");
    case CauseKind::Network: return CauseDesk::tr("Network");
    case CauseKind::Exception: return CauseDesk::tr("Exception");
    case CauseKind::Return: return CauseDesk::tr("Wrong way through the code");
    case CauseKind::MissingCall: return CauseDesk::tr("Missing call");
    case CauseKind::Latency: return CauseDesk::tr("Slow code");
    case CauseKind::Other: break;
    }
    return CauseDesk::tr("Not told");
}

QString familyText(Family family)
{
    switch (family) {
    case Family::Path: return CauseDesk::tr("Path");
    case Family::Network: return CauseDesk::tr("Network");
    case Family::Time: return CauseDesk::tr("Own time");
    case Family::Errors: return CauseDesk::tr("Errors");
    case Family::Metrics: break;
    }
    return CauseDesk::tr("Metrics");
}

QString sourceText(Source source)
{
    switch (source) {
    case Source::Structure: return CauseDesk::tr("Calls");
    case Source::Lines: return CauseDesk::tr("Lines");
    case Source::Errors: return CauseDesk::tr("Errors");
    case Source::Missing: return CauseDesk::tr("Missing");
    case Source::Network: return CauseDesk::tr("Network");
    case Source::SelfTime: return CauseDesk::tr("Own time");
    case Source::Cpu: return CauseDesk::tr("CPU");
    case Source::Memory: break;
    }
    return CauseDesk::tr("Memory");
}

QString verdictText(const CauseAnswer &answer, const storage::Incident *kept)
{
    constexpr double kClose = 0.9; // of the first one's score
    if (kept != nullptr && kept->verdict == storage::IncidentVerdict::NoFault)
        return CauseDesk::tr("Nothing was wrong, as you said");
    const rootcause::Report &report = answer.report();
    const engine::CauseMethod method = answer.request.method;
    if (report.causes.empty())
        return method == engine::CauseMethod::MicroRank ? CauseDesk::tr("MicroRank names no service") : method == engine::CauseMethod::CloudPd ? CauseDesk::tr("CloudPD names no service") : CauseDesk::tr("Nothing stands out from what is normal");
    const rootcause::Cause &first = report.causes.front();
    const QString service = answer.service(first.service), operation = answer.operation(first.operation);
    const bool isSaid = kept != nullptr && kept->verdict == storage::IncidentVerdict::Cause && kept->service == report.services[first.service];
    const auto isRejected = [&](const rootcause::Cause &cause) { return kept != nullptr && std::ranges::binary_search(kept->rejected, report.services[cause.service]); };
    const bool stands = report.found || method != engine::CauseMethod::Evidence;
    if (stands && !isSaid && report.causes.size() > 1 && report.causes[1].score >= kClose * first.score && !isRejected(report.causes[1]))
        return CauseDesk::tr("%1 or %2: it is close").arg(service, answer.service(report.causes[1].service));
    if (answer.isRanking())
        return CauseDesk::tr("%1 is the most suspect of slow requests").arg(service);
    if (!stands)
        return CauseDesk::tr("Nothing stands out clearly; the most likely is %1").arg(service);
    return operation.isEmpty() ? CauseDesk::tr("%1: %2").arg(service, kindText(first.kind)) : CauseDesk::tr("%1: %2 in %3").arg(service, kindText(first.kind), operation);
}

CauseDesk::CauseDesk(ViewContext context, QObject *parent) : QObject(parent), m_context(context), m_incidents(new IncidentDesk(context, this))
{
    Workspace &workspace = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged, &Workspace::sessionsChanged, &Workspace::filterChanged})
        connect(&workspace, signal, this, &CauseDesk::follow);
    connect(&workspace, &Workspace::filterChanged, this, &CauseDesk::keptChanged);
    connect(m_incidents, &IncidentDesk::changed, this, &CauseDesk::followIncidents);
}

bool CauseDesk::hasMaterial() const
{
    if (hasSignals(m_context.workspace, Signal::Traces) || hasSignals(m_context.workspace, Signal::Metrics))
        return true;
    // Sessions stand for traces where they are those of requests.
    const auto sessions = m_context.workspace.sessions();
    return sessions != nullptr && !sessions->sessions.empty() && !sessions->grouping.starts_with("window") && sessions->grouping != "source";
}

std::optional<TimeRange> CauseDesk::incident() const
{
    const TimeRange &range = m_context.workspace.filter().range;
    if (range.from == TimeRange{}.from || range.to == TimeRange{}.to)
        return std::nullopt;
    return range;
}

void CauseDesk::setBaseline(std::optional<TimeRange> baseline, engine::CauseBaseline otherwise)
{
    m_baseline = baseline;
    m_otherwise = otherwise;
    follow();
}

void CauseDesk::setMethod(engine::CauseMethod method)
{
    m_method = method;
    follow();
}

void CauseDesk::ask(const storage::Incident &kept)
{
    m_baseline = kept.baseline;
    if (m_context.workspace.filter().range == kept.time)
        follow();
    else
        m_context.workspace.setTimeRange(kept.time);
}

void CauseDesk::setWatching(bool watching)
{
    m_watching = watching;
    if (watching)
        follow();
}

void CauseDesk::follow()
{
    const auto snapshot = m_context.workspace.snapshot();
    if (m_project != m_context.workspace.data().project) {
        m_baseline.reset();
        m_answer.reset();
        dropEvidence();
        m_asked.reset();
        m_error.reset();
        Q_EMIT causeChanged();
        Q_EMIT evidenceChanged();
    }
    m_project = m_context.workspace.data().project;
    const std::uint64_t version = snapshot == nullptr ? 0 : snapshot->version;
    if (!m_watching || m_project == nullptr || !hasMaterial() || !incident() || !m_incidents->isRead()) {
        if (m_isSearching)
            m_context.workspace.jobs().cancelKey("rootcause");
        if (std::exchange(m_isSearching, false))
            m_asked.reset(); // once more when it is looked at again
        Q_EMIT changed();
        return;
    }
    if (m_asked == incident() && m_askedBaseline == m_baseline && m_askedOtherwise == m_otherwise && m_askedMethod == m_method && m_version == version && (m_baseline || m_askedOthers == otherIncidents())) {
        heed();
        return;
    }
    m_version = version;
    search();
}

void CauseDesk::search()
{
    m_asked = incident();
    m_askedBaseline = m_baseline;
    m_askedOtherwise = m_otherwise;
    m_askedMethod = m_method;
    m_askedOthers = otherIncidents();
    m_isSearching = true;
    engine::FindRootCauseRequest request;
    request.time = *m_asked;
    request.baseline = m_baseline;
    request.otherwise = m_otherwise;
    request.method = m_method;
    m_context.workspace.jobs().start<CauseAnswerData>(
        {.key = "rootcause", .title = Message(CAUSEWAY_TEXT("Find the root cause"))},
        [project = m_project, request](const Job &job) -> Result<CauseAnswerData> {
            auto answer = std::make_shared<CauseAnswer>();
            answer->request = request;
            CAUSEWAY_ASSIGN(answer->response, engine::findRootCause(*project, request, job));
            if (const auto &spans = answer->material().spans; spans != nullptr && spans->size() > 0) {
                CAUSEWAY_ASSIGN(answer->summaries, traces::summarise(*spans, job));
            }
            return answer;
        },
        this,
        [this](CauseAnswerData answer) {
            m_isSearching = false;
            m_error.reset();
            m_cause = SIZE_MAX;
            take(std::move(answer));
            heed(); // what was said meanwhile
        },
        [this](const Error &error) {
            m_isSearching = false;
            if (error.code == ErrorCode::Cancelled)
                m_asked.reset(); // the next look asks once more
            m_answer.reset();
            dropEvidence();
            m_error = error;
            Q_EMIT changed();
            Q_EMIT causeChanged();
            Q_EMIT evidenceChanged();
        });
    Q_EMIT changed();
}

void CauseDesk::take(CauseAnswerData answer)
{
    // The chosen service stays chosen.
    const std::string chosen = cause() == nullptr ? std::string() : m_answer->report().services[cause()->service];
    m_answer = std::move(answer);
    m_cause = chosen.empty() ? 0 : m_answer->indexOf(chosen);
    if (m_cause >= m_answer->size())
        m_cause = 0;
    dropEvidence();
    Q_EMIT changed();
    Q_EMIT causeChanged();
    Q_EMIT evidenceChanged();
}

const rootcause::Cause *CauseDesk::cause() const { return m_answer != nullptr && m_cause < m_answer->size() ? &m_answer->at(m_cause) : nullptr; }

void CauseDesk::chooseCause(std::size_t index)
{
    if (m_answer == nullptr || index >= m_answer->size())
        return;
    if (index != m_cause)
        dropEvidence();
    m_cause = index;
    workspace::Selection selection;
    selection.component = m_answer->report().services[m_answer->at(index).service];
    m_context.workspace.setSelection(selection);
    Q_EMIT causeChanged();
    Q_EMIT evidenceChanged();
}

void CauseDesk::dropEvidence()
{
    m_evidence = nullptr;
    m_findings.reset();
    m_context.workspace.jobs().cancelKey("rootcause.findings");
}

void CauseDesk::chooseEvidence(const rootcause::Evidence *evidence)
{
    dropEvidence();
    m_evidence = evidence;
    Q_EMIT evidenceChanged();
    if (evidence == nullptr || m_project == nullptr)
        return;
    using Data = std::shared_ptr<const engine::EvidenceFindings>;
    m_context.workspace.jobs().start<Data>(
        {.key = "rootcause.findings", .title = Message(CAUSEWAY_TEXT("Find what detectors say of the evidence")), .quiet = true},
        [project = m_project, answer = m_answer, evidence](const Job &job) -> Result<Data> { // the answer holds the evidence
            CAUSEWAY_ASSIGN(auto found, engine::findingsOfEvidence(*project, answer->material(), *evidence, job));
            return std::make_shared<const engine::EvidenceFindings>(std::move(found));
        },
        this, [this](Data found) {
            m_findings = std::move(found);
            Q_EMIT findingsChanged();
        });
}

void CauseDesk::showFinding()
{
    if (m_findings == nullptr || m_findings->findings.empty())
        return;
    const FindingId id = m_findings->findings.front().id;
    m_context.workspace.setPerspective(QStringLiteral("findings"));
    m_context.workspace.selectFinding(id);
    if (QAction *heatMap = m_context.actions.action(QStringLiteral("findings.showHeatMap")); heatMap != nullptr && m_findings->hasHeatMap)
        heatMap->trigger();
}

void CauseDesk::showLines(const rootcause::Evidence &evidence)
{
    if (evidence.events.empty())
        return;
    storage::Filter filter = m_context.workspace.filter();
    filter.events.emplace();
    for (const std::uint64_t event : evidence.events)
        filter.events->push_back(EventId(event));
    std::ranges::sort(*filter.events);
    filter.events->erase(std::unique(filter.events->begin(), filter.events->end()), filter.events->end());
    m_context.workspace.setFilter(filter, "evidence");
    m_context.workspace.setPerspective(QStringLiteral("explore"));
}

} // namespace causeway::views
