#include "app/engine/retrain.h"

#include <unordered_set>

#include "analysis/core/hash.h"
#include "analysis/detect/poison_guard.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/list_models.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kHeldOutOneIn = 5;
constexpr std::size_t kEnoughHeldOut = 5; // of each verdict

// Of each session the share of detectors whose newest run found it.
Result<std::vector<double>> flaggedShares(storage::Project &project, const Subjects &subjects, const Job &job)
{
    storage::FindingStore store(project);
    CAUSEWAY_ASSIGN(const auto runs, store.runs());
    std::unordered_map<std::string, std::size_t> sessionOf;
    for (std::size_t s = 0; s < subjects.size(); ++s)
        sessionOf.emplace(subjects.subject(s).id, s);
    std::unordered_set<std::string> seen;
    std::vector<double> found;
    double judging = 0;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) { // the first of each: what was thought before labels were learned from
        if (job.isCancelled())
            return failure(cancelled());
        const detect::Detector *detector = findDetector(run->detector);
        if (run->grouping != subjects.grouping || (detector != nullptr && detector->info().kind == detect::DetectorKind::Supervised) || !seen.insert(run->detector).second)
            continue;
        CAUSEWAY_ASSIGN(const auto scores, store.scores(run->id));
        found.resize(subjects.size(), 0);
        ++judging;
        for (std::size_t i = 0; i < scores.subjectIds.size(); ++i)
            if (const auto session = sessionOf.find(scores.subjectIds[i]); session != sessionOf.end() && scores.scores[i] > run->threshold)
                ++found[session->second];
    }
    for (double &share : found)
        share /= judging;
    return found;
}

Result<std::vector<SuspectSubject>> suspectsOf(storage::Project &project, const Subjects &subjects, const SessionLabels &labels, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto flagged, flaggedShares(project, subjects, job));
    std::vector<std::optional<Verdict>> verdictOf(subjects.size());
    for (std::size_t s = 0; s < subjects.size(); ++s)
        if (const auto label = labels.find(subjects.subject(s).id); label != labels.end() && label->second.verdict != Verdict::Unsure)
            verdictOf[s] = label->second.verdict;
    CAUSEWAY_ASSIGN(const auto suspects, detect::suspectLabels(subjects.sequences, verdictOf, flagged, job));
    std::vector<SuspectSubject> out;
    for (const detect::SuspectLabel &suspect : suspects)
        out.push_back({subjects.subject(suspect.session), suspect.verdict, subjects.subject(suspect.against), suspect.message});
    return out;
}

// Labelled sessions by content, one content in five; empty where that leaves too few of a verdict on either side.
std::vector<std::string> heldOutLabels(const Subjects &subjects, const SessionLabels &labels, const std::vector<std::string> &without, std::uint64_t seed)
{
    const std::unordered_set<std::string> left(without.begin(), without.end());
    std::vector<std::string> out;
    std::size_t held[2] = {0, 0}, kept[2] = {0, 0};
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        std::string id = subjects.subject(s).id;
        const auto label = labels.find(id);
        if (label == labels.end() || label->second.verdict == Verdict::Unsure || left.contains(id))
            continue;
        const std::size_t verdict = label->second.verdict == Verdict::Anomalous ? 1 : 0;
        if (mix64(detect::contentHash(subjects.sequences.session(s)) ^ mix64(seed)) % kHeldOutOneIn != 0) {
            ++kept[verdict];
            continue;
        }
        ++held[verdict];
        out.push_back(std::move(id));
    }
    if (std::min(held[0], held[1]) < kEnoughHeldOut || std::min(kept[0], kept[1]) < kEnoughHeldOut)
        out.clear();
    return out;
}

} // namespace

Result<std::vector<SuspectSubject>> guardLabels(storage::Project &project, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, threads, job));
    CAUSEWAY_ASSIGN(const SessionLabels labels, sessionLabels(project));
    return suspectsOf(project, subjects, labels, job);
}

Result<RetrainResponse> retrain(storage::Project &project, const RetrainRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(request.detector));
    TrainDetectorRequest train;
    train.detector = request.detector;
    train.settings = request.settings;
    train.proposed = true;
    RetrainResponse response;
    if (detector->info().subjects != "session") {
        CAUSEWAY_ASSIGN(auto trained, trainDetector(project, train, job));
        response.model = std::move(trained.model);
        return response;
    }
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.settings.threads, job));
    CAUSEWAY_ASSIGN(const SessionLabels labels, sessionLabels(project));
    CAUSEWAY_ASSIGN(response.suspects, suspectsOf(project, subjects, labels, job));
    if (request.guarded)
        for (const SuspectSubject &suspect : response.suspects)
            train.withoutLabels.push_back(suspect.subject.id);

    CompareModelsRequest compare;
    compare.threads = request.settings.threads;
    compare.seed = request.settings.seed;
    compare.store = true;
    const bool first = !storage::ModelStore(project).newest(request.detector);
    const std::vector<std::string> heldOut = first ? std::vector<std::string>() : heldOutLabels(subjects, labels, train.withoutLabels, request.settings.seed);
    if (!heldOut.empty()) {
        TrainDetectorRequest trial = train;
        trial.keep = false;
        trial.settings.onEpoch = nullptr;
        trial.withoutLabels.insert(trial.withoutLabels.end(), heldOut.begin(), heldOut.end());
        CAUSEWAY_ASSIGN(auto tried, trainDetector(project, trial, job));
        compare.trial = std::move(tried.trained);
        compare.on = heldOut;
    }
    CAUSEWAY_ASSIGN(auto trained, trainDetector(project, train, job));
    response.model = std::move(trained.model);
    if (!first) {
        compare.after = response.model.id;
        auto compared = compareModels(project, compare, job);
        if (compared) {
            response.comparison = std::move(*compared);
            response.model = response.comparison->after;
        } else if (!request.evenUncompared || compared.error().code == ErrorCode::Cancelled)
            return failure(std::move(compared).error());
        else
            response.notCompared = std::move(compared).error(); // the candidate is there all the same
    }
    return response;
}

} // namespace causeway::engine
