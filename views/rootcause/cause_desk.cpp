#include "views/rootcause/cause_desk.h"

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/text/text.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

using rootcause::CauseKind;
using rootcause::Family;
using rootcause::Source;
using workspace::Workspace;

QString CauseAnswer::service(std::uint32_t number) const { return number < report().services.size() ? text::fromBytes(report().services[number]) : QString(); }

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

QString verdictText(const CauseAnswer &answer)
{
    const rootcause::Report &report = answer.report();
    if (report.causes.empty())
        return CauseDesk::tr("Nothing stands out from what is normal");
    const rootcause::Cause &first = report.causes.front();
    const QString service = answer.service(first.service), operation = answer.operation(first.operation);
    if (answer.isRanking())
        return CauseDesk::tr("%1 is the most suspect of slow requests").arg(service);
    if (!report.found)
        return CauseDesk::tr("Nothing stands out clearly; the most likely is %1").arg(service);
    return operation.isEmpty() ? CauseDesk::tr("%1: %2").arg(service, kindText(first.kind)) : CauseDesk::tr("%1: %2 in %3").arg(service, kindText(first.kind), operation);
}

CauseDesk::CauseDesk(ViewContext context, QObject *parent) : QObject(parent), m_context(context)
{
    Workspace &workspace = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged, &Workspace::filterChanged})
        connect(&workspace, signal, this, &CauseDesk::follow);
}

bool CauseDesk::hasMaterial() const { return hasSignals(m_context.workspace, Signal::Traces) || hasSignals(m_context.workspace, Signal::Metrics); }

std::optional<TimeRange> CauseDesk::incident() const
{
    const TimeRange &range = m_context.workspace.filter().range;
    if (range.from == TimeRange{}.from || range.to == TimeRange{}.to)
        return std::nullopt;
    return range;
}

void CauseDesk::setBaseline(std::optional<TimeRange> baseline)
{
    m_baseline = baseline;
    follow();
}

void CauseDesk::setMethod(engine::CauseMethod method)
{
    m_method = method;
    follow();
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
        m_evidence = nullptr;
        m_asked.reset();
        m_error.reset();
        Q_EMIT causeChanged();
        Q_EMIT evidenceChanged();
    }
    m_project = m_context.workspace.data().project;
    const std::uint64_t version = snapshot == nullptr ? 0 : snapshot->version;
    if (!m_watching || m_project == nullptr || !hasMaterial() || !incident()) {
        if (m_isSearching)
            m_context.workspace.jobs().cancelKey("rootcause");
        if (std::exchange(m_isSearching, false))
            m_asked.reset(); // once more when it is looked at again
        Q_EMIT changed();
        return;
    }
    if (m_asked == incident() && m_askedBaseline == m_baseline && m_askedMethod == m_method && m_version == version)
        return;
    m_version = version;
    search();
}

void CauseDesk::search()
{
    m_asked = incident();
    m_askedBaseline = m_baseline;
    m_askedMethod = m_method;
    m_isSearching = true;
    engine::FindRootCauseRequest request;
    request.time = *m_asked;
    request.baseline = m_baseline;
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
            m_answer = std::move(answer);
            m_cause = 0;
            m_evidence = nullptr;
            Q_EMIT changed();
            Q_EMIT causeChanged();
            Q_EMIT evidenceChanged();
        },
        [this](const Error &error) {
            m_isSearching = false;
            if (error.code == ErrorCode::Cancelled)
                m_asked.reset(); // the next look asks once more
            m_answer.reset();
            m_evidence = nullptr;
            m_error = error;
            Q_EMIT changed();
            Q_EMIT causeChanged();
            Q_EMIT evidenceChanged();
        });
    Q_EMIT changed();
}

const rootcause::Cause *CauseDesk::cause() const { return m_answer != nullptr && m_cause < m_answer->report().causes.size() ? &m_answer->report().causes[m_cause] : nullptr; }

void CauseDesk::chooseCause(std::size_t index)
{
    if (m_answer == nullptr || index >= m_answer->report().causes.size())
        return;
    if (index != m_cause)
        m_evidence = nullptr;
    m_cause = index;
    workspace::Selection selection;
    selection.component = m_answer->report().services[m_answer->report().causes[index].service];
    m_context.workspace.setSelection(selection);
    Q_EMIT causeChanged();
    Q_EMIT evidenceChanged();
}

void CauseDesk::chooseEvidence(const rootcause::Evidence *evidence)
{
    m_evidence = evidence;
    Q_EMIT evidenceChanged();
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
