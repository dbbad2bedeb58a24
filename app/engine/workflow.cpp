#include "app/engine/workflow.h"

#include "app/engine/group_sessions.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

Result<WorkflowResponse> mineWorkflow(storage::Project &project, const WorkflowRequest &request, const Job &job)
{
    if (request.grouping) {
        GroupSessionsRequest group;
        group.grouping = request.grouping;
        group.threads = request.threads;
        CAUSEWAY_TRY(groupSessions(project, group, job));
    }
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.threads, job));
    CAUSEWAY_ASSIGN(const SessionLabels labels, sessionLabels(project));
    WorkflowResponse response;
    response.grouping = subjects.grouping;
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> keys;
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        if (s % 4096 == 0 && job.isCancelled())
            return failure(cancelled());
        const auto label = labels.empty() || request.withAnomalous ? labels.end() : labels.find(subjects.subject(s).id);
        if (label != labels.end() && label->second.verdict == Verdict::Anomalous) {
            ++response.leftOut;
            continue;
        }
        const auto session = subjects.sequences.session(s);
        keys.insert(keys.end(), session.begin(), session.end());
        offsets.push_back(keys.size());
    }
    CAUSEWAY_ASSIGN(response.workflow, sessions::mineWorkflow(offsets, keys, request.settings, job));
    const detect::KeyNamer namer = subjects.namer();
    for (const sessions::Workflow::Node &node : response.workflow.nodes)
        response.names.emplace(node.key, namer(node.key));
    return response;
}

} // namespace causeway::engine
