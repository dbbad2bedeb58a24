#include "app/engine/report_content.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "storage/finding_store.h"

namespace causeway::engine {

namespace {

// What a finding says, without its numbers.
std::string whatItSays(const storage::Finding &finding)
{
    std::string text = finding.detector + '\n' + finding.message.text();
    for (const Message::Argument &argument : finding.message.arguments())
        if (const auto *words = std::get_if<std::string>(&argument)) {
            text += '\n';
            for (const char c : *words)
                if ((c >= '0' && c <= '9') || c == '.' || c == ',') {
                    if (text.back() != '#')
                        text += '#';
                } else
                    text += c;
        }
    return text;
}

struct Group {
    std::vector<const storage::Finding *> findings; // worst first
};

// Findings that say the same are one group; the largest first, ties by their worst.
std::vector<Group> grouped(const std::vector<storage::Finding> &findings)
{
    std::vector<Group> groups;
    std::unordered_map<std::string, std::size_t> groupOf;
    for (const storage::Finding &finding : findings) {
        const auto [at, isNew] = groupOf.try_emplace(whatItSays(finding), groups.size());
        if (isNew)
            groups.emplace_back();
        groups[at->second].findings.push_back(&finding);
    }
    std::ranges::stable_sort(groups, std::greater<>(), [](const Group &group) { return group.findings.size(); });
    return groups;
}

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
        for (const Group &group : grouped(findings)) {
            if (job.isCancelled())
                return failure(cancelled());
            CAUSEWAY_TRY(takeGroup(group, job));
        }
        return {};
    }

private:
    // Where a finding of the group is about the subject of a case, it is told there.
    Result<void> takeGroup(const Group &group, const Job &job)
    {
        const auto known = std::ranges::find_if(group.findings, [&](const storage::Finding *finding) { return m_caseOf.contains(finding->subject.id); });
        const bool joins = known != group.findings.end();
        if (!joins && m_content.cases.size() >= m_request.cases) {
            m_content.otherFindings += group.findings.size();
            return {};
        }
        const storage::Finding &finding = joins ? **known : *group.findings.front();
        const std::size_t at = m_caseOf.try_emplace(finding.subject.id, m_content.cases.size()).first->second;
        if (joins)
            m_content.cases[at].also.push_back(finding);
        else {
            ReportContent::Case &one = m_content.cases.emplace_back();
            one.found.finding = finding;
            CAUSEWAY_ASSIGN(one.found.lines, m_explainer.lines(finding, kLinesPerFinding, job));
            CAUSEWAY_ASSIGN(one.found.label, storage::LabelStore(m_project).get(finding.subject));
        }
        CAUSEWAY_TRY(explain(m_content.cases[at], finding, job));
        ReportContent::Problem problem{*group.findings.front(), group.findings.size(), TimePoint::none(), TimePoint::none(), at};
        for (const storage::Finding *one : group.findings) {
            if (!one->from.isNone() && (problem.first.isNone() || one->from < problem.first))
                problem.first = one->from;
            problem.last = std::max(problem.last, one->to);
        }
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

    storage::Project &m_project;
    const ReportRequest &m_request;
    ReportContent &m_content;
    FindingExplainer m_explainer;
    std::unordered_map<std::string, std::size_t> m_caseOf;
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
