#include "app/engine/label_source.h"

#include <algorithm>
#include <set>

#include "app/engine/group_sessions.h"
#include "app/engine/span_starts.h"
#include "storage/clock.h"

namespace causeway::engine {

Result<LabelSubjectsResponse> labelSource(storage::Project &project, const LabelSourceRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto sessions, currentSessions(project, request.threads, job));
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    const storage::SourceInfo *source = snapshot->source(request.source);
    if (source == nullptr)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The sessions cannot be labelled")), Message(CAUSEWAY_TEXT("the project has no such source")));
    std::set<SourceId> sources;
    for (const storage::SourceInfo &one : snapshot->sources)
        if (sourceOfEvents(*snapshot, one.id) == request.source)
            sources.insert(one.id);
    std::vector<storage::Label> labels;
    std::vector<Subject> subjects;
    const std::string by = userName();
    const std::int64_t now = storage::nowNs();
    for (std::size_t s = 0; s < sessions->sessions.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const auto events = sessions->eventsOf(s);
        const bool any = std::any_of(events.begin(), events.end(), [&](EventId event) {
            const storage::ChunkInfo *chunk = snapshot->chunkOf(event);
            return chunk != nullptr && sources.contains(chunk->source);
        });
        if (!any)
            continue;
        Subject subject{SubjectKind::Session, sessions->subjectId(s)};
        if (request.verdict)
            labels.push_back({std::move(subject), *request.verdict, "", by, "", now});
        else
            subjects.push_back(std::move(subject));
    }
    if (labels.empty() && subjects.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The sessions cannot be labelled")), Message(CAUSEWAY_TEXT("no session has an event of %1"), source->name),
                       Message(CAUSEWAY_TEXT("Group the events otherwise.")));
    LabelSubjectsResponse response;
    storage::LabelStore store(project);
    if (request.verdict) {
        CAUSEWAY_ASSIGN(response.edit, store.set(labels, "Label the sessions of " + source->name + " as " + std::string(toName(*request.verdict))));
    } else {
        CAUSEWAY_ASSIGN(response.edit, store.remove(subjects, "Remove the labels of " + source->name));
    }
    response.set = std::move(labels);
    CAUSEWAY_ASSIGN(response.counts, store.counts());
    return response;
}

} // namespace causeway::engine
