#include "app/engine/evaluate_runs.h"

#include <algorithm>

#include "app/engine/list_models.h"
#include "app/engine/subjects.h"
#include "storage/label_store.h"

namespace causeway::engine {

namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ (hash >> 33);
}

bool judgesWindows(const storage::RunInfo &run)
{
    const detect::Detector *detector = findDetector(run.detector);
    return detector != nullptr && detector->info().subjects == "window";
}

// What a session consists of, by its id: sessions of equal content are one in `unique`.
Result<std::unordered_map<std::string, std::uint64_t>> contents(storage::Project &project, const Job &job)
{
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, 0, job));
    std::unordered_map<std::string, std::uint64_t> out;
    out.reserve(subjects.size());
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        std::uint64_t hash = subjects.sequences.session(s).size();
        for (const std::uint32_t key : subjects.sequences.session(s))
            hash = mix(hash, key);
        out.emplace(subjects.subject(s).id, hash);
    }
    return out;
}

} // namespace

Result<EvaluateRunsResponse> evaluateRuns(storage::Project &project, const EvaluateRunsRequest &request, const Job &job)
{
    if (request.prevalence && !(*request.prevalence > 0 && *request.prevalence < 1))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The prevalence cannot be used")), Message(CAUSEWAY_TEXT("a share lies between 0 and 1")));
    storage::FindingStore store(project);
    CAUSEWAY_ASSIGN(auto runs, store.runs());
    if (request.run)
        std::erase_if(runs, [&](const storage::RunInfo &run) { return run.id != *request.run; });
    if (runs.empty())
        return failure(ErrorCode::NotFound, request.run ? Message(CAUSEWAY_TEXT("There is no run number %1"), request.run->value) : Message(CAUSEWAY_TEXT("There is no run to evaluate")), {},
                       Message(CAUSEWAY_TEXT("Run a detector first: causeway detect PROJECT trivial.")));
    CAUSEWAY_ASSIGN(const auto sessionLabels, verdicts(project, SubjectKind::Session));
    CAUSEWAY_ASSIGN(const auto windowLabels, verdicts(project, SubjectKind::Window));
    EvaluateRunsResponse response;
    for (const auto &[id, verdict] : sessionLabels) // those of windows are among them
        response.labels += verdict != Verdict::Unsure;
    if (response.labels == 0)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to evaluate against")), Message(CAUSEWAY_TEXT("no subject is labelled normal or anomalous")),
                       Message(CAUSEWAY_TEXT("Label some: causeway label PROJECT SUBJECT normal, or import labels: causeway label PROJECT --import FILE.")));
    std::unordered_map<std::string, std::uint64_t> content;
    const bool sessionsJudged = std::any_of(runs.begin(), runs.end(), [](const storage::RunInfo &run) { return !judgesWindows(run); });
    if (sessionsJudged) {
        CAUSEWAY_ASSIGN(content, contents(project, job));
    }
    for (const storage::RunInfo &run : runs) {
        if (job.isCancelled())
            return failure(cancelled());
        const bool windows = judgesWindows(run);
        const auto &labels = windows ? windowLabels : sessionLabels;
        CAUSEWAY_ASSIGN(const auto scores, store.scores(run.id));
        std::vector<std::string> used;
        if (request.heldOut) {
            CAUSEWAY_ASSIGN(used, storage::ModelStore(project).usedSubjects(run.model));
            std::sort(used.begin(), used.end());
        }
        RunQuality quality;
        quality.run = run;
        std::vector<detect::ScoredSubject> subjects;
        for (std::size_t i = 0; i < scores.subjectIds.size(); ++i) {
            const std::string &id = scores.subjectIds[i];
            const auto label = labels.find(id);
            if (label == labels.end() || label->second == Verdict::Unsure)
                continue;
            if (request.heldOut && std::binary_search(used.begin(), used.end(), id)) {
                ++quality.leftOut;
                continue;
            }
            detect::ScoredSubject subject;
            subject.score = scores.scores[i];
            subject.flagged = subject.score > run.threshold;
            subject.anomalous = label->second == Verdict::Anomalous;
            const auto known = content.find(id);
            if (!windows && known == content.end())
                quality.contentKnown = false;
            // A subject whose content is not known stands for itself.
            subject.content = known != content.end() ? known->second : mix(i, ~std::uint64_t(0));
            subjects.push_back(subject);
        }
        quality.subjects = subjects.size();
        quality.evaluation = detect::evaluate(subjects, request.prevalence, request.seed);
        response.runs.push_back(std::move(quality));
    }
    return response;
}

} // namespace causeway::engine
