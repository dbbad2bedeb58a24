#include "app/engine/list_findings.h"

#include "app/engine/label_subjects.h"

namespace causeway::engine {

Result<ListFindingsResponse> listFindings(storage::Project &project, const ListFindingsRequest &request, const Job &job)
{
    storage::FindingStore store(project);
    storage::FindingStore::Query query;
    query.run = request.run;
    query.limit = request.limit;
    if (request.subject) {
        CAUSEWAY_ASSIGN(query.subject, resolveSubject(project, *request.subject, job));
    }
    ListFindingsResponse response;
    CAUSEWAY_ASSIGN(response.total, store.findingCount());
    CAUSEWAY_ASSIGN(auto findings, store.findings(query));
    if (request.run && findings.empty()) {
        CAUSEWAY_TRY(store.scores(*request.run)); // NotFound where there is no such run
    }
    storage::LabelStore labels(project);
    FindingExplainer explainer(project);
    for (storage::Finding &finding : findings) {
        if (job.isCancelled())
            return failure(cancelled());
        FoundFinding found;
        CAUSEWAY_ASSIGN(found.label, labels.get(finding.subject));
        if (request.withLines) {
            CAUSEWAY_ASSIGN(found.lines, explainer.lines(finding, kLinesPerFinding, job));
        }
        if (request.withSteps) {
            // A finding of an earlier grouping has no steps now; it is a finding all the same.
            if (auto explained = explainer.explain(finding, job))
                found.steps = std::move(explained->steps);
            else if (explained.error().code != ErrorCode::NotFound)
                return failure(std::move(explained).error());
        }
        found.finding = std::move(finding);
        response.findings.push_back(std::move(found));
        job.report({static_cast<double>(response.findings.size()), static_cast<double>(findings.size()), Progress::Unit::Rows});
    }
    return response;
}

} // namespace causeway::engine
