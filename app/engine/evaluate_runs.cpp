#include "app/engine/evaluate_runs.h"

#include <algorithm>

#include "app/engine/judged_scores.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ (hash >> 33);
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
    CAUSEWAY_ASSIGN(const ScoreJudge judge, ScoreJudge::read(project));
    EvaluateRunsResponse response;
    response.labels = judge.labels();
    if (response.labels == 0)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to evaluate against")), Message(CAUSEWAY_TEXT("no subject is labelled normal or anomalous")),
                       Message(CAUSEWAY_TEXT("Label some: causeway label PROJECT SUBJECT normal, or import labels: causeway label PROJECT --import FILE.")));
    std::optional<std::unordered_map<std::string, std::uint64_t>> content; // once a run over sessions asks for it
    for (const storage::RunInfo &run : runs) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(const JudgedScores judged, judge.judge(project, run, request.heldOut));
        if (!judged.windows && !content) {
            CAUSEWAY_ASSIGN(content, contents(project, job));
        }
        RunQuality quality;
        quality.run = run;
        quality.leftOut = judged.leftOut;
        std::vector<detect::ScoredSubject> subjects;
        for (std::size_t i = 0; i < judged.ids.size(); ++i) {
            if (judged.labels[i] == JudgedScores::Label::None)
                continue;
            detect::ScoredSubject subject;
            subject.score = judged.scores[i];
            subject.flagged = subject.score > run.threshold;
            subject.anomalous = judged.labels[i] == JudgedScores::Label::Anomalous;
            // A subject whose content is not known stands for itself.
            subject.content = mix(i, ~std::uint64_t(0));
            if (!judged.windows) {
                const auto known = content->find(judged.ids[i]);
                if (known != content->end())
                    subject.content = known->second;
                else
                    quality.contentKnown = false;
            }
            subjects.push_back(subject);
        }
        quality.subjects = subjects.size();
        quality.evaluation = detect::evaluate(subjects, request.prevalence, request.seed);
        response.runs.push_back(std::move(quality));
    }
    return response;
}

} // namespace causeway::engine
