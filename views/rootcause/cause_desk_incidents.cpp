// What people keep of the incident that is looked at, and what it does to the answer.

#include "views/rootcause/cause_desk.h"

#include <algorithm>

#include "app/workspace/workspace.h"

namespace causeway::views {

void CauseDesk::followIncidents()
{
    follow();
    Q_EMIT keptChanged();
}

std::vector<TimeRange> CauseDesk::otherIncidents() const
{
    std::vector<TimeRange> others;
    for (const storage::Incident &one : m_incidents->all())
        if (one.verdict != storage::IncidentVerdict::NoFault && &one != kept())
            others.push_back(one.time);
    return others;
}

void CauseDesk::heed()
{
    static const std::vector<std::string> none;
    if (m_isSearching || m_answer == nullptr)
        return;
    const auto rejectedBy = [](const storage::Incident *incident) -> const std::vector<std::string> & { return incident == nullptr ? none : incident->rejected; };
    const storage::Incident *before = m_answer->response.kept ? &*m_answer->response.kept : nullptr;
    if (rejectedBy(before) == rejectedBy(kept())) {
        m_context.workspace.jobs().cancelKey("rootcause.heed");
        return;
    }
    m_context.workspace.jobs().start<CauseAnswerData>(
        {.key = "rootcause.heed", .title = Message(CAUSEWAY_TEXT("Put the causes in order")), .quiet = true},
        [answer = m_answer, incident = kept() == nullptr ? std::optional<storage::Incident>() : *kept()](const Job &) -> Result<CauseAnswerData> {
            auto ordered = std::make_shared<CauseAnswer>(*answer);
            engine::putRejectedLast(ordered->response.report, incident ? incident->rejected : none);
            ordered->response.kept = incident;
            return CauseAnswerData(std::move(ordered));
        },
        this, [this](CauseAnswerData answer) { take(std::move(answer)); });
}

const storage::Incident *CauseDesk::kept() const
{
    const auto time = incident();
    return time ? m_incidents->of(*time) : nullptr;
}

bool CauseDesk::isConfirmed(const rootcause::Cause &cause) const
{
    const storage::Incident *incident = kept();
    return incident != nullptr && incident->verdict == storage::IncidentVerdict::Cause && incident->service == m_answer->report().services[cause.service];
}

bool CauseDesk::isRejected(const rootcause::Cause &cause) const
{
    const storage::Incident *incident = kept();
    return incident != nullptr && std::ranges::binary_search(incident->rejected, m_answer->report().services[cause.service]);
}

engine::JudgeIncidentRequest CauseDesk::judgement() const
{
    engine::JudgeIncidentRequest request;
    if (const storage::Incident *incident = kept())
        request.id = incident->id;
    request.time = incident().value_or(TimeRange{});
    request.baseline = m_baseline;
    return request;
}

void CauseDesk::confirm()
{
    const rootcause::Cause *cause = this->cause();
    if (cause == nullptr || !incident())
        return;
    engine::JudgeIncidentRequest request = judgement();
    if (isConfirmed(*cause)) {
        request.verdict = storage::IncidentVerdict::Open;
        return m_incidents->judge(std::move(request));
    }
    const auto &spans = m_answer->material().spans;
    request.verdict = storage::IncidentVerdict::Cause;
    request.service = m_answer->report().services[cause->service];
    request.pod = cause->pod;
    if (cause->operation != rootcause::kNone && spans != nullptr && cause->operation < spans->operations().size())
        request.operation = spans->operations()[cause->operation].name;
    if (!m_answer->isRanking() && m_cause < m_answer->report().causes.size()) // else nothing says what it was like
        request.kind = rootcause::toName(cause->kind);
    if (m_cause == 0 && m_answer->report().found && m_answer->request.method == engine::CauseMethod::Evidence) // others tell no beginning
        request.onset = TimePoint{m_answer->report().onsetNs};
    request.signature = m_answer->response.signature;
    m_incidents->judge(std::move(request));
}

void CauseDesk::reject()
{
    const rootcause::Cause *cause = this->cause();
    if (cause == nullptr || !incident())
        return;
    engine::JudgeIncidentRequest request = judgement();
    (isRejected(*cause) ? request.unreject : request.reject) = {m_answer->report().services[cause->service]};
    m_incidents->judge(std::move(request));
}

void CauseDesk::sayNoFault()
{
    if (!incident())
        return;
    engine::JudgeIncidentRequest request = judgement();
    const storage::Incident *incident = kept();
    request.verdict = incident != nullptr && incident->verdict == storage::IncidentVerdict::NoFault ? storage::IncidentVerdict::Open : storage::IncidentVerdict::NoFault;
    m_incidents->judge(std::move(request));
}

void CauseDesk::setName(const QString &name)
{
    const storage::Incident *incident = kept();
    if (!this->incident() || name.toStdString() == (incident == nullptr ? std::string() : incident->name))
        return;
    engine::JudgeIncidentRequest request = judgement();
    request.name = name.toStdString();
    m_incidents->judge(std::move(request));
}

void CauseDesk::setNote(const QString &note)
{
    const storage::Incident *incident = kept();
    if (!this->incident() || note.toStdString() == (incident == nullptr ? std::string() : incident->note))
        return;
    engine::JudgeIncidentRequest request = judgement();
    request.note = note.toStdString();
    m_incidents->judge(std::move(request));
}

} // namespace causeway::views
