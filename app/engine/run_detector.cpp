#include "app/engine/run_detector.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "analysis/core/parallel.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/list_models.h"
#include "app/engine/model_scores.h"
#include "app/engine/subjects.h"
#include "storage/clock.h"

namespace causeway::engine {

namespace {

Result<Subjects> subjectsOf(storage::Project &project, const storage::ModelInfo &model, const detect::DetectorInfo &detector, unsigned threads, const Job &job)
{
    const auto retrain = [&](Message why) {
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Model %1 cannot judge this project as it is now"), model.id.value), std::move(why),
                       Message(CAUSEWAY_TEXT("Train anew (causeway train PROJECT %1), or group as before (causeway sessions PROJECT --by %2)."), model.detector,
                               model.grouping));
    };
    if (detector.subjects == "window") {
        CAUSEWAY_ASSIGN(Subjects subjects, windowSubjects(project, windowLength(model.grouping), threads, job));
        if (subjects.grouping != model.grouping)
            return retrain(Message(CAUSEWAY_TEXT("it learned from %1, but the events span too long a time for that"), model.grouping));
        return subjects;
    }
    CAUSEWAY_ASSIGN(Subjects subjects, sessionSubjects(project, detector, threads, job));
    if (subjects.grouping != model.grouping)
        return retrain(Message(CAUSEWAY_TEXT("it learned from sessions by %1, which are grouped by %2 now"), model.grouping, subjects.grouping));
    return subjects;
}

// The events a finding is about: the odd steps of a session.
std::vector<EventId> oddEvents(const Subjects &subjects, std::size_t subject, const detect::Explanation &explanation)
{
    std::vector<EventId> odd;
    if (subjects.windows)
        return odd;
    const std::uint64_t begin = subjects.sequences.offsets[subject], end = subjects.sequences.offsets[subject + 1];
    for (const detect::Step &step : explanation.steps)
        if (step.odd && step.position < end - begin)
            odd.push_back(subjects.sequences.events[begin + step.position]);
    std::sort(odd.begin(), odd.end());
    odd.erase(std::unique(odd.begin(), odd.end()), odd.end());
    return odd;
}

void point(const Subjects &subjects, std::size_t subject, const detect::Explanation &explanation, storage::Finding &finding)
{
    const auto wrong = subjects.windows ? std::nullopt : explanation.firstWrong();
    if (!wrong || wrong->position >= subjects.sequences.offsets[subject + 1] - subjects.sequences.offsets[subject])
        return;
    finding.origin = subjects.sequences.events[subjects.sequences.offsets[subject] + wrong->position];
    finding.absent = TemplateId(wrong->absent.value_or(0));
}

} // namespace

Result<RunDetectorResponse> runDetector(storage::Project &project, const RunDetectorRequest &request, const Job &job)
{
    const auto start = std::chrono::steady_clock::now();
    if (request.threshold && !std::isfinite(*request.threshold))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The threshold is no number")));
    CAUSEWAY_ASSIGN(storage::ModelInfo info, findModel(project, request.what));
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(info.detector));
    CAUSEWAY_ASSIGN(const std::string bytes, storage::ModelStore(project).bytes(info.id));
    CAUSEWAY_ASSIGN(const auto model, detector->load(bytes));
    CAUSEWAY_ASSIGN(const Subjects subjects, subjectsOf(project, info, detector->info(), request.threads, job));
    const unsigned threads = threadCount(request.threads);
    if (request.threshold || (request.ownThreshold && info.threshold)) {
        info.threshold = request.ownThreshold ? std::nullopt : request.threshold;
        CAUSEWAY_TRY(storage::ModelStore(project).changeThreshold(info.id, info.threshold));
    }
    CAUSEWAY_ASSIGN(const detect::Scores scores, modelScores(*model, info, subjects, threads, job));

    storage::RunInfo run;
    run.model = info.id;
    run.detector = info.detector;
    run.grouping = subjects.grouping;
    run.scored = subjects.size();
    run.threshold = scores.threshold;
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    run.snapshotVersion = snapshot->version;
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < scores.scores.size(); ++i)
        if (scores.scores[i] > scores.threshold)
            found.push_back(i);
    run.anomalous = found.size();
    std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) { return scores.scores[a] > scores.scores[b]; });
    if (found.size() > kMaxFindings)
        found.resize(kMaxFindings);

    // Sessions of the same events and score have the same said of them, unless it is about values.
    std::map<std::pair<std::uint64_t, double>, std::size_t> known;
    std::vector<std::size_t> told(found.size()), distinct;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::uint64_t content = subjects.windows || subjects.sequences.hasValues() ? found[i] : detect::contentHash(subjects.sequences.session(found[i]));
        const auto [place, fresh] = known.emplace(std::pair(content, scores.scores[found[i]]), distinct.size());
        if (fresh)
            distinct.push_back(i);
        told[i] = place->second;
    }
    std::vector<detect::Explanation> explanations(distinct.size());
    const detect::KeyNamer namer = subjects.namer();
    CAUSEWAY_TRY(parallelFor(distinct.size(), threads, job, [&](std::size_t d, unsigned) -> Result<void> {
        const std::size_t subject = found[distinct[d]];
        CAUSEWAY_ASSIGN(explanations[d], subjects.windows ? model->explainWindow(subjects.counts, subject, namer) : model->summarise(subjects.sequences, subject, namer));
        job.report({static_cast<double>(d), static_cast<double>(distinct.size()), Progress::Unit::Sessions});
        return {};
    }));
    std::vector<storage::Finding> findings(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::size_t subject = found[i];
        storage::Finding &finding = findings[i];
        finding.detector = run.detector;
        finding.subject = subjects.subject(subject);
        finding.score = scores.scores[subject];
        finding.threshold = scores.threshold;
        const TimeRange times = subjects.times(subject);
        finding.from = times.from;
        finding.to = times.to;
        finding.message = explanations[told[i]].message;
        finding.odd = oddEvents(subjects, subject, explanations[told[i]]);
        point(subjects, subject, explanations[told[i]], finding);
    }
    std::vector<std::string> ids;
    ids.reserve(subjects.size());
    for (std::size_t i = 0; i < subjects.size(); ++i)
        ids.push_back(subjects.subject(i).id);
    run.atNs = storage::nowNs();
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    CAUSEWAY_ASSIGN(run.id, storage::FindingStore(project).addRun(run, ids, scores.scores, findings));
    return RunDetectorResponse{std::move(run)};
}

} // namespace causeway::engine
