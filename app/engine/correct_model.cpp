#include "app/engine/correct_model.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "analysis/core/parallel.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/event_values.h"
#include "app/engine/list_models.h"
#include "app/engine/model_scores.h"
#include "app/engine/train_detector.h"
#include "storage/clock.h"

namespace causeway::engine {

namespace {

void append(detect::SequenceSet &to, const detect::SequenceSet &from, std::size_t session)
{
    const auto begin = static_cast<std::ptrdiff_t>(from.offsets[session]), end = static_cast<std::ptrdiff_t>(from.offsets[session + 1]);
    to.keys.insert(to.keys.end(), from.keys.begin() + begin, from.keys.begin() + end);
    to.events.insert(to.events.end(), from.events.begin() + begin, from.events.begin() + end);
    to.offsets.push_back(to.keys.size());
    to.identities.push_back(from.identities[session]);
}

// What the model learned from, to be replayed, and what is labelled beside that, to check by; each content once.
struct Material {
    detect::SequenceSet replay, checked;
    std::vector<bool> anomalous; // of what is checked
};

Result<Material> materialFor(const Subjects &subjects, std::size_t corrected, const SessionLabels &labels, const std::vector<std::string> &used, const Job &job)
{
    Material out;
    std::unordered_set<std::uint64_t> replayed, checked{detect::contentHash(subjects.sequences.session(corrected))};
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        if (s % 4096 == 0 && job.isCancelled())
            return failure(cancelled());
        const std::string id = subjects.subject(s).id;
        const auto label = labels.find(id);
        const std::uint64_t content = detect::contentHash(subjects.sequences.session(s));
        if (std::ranges::binary_search(used, id)) {
            if ((label == labels.end() || label->second.verdict != Verdict::Anomalous) && replayed.insert(content).second)
                append(out.replay, subjects.sequences, s);
        } else if (label != labels.end() && label->second.verdict != Verdict::Unsure && out.anomalous.size() < kMostChecked && checked.insert(content).second) {
            append(out.checked, subjects.sequences, s);
            out.anomalous.push_back(label->second.verdict == Verdict::Anomalous);
        }
    }
    return out;
}

Result<detect::Confusion> check(const detect::Model &model, const Material &material, double threshold, unsigned threads, const Job &job)
{
    detect::Confusion c;
    if (material.anomalous.empty())
        return c;
    CAUSEWAY_ASSIGN(const detect::Scores scores, model.score(material.checked, threads, job));
    for (std::size_t s = 0; s < material.anomalous.size(); ++s) {
        const bool flagged = scores.scores[s] > threshold && !model.isAccepted(material.checked.session(s));
        ++(material.anomalous[s] ? flagged ? c.tp : c.fn : flagged ? c.fp : c.tn);
    }
    return c;
}

std::uint64_t wrong(const detect::Confusion &c) { return c.fp + c.fn; }

} // namespace

Result<CorrectModelResponse> correctModel(storage::Project &project, const CorrectModelRequest &request, const Job &job)
{
    const auto start = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(storage::ModelInfo info, findModel(project, request.model));
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(info.detector));
    if (needsValues(detector->info()))
        return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("This detector cannot learn from a single correction")), {},
                       Message(CAUSEWAY_TEXT("Label the session and train it anew: causeway retrain PROJECT DETECTOR.")));
    storage::ModelStore store(project);
    CAUSEWAY_ASSIGN(const std::string bytes, store.bytes(info.id));
    CAUSEWAY_ASSIGN(const auto model, detector->load(bytes));
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.threads, job));
    const auto refused = [](ErrorCode code, Message why, Message hint = {}) { return failure(code, Message(CAUSEWAY_TEXT("The correction was not learned")), std::move(why), std::move(hint)); };
    if (detector->info().subjects != "session" || info.grouping != subjects.grouping)
        return refused(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("model %1 judges %2, the sessions are by %3"), info.id.value, info.grouping, subjects.grouping));
    std::size_t session = 0;
    while (session < subjects.size() && subjects.subject(session).id != request.subject)
        ++session;
    if (session == subjects.size())
        return refused(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("there is no session “%1”"), request.subject), Message(CAUSEWAY_TEXT("See them with: causeway sessions PROJECT.")));
    CAUSEWAY_ASSIGN(const SessionLabels labels, sessionLabels(project));
    if (const auto label = labels.find(request.subject); label != labels.end() && label->second.verdict == Verdict::Anomalous)
        return refused(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” is labelled anomalous"), request.subject), Message(CAUSEWAY_TEXT("Change its label first.")));
    CAUSEWAY_ASSIGN(auto used, store.usedSubjects(info.id));
    CAUSEWAY_ASSIGN(const Material material, materialFor(subjects, session, labels, used, job));

    const unsigned threads = threadCount(request.threads);
    const double threshold = info.threshold.value_or(model->report().threshold);
    detect::SequenceSet one;
    append(one, subjects.sequences, session);
    const auto sequence = one.session(0);
    CorrectModelResponse out;
    CAUSEWAY_ASSIGN(const detect::Scores before, model->score(one, 1, job));
    out.scoreBefore = before.scores.front();
    CAUSEWAY_ASSIGN(out.before, check(*model, material, threshold, threads, job));
    CAUSEWAY_ASSIGN(auto corrected, model->corrected(sequence, material.replay, request.seed, job));
    CAUSEWAY_ASSIGN(out.after, check(*corrected, material, threshold, threads, job));
    out.generalised = material.replay.size() > 0;
    if (wrong(out.after) > wrong(out.before)) {
        CAUSEWAY_ASSIGN(corrected, model->corrected(sequence, detect::SequenceSet{}, request.seed, job));
        out.after = out.before;
        out.generalised = false;
    }
    CAUSEWAY_ASSIGN(const detect::Scores after, corrected->score(one, 1, job));
    out.scoreAfter = after.scores.front();
    if (job.isCancelled())
        return failure(cancelled());

    if (const auto place = std::ranges::lower_bound(used, request.subject); place == used.end() || *place != request.subject)
        used.insert(place, request.subject);
    const std::optional<double> ownThreshold = info.threshold;
    info.parent = info.id;
    info.status = "candidate";
    info.createdNs = storage::nowNs();
    info.labels += 1;
    info.metrics.clear();
    info.settings = markProposed(std::move(info.settings));
    const auto loss = std::move(info.report.loss), heldOut = std::move(info.report.heldOut); // of the training that it goes on from
    info.report = corrected->report();
    if (info.report.loss.empty()) {
        info.report.loss = loss;
        info.report.heldOut = heldOut;
    }
    CAUSEWAY_ASSIGN(info.id, store.add(info, corrected->save(), used));
    if (ownThreshold)
        CAUSEWAY_TRY(store.setThreshold(info.id, ownThreshold));
    out.model = std::move(info);
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return out;
}

} // namespace causeway::engine
