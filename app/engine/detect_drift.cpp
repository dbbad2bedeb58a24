#include "app/engine/detect_drift.h"

#include <unordered_set>

#include "app/engine/subjects.h"
#include "storage/finding_store.h"

namespace causeway::engine {

Result<DetectDriftResponse> detectDrift(storage::Project &project, const DetectDriftRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.threads, job));
    DetectDriftResponse response;
    response.sessions = subjects.size();
    response.enough = subjects.size() >= detect::kFewestDriftSessions;
    storage::FindingStore store(project);
    CAUSEWAY_ASSIGN(const auto runs, store.runs());
    std::vector<bool> flagged;
    for (const storage::RunInfo &run : runs) {
        if (run.grouping != subjects.grouping)
            continue;
        CAUSEWAY_ASSIGN(const auto scores, store.scores(run.id));
        std::unordered_set<std::string_view> odd;
        for (std::size_t i = 0; i < scores.subjectIds.size(); ++i)
            if (scores.scores[i] > run.threshold)
                odd.insert(scores.subjectIds[i]);
        flagged.resize(subjects.size());
        for (std::size_t s = 0; s < subjects.size(); ++s)
            flagged[s] = odd.contains(subjects.subject(s).id);
        break;
    }
    CAUSEWAY_ASSIGN(auto drifts, detect::findDrift(subjects.sequences, flagged, subjects.namer(), request.settings, job));
    for (detect::Drift &drift : drifts) {
        const TimePoint since = subjects.times(drift.since).from;
        response.drifts.push_back({std::move(drift), since});
    }
    return response;
}

} // namespace causeway::engine
