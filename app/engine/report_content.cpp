#include "app/engine/report_content.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "app/engine/group_sessions.h"
#include "app/engine/report_problems.h"
#include "storage/finding_store.h"

namespace causeway::engine {

namespace {

bool looksBack(const ExplainFindingResponse &explained)
{
    return std::ranges::any_of(explained.steps, [](const ExplainFindingResponse::Step &one) { return !one.step.attention.empty() || !one.step.occlusion.empty(); });
}

class CaseTaker {
public:
    CaseTaker(storage::Project &project, const ReportRequest &request, ReportContent &content) : m_project(project), m_request(request), m_content(content), m_explainer(project) {}

    Result<void> take(const Job &job)
    {
        storage::FindingStore store(m_project);
        std::vector<storage::Finding> findings;
        for (const ReportContent::Run &run : m_content.runs) {
            CAUSEWAY_ASSIGN(auto ofRun, store.findings({run.run.id, {}, std::numeric_limits<std::int32_t>::max()}));
            std::ranges::move(ofRun, std::back_inserter(findings));
        }
        m_content.totalFindings = findings.size();
        CAUSEWAY_ASSIGN(auto snapshot, m_project.snapshot());
        m_reader = std::make_unique<storage::EventReader>(m_project.shared_from_this(), std::move(snapshot));
        for (const FoundProblem &problem : findProblems(findings)) {
            if (job.isCancelled())
                return failure(cancelled());
            if (m_content.cases.size() >= m_request.cases)
                m_content.otherFindings += problem.findings;
            else
                CAUSEWAY_TRY(takeProblem(problem, job));
        }
        return {};
    }

private:
    Result<void> takeProblem(const FoundProblem &found, const Job &job)
    {
        // The worst of those that most of the others tell of too.
        std::unordered_map<std::string_view, std::size_t> told;
        for (const FindingGroup &group : found.groups)
            for (const storage::Finding *finding : group)
                ++told[finding->subject.id];
        const storage::Finding &example = **std::ranges::max_element(found.groups.front(), {}, [&](const storage::Finding *finding) { return told[finding->subject.id]; });

        ReportContent::Problem problem{example, found.subjects, found.findings, TimePoint::none(), TimePoint::none(), {}};
        ReportContent::Case &one = m_content.cases.emplace_back();
        one.finding = example;
        CAUSEWAY_ASSIGN(one.label, storage::LabelStore(m_project).get(example.subject));
        CAUSEWAY_TRY(explain(one, example, job));
        for (const FindingGroup &group : found.groups) {
            for (const storage::Finding *finding : group) {
                if (!finding->from.isNone() && (problem.first.isNone() || finding->from < problem.first))
                    problem.first = finding->from;
                problem.last = std::max(problem.last, finding->to);
            }
            const auto teller = std::ranges::find(problem.tellers, group.front()->detector, &ReportContent::Problem::Teller::detector);
            if (teller == problem.tellers.end())
                problem.tellers.push_back({group.front()->detector, group.size()});
            else
                teller->findings += group.size();
            if (&group == &found.groups.front())
                continue;
            const auto here = std::ranges::find(group, example.subject, &storage::Finding::subject);
            one.also.push_back({here == group.end() ? *group.front() : **here, group.size()});
            if (here != group.end())
                CAUSEWAY_TRY(explain(one, **here, job));
        }
        std::ranges::stable_sort(one.also, std::greater<>(), [&](const ReportContent::Case::Also &also) { return also.finding.subject == example.subject; });
        CAUSEWAY_TRY(takeLines(one, job));
        m_content.problems.push_back(std::move(problem));
        return {};
    }
    Result<void> explain(ReportContent::Case &one, const storage::Finding &finding, const Job &job)
    {
        if (finding.subject.kind != SubjectKind::Session || (one.explained != nullptr && looksBack(*one.explained)))
            return {};
        auto explained = m_explainer.explain(finding, job);
        if (!explained && explained.error().code != ErrorCode::NotFound)
            return failure(std::move(explained).error());
        if (explained && (one.explained == nullptr || looksBack(*explained)))
            one.explained = std::make_shared<const ExplainFindingResponse>(std::move(*explained));
        return {};
    }
    // The events of the subject in order of time; of a window that is about some events those.
    Result<std::vector<EventId>> eventsOf(const storage::Finding &finding, const Job &job)
    {
        if (finding.subject.kind == SubjectKind::Window) {
            if (finding.odd.empty())
                return eventsWithin(finding.from, finding.to, job);
            std::vector<EventId> events = finding.odd;
            CAUSEWAY_TRY(sortByTime(events));
            return events;
        }
        if (m_sessions == nullptr) {
            CAUSEWAY_ASSIGN(m_sessions, currentSessions(m_project, m_request.threads, job));
        }
        const auto session = m_sessions->find(finding.subject.id);
        if (!session || m_sessions->subjectId(*session) != finding.subject.id)
            return std::vector<EventId>();
        const auto events = m_sessions->eventsOf(*session);
        return std::vector<EventId>(events.begin(), events.end());
    }
    Result<std::vector<EventId>> eventsWithin(TimePoint from, TimePoint to, const Job &job)
    {
        std::vector<std::pair<std::int64_t, EventId>> found;
        const storage::Snapshot &snapshot = m_reader->snapshot();
        for (std::size_t c = 0; c < snapshot.chunks.size(); ++c) {
            const storage::ChunkInfo &chunk = snapshot.chunks[c];
            if (job.isCancelled())
                return failure(cancelled());
            if (chunk.from.isNone() || chunk.to < from || chunk.from >= to)
                continue;
            CAUSEWAY_ASSIGN(const auto rows, m_reader->rows(c));
            for (std::size_t row = 0; row < rows->timesNs.size(); ++row)
                if (rows->timesNs[row] >= from.ns && rows->timesNs[row] < to.ns)
                    found.emplace_back(rows->timesNs[row], chunk.first.value + row);
        }
        std::ranges::sort(found);
        std::vector<EventId> events;
        std::ranges::transform(found, std::back_inserter(events), &std::pair<std::int64_t, EventId>::second);
        return events;
    }
    Result<void> sortByTime(std::vector<EventId> &events)
    {
        std::vector<std::pair<std::int64_t, EventId>> timed;
        for (const EventId id : events) {
            CAUSEWAY_ASSIGN(const storage::Event event, m_reader->event(id));
            timed.emplace_back(event.time.ns, id);
        }
        std::ranges::sort(timed);
        std::ranges::transform(timed, events.begin(), &std::pair<std::int64_t, EventId>::second);
        return {};
    }
    Result<void> takeLines(ReportContent::Case &one, const Job &job)
    {
        const storage::Finding *about = &one.finding; // whose lines are marked
        for (const ReportContent::Case::Also &also : one.also)
            if (about->odd.empty() && also.finding.subject == one.finding.subject)
                about = &also.finding;
        CAUSEWAY_ASSIGN(const std::vector<EventId> events, eventsOf(one.finding, job));
        const bool window = one.finding.subject.kind == SubjectKind::Window;
        std::vector<std::size_t> odd;
        for (std::size_t i = 0; i < events.size(); ++i)
            if (std::ranges::binary_search(about->odd, events[i]))
                odd.push_back(i);
        const auto shown = window ? linesToShow(std::min(events.size(), m_request.windowLines), {}, m_request.windowLines) : linesToShow(events.size(), odd, m_request.lines);
        std::size_t next = 0;
        for (const std::size_t at : shown) {
            if (job.isCancelled())
                return failure(cancelled());
            CAUSEWAY_ASSIGN(storage::Event event, m_reader->event(events[at]));
            one.lines.push_back({std::move(event), std::ranges::binary_search(odd, at), at - next});
            next = at + 1;
        }
        one.leftOutAfter = events.size() - next;
        return {};
    }

    storage::Project &m_project;
    const ReportRequest &m_request;
    ReportContent &m_content;
    FindingExplainer m_explainer;
    std::unique_ptr<storage::EventReader> m_reader;
    std::shared_ptr<const storage::SessionSet> m_sessions;
};

} // namespace

Result<ReportContent> reportContent(storage::Project &project, const ReportRequest &request, const Job &job)
{
    ReportContent content;
    content.project = project.path();
    CAUSEWAY_ASSIGN(content.info, projectInfo(project, job));
    if (content.info.events == 0)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to report")), Message(CAUSEWAY_TEXT("nothing is imported")), Message(CAUSEWAY_TEXT("Import logs first.")));
    CAUSEWAY_ASSIGN(content.catalog, storage::TemplateStore(project).catalog());
    CAUSEWAY_ASSIGN(const auto runs, storage::FindingStore(project).runs());
    CAUSEWAY_ASSIGN(const auto models, storage::ModelStore(project).all());
    for (const storage::RunInfo &run : runs) {
        const auto model = std::ranges::find(models, run.model, &storage::ModelInfo::id);
        if (model != models.end() && std::ranges::none_of(content.runs, [&](const ReportContent::Run &one) { return one.run.detector == run.detector; }))
            content.runs.push_back({run, *model});
    }
    CAUSEWAY_TRY(CaseTaker(project, request, content).take(job));
    auto quality = evaluateRuns(project, {}, job);
    if (quality) {
        for (RunQuality &one : quality->runs)
            if (one.subjects > 0 && std::ranges::any_of(content.runs, [&](const ReportContent::Run &run) { return run.run.id == one.run.id; }))
                content.quality.push_back(std::move(one));
    } else if (quality.error().code != ErrorCode::NotFound)
        return failure(std::move(quality).error());
    CAUSEWAY_ASSIGN(content.labels, storage::LabelStore(project).all());
    std::ranges::stable_sort(content.labels, {}, [](const storage::Label &label) { return label.by == "import"; });
    content.labels.resize(std::min(content.labels.size(), request.labels));
    MineFlowRequest flow;
    flow.threads = request.threads;
    auto mined = mineFlow(project, flow, job);
    if (mined)
        content.flow = std::make_shared<const MineFlowResponse>(std::move(*mined));
    else if (mined.error().code == ErrorCode::Cancelled || mined.error().code == ErrorCode::Damaged)
        return failure(std::move(mined).error());
    else
        content.flowProblem = std::move(mined).error();
    return content;
}

} // namespace causeway::engine
