#include "app/engine/label_queue.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "analysis/detect/label_order.h"
#include "app/engine/list_models.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

namespace {

struct Opinions {
    std::vector<detect::Opinion> opinions;
    std::vector<std::string> detectors;
};

// The newest run of each detector that judged sessions of this grouping.
Result<Opinions> newestRuns(storage::Project &project, const Subjects &subjects, const Job &job)
{
    storage::FindingStore store(project);
    CAUSEWAY_ASSIGN(const auto runs, store.runs());
    std::unordered_map<std::string, std::size_t> sessionOf;
    for (std::size_t s = 0; s < subjects.size(); ++s)
        sessionOf.emplace(subjects.subject(s).id, s);
    Opinions out;
    std::unordered_set<std::string> seen;
    for (const storage::RunInfo &run : runs) {
        if (job.isCancelled())
            return failure(cancelled());
        if (run.grouping != subjects.grouping || !seen.insert(run.detector).second)
            continue;
        CAUSEWAY_ASSIGN(const auto scores, store.scores(run.id));
        detect::Opinion opinion;
        opinion.threshold = run.threshold;
        opinion.scores.assign(subjects.size(), std::nan(""));
        const detect::Detector *detector = findDetector(run.detector);
        opinion.probability = detector != nullptr && detector->info().kind == detect::DetectorKind::Supervised;
        for (std::size_t i = 0; i < scores.subjectIds.size(); ++i)
            if (const auto found = sessionOf.find(scores.subjectIds[i]); found != sessionOf.end())
                opinion.scores[found->second] = scores.scores[i];
        out.opinions.push_back(std::move(opinion));
        out.detectors.push_back(run.detector);
    }
    return out;
}

Message plainReason(const detect::QueuedGroup &group, const Opinions &opinions)
{
    const auto percent = [](double share) { return std::round(share * 1000) / 10; };
    switch (group.why) {
    case detect::WorthOf::Unsure:
        return Message(CAUSEWAY_TEXT("“%1” is unsure: anomalous with %2 %, its threshold is %3 %"), opinions.detectors[group.opinion],
                       percent(opinions.opinions[group.opinion].scores[group.sessions.front()]), percent(opinions.opinions[group.opinion].threshold));
    case detect::WorthOf::Disputed: return Message(CAUSEWAY_TEXT("The detectors disagree: %1 of %2 call it anomalous"), group.flagging, group.judging);
    case detect::WorthOf::Border:
        return Message(CAUSEWAY_TEXT("It is just above the threshold of “%1”"), opinions.detectors[group.opinion]);
    case detect::WorthOf::Severe:
        return Message(CAUSEWAY_TEXT("“%1” finds it worse than %2 % of all sessions, and nothing like it is labelled"), opinions.detectors[group.opinion], percent(group.severity));
    case detect::WorthOf::Common: return Message(CAUSEWAY_TEXT("Nothing like it is labelled, and it is common"));
    case detect::WorthOf::Unlike: break;
    }
    return Message(CAUSEWAY_TEXT("It is unlike all that is labelled or stands before it in the queue"));
}

Message reasonOf(const detect::QueuedGroup &group, const Opinions &opinions)
{
    const auto percent = [](double share) { return std::round(share * 1000) / 10; };
    const std::size_t alike = group.sessions.size();
    if (alike < 2)
        return plainReason(group, opinions);
    switch (group.why) {
    case detect::WorthOf::Unsure:
        return Message(CAUSEWAY_TEXT("“%1” is unsure: anomalous with %2 %, its threshold is %3 %; it stands for %4 sessions with the same events"), opinions.detectors[group.opinion],
                       percent(opinions.opinions[group.opinion].scores[group.sessions.front()]), percent(opinions.opinions[group.opinion].threshold), alike);
    case detect::WorthOf::Disputed:
        return Message(CAUSEWAY_TEXT("The detectors disagree: %1 of %2 call it anomalous; it stands for %3 sessions with the same events"), group.flagging, group.judging, alike);
    case detect::WorthOf::Border:
        return Message(CAUSEWAY_TEXT("It is just above the threshold of “%1”; it stands for %2 sessions with the same events"), opinions.detectors[group.opinion], alike);
    case detect::WorthOf::Severe:
        return Message(CAUSEWAY_TEXT("“%1” finds it worse than %2 % of all sessions, and nothing like it is labelled; it stands for %3 sessions with the same events"),
                       opinions.detectors[group.opinion], percent(group.severity), alike);
    case detect::WorthOf::Common: return Message(CAUSEWAY_TEXT("Nothing like it is labelled; it stands for %1{session|sessions} with the same events"), alike);
    case detect::WorthOf::Unlike: break;
    }
    return Message(CAUSEWAY_TEXT("It is unlike all that is labelled or stands before it in the queue; it stands for %1{session|sessions} with the same events"), alike);
}

} // namespace

Result<LabelQueueResponse> labelQueue(storage::Project &project, const LabelQueueRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.threads, job));
    CAUSEWAY_ASSIGN(const SessionLabels labels, sessionLabels(project));
    LabelQueueResponse response;
    std::vector<bool> labelled(subjects.size());
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        labelled[s] = labels.contains(subjects.subject(s).id); // one that a person is unsure of is not asked again
        response.unlabelled += labelled[s] ? 0 : 1;
    }
    CAUSEWAY_ASSIGN(const Opinions opinions, newestRuns(project, subjects, job));
    response.runs = opinions.opinions.size();
    CAUSEWAY_ASSIGN(const auto groups, detect::labelOrder(subjects.sequences, opinions.opinions, labelled, request.limit, job));
    for (const detect::QueuedGroup &group : groups) {
        QueuedSubject queued;
        queued.subject = subjects.subject(group.sessions.front());
        for (std::size_t i = 1; i < std::min(group.sessions.size(), kMostAlike + 1); ++i)
            queued.alike.push_back(subjects.subject(group.sessions[i]));
        queued.sessions = group.sessions.size();
        queued.uncertainty = group.uncertainty;
        queued.severity = group.severity;
        queued.reason = reasonOf(group, opinions);
        response.queue.push_back(std::move(queued));
    }
    return response;
}

} // namespace causeway::engine
