#include "app/engine/report_content.h"

#include <algorithm>
#include <map>

#include "storage/finding_store.h"

namespace causeway::engine {

namespace {

// The worst of each run in turn.
Result<void> takeFindings(storage::Project &project, const ReportRequest &request, ReportContent &content, const Job &job)
{
    std::vector<std::vector<FoundFinding>> ofRuns;
    for (const ReportContent::Run &run : content.runs) {
        ListFindingsRequest list;
        list.run = run.run.id;
        list.limit = request.findings;
        list.withLines = true;
        CAUSEWAY_ASSIGN(ListFindingsResponse listed, listFindings(project, list, job));
        content.totalFindings += run.run.anomalous;
        ofRuns.push_back(std::move(listed.findings));
    }
    FindingExplainer explainer(project);
    for (std::size_t rank = 0; rank < request.findings; ++rank)
        for (std::vector<FoundFinding> &findings : ofRuns) {
            if (rank >= findings.size() || content.findings.size() >= request.findings)
                continue;
            ReportContent::Reported reported;
            reported.found = std::move(findings[rank]);
            if (reported.found.finding.subject.kind == SubjectKind::Session) {
                auto explained = explainer.explain(reported.found.finding, job);
                if (explained)
                    reported.explained = std::make_shared<const ExplainFindingResponse>(std::move(*explained));
                else if (explained.error().code != ErrorCode::NotFound)
                    return failure(std::move(explained).error());
            }
            content.findings.push_back(std::move(reported));
        }
    return {};
}

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
    CAUSEWAY_TRY(takeFindings(project, request, content, job));
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
