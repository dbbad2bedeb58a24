#include "app/engine/compare_models.h"

#include <algorithm>
#include <map>

#include "analysis/core/json_writer.h"
#include "analysis/core/parallel.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/list_models.h"
#include "app/engine/model_scores.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

namespace {

Result<storage::ModelInfo> modelBefore(storage::ModelStore &store, const CompareModelsRequest &request, const storage::ModelInfo &after)
{
    if (request.before)
        return store.get(*request.before);
    CAUSEWAY_ASSIGN(const auto all, store.all());
    for (const storage::ModelInfo &model : all)
        if (model.detector == after.detector && model.status == "active" && model.id != after.id)
            return model;
    if (after.parent.value != 0)
        return store.get(after.parent);
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to compare model %1 with"), after.id.value),
                   Message(CAUSEWAY_TEXT("it is the first of the detector “%1”"), after.detector), Message(CAUSEWAY_TEXT("Name another: --with M.")));
}

Result<detect::Scores> scoresOf(storage::ModelStore &store, const storage::ModelInfo &model, const Subjects &subjects, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(model.detector));
    if (detector->info().subjects != "session" || model.grouping != subjects.grouping)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Model %1 cannot be compared"), model.id.value),
                       detector->info().subjects != "session" ? Message(CAUSEWAY_TEXT("it judges windows, not sessions"))
                                                              : Message(CAUSEWAY_TEXT("it learned from sessions by %1, which are grouped by %2 now"), model.grouping, subjects.grouping));
    CAUSEWAY_ASSIGN(const std::string bytes, store.bytes(model.id));
    CAUSEWAY_ASSIGN(const auto loaded, detector->load(bytes));
    return modelScores(*loaded, model, subjects, threads, job);
}

void writeQuality(JsonWriter &json, std::string_view key, const detect::Quality &quality)
{
    const detect::Confusion &c = quality.confusion;
    json.key(key).beginObject().field("tp", c.tp).field("fp", c.fp).field("fn", c.fn).field("tn", c.tn);
    json.field("precision", c.precision()).field("recall", c.recall()).field("f1", c.f1());
    json.key("f1_ci95").beginArray().value(quality.f1Interval.low).value(quality.f1Interval.high).endArray().endObject();
}

} // namespace

Result<CompareModelsResponse> compareModels(storage::Project &project, const CompareModelsRequest &request, const Job &job)
{
    storage::ModelStore store(project);
    CompareModelsResponse out;
    CAUSEWAY_ASSIGN(out.after, store.get(request.after));
    CAUSEWAY_ASSIGN(out.before, modelBefore(store, request, out.after));
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(out.after.detector));
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, detector->info(), request.threads, job));
    const unsigned threads = threadCount(request.threads);
    CAUSEWAY_ASSIGN(const detect::Scores before, scoresOf(store, out.before, subjects, threads, job));
    CAUSEWAY_ASSIGN(const detect::Scores after, scoresOf(store, out.after, subjects, threads, job));
    detect::Scores tried = after;
    if (request.trial) {
        CAUSEWAY_ASSIGN(tried, request.trial->score(subjects.sequences, threads, job));
    }
    CAUSEWAY_ASSIGN(const SessionLabels labels, sessionLabels(project));

    std::vector<std::string> picked; // asked for, or (to be left out) used
    if (request.on)
        picked = *request.on;
    else
        for (const storage::ModelInfo *model : {&out.before, &out.after}) {
            CAUSEWAY_ASSIGN(const auto used, store.usedSubjects(model->id));
            picked.insert(picked.end(), used.begin(), used.end());
        }
    std::sort(picked.begin(), picked.end());

    std::vector<std::size_t> all, heldOut; // sessions with a label
    bool both[2] = {false, false};         // verdicts among the held-out
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        const std::string id = subjects.subject(s).id;
        if (s % 4096 == 0 && job.isCancelled())
            return failure(cancelled());
        const bool was = before.scores[s] > before.threshold, is = after.scores[s] > after.threshold;
        out.staying += was && is ? 1 : 0;
        out.appearing += !was && is ? 1 : 0;
        out.vanishing += was && !is ? 1 : 0;
        if (was != is)
            if (auto &list = is ? out.appear : out.vanish; list.size() < request.limit)
                list.push_back(subjects.subject(s));
        const auto label = labels.find(id);
        if (label == labels.end() || label->second.verdict == Verdict::Unsure)
            continue;
        all.push_back(s);
        if (std::ranges::binary_search(picked, id) == request.on.has_value()) {
            heldOut.push_back(s);
            both[label->second.verdict == Verdict::Anomalous ? 1 : 0] = true;
        }
    }
    out.heldOut = request.on ? !heldOut.empty() : both[0] && both[1];
    std::vector<detect::ScoredSubject> judged[2];
    std::map<std::string, KindRecall> kinds;
    for (const std::size_t s : out.heldOut ? heldOut : all) {
        const SessionLabel &label = labels.at(subjects.subject(s).id);
        const bool anomalous = label.verdict == Verdict::Anomalous;
        const std::uint64_t content = detect::contentHash(subjects.sequences.session(s));
        judged[0].push_back({before.scores[s], before.scores[s] > before.threshold, anomalous, content});
        judged[1].push_back({tried.scores[s], tried.scores[s] > tried.threshold, anomalous, content});
        if (anomalous) {
            KindRecall &kind = kinds[label.kind];
            kind.kind = label.kind;
            ++kind.sessions;
            kind.before += judged[0].back().flagged ? 1 : 0;
            kind.after += judged[1].back().flagged ? 1 : 0;
        }
    }
    out.labels = judged[0].size();
    out.qualityBefore = detect::evaluate(judged[0], std::nullopt, request.seed).all;
    out.qualityAfter = detect::evaluate(judged[1], std::nullopt, request.seed).all;
    for (auto &[name, kind] : kinds)
        out.kinds.push_back(std::move(kind));
    if (request.store) {
        out.after.metrics = metricsJson(out);
        CAUSEWAY_TRY(store.setMetrics(out.after.id, out.after.metrics));
    }
    return out;
}

std::string metricsJson(const CompareModelsResponse &comparison)
{
    JsonWriter json;
    json.beginObject().field("compared_with", comparison.before.id.value).field("labels", comparison.labels).field("held_out", comparison.heldOut);
    writeQuality(json, "before", comparison.qualityBefore);
    writeQuality(json, "after", comparison.qualityAfter);
    json.key("kinds").beginArray();
    for (const KindRecall &kind : comparison.kinds)
        json.beginObject().field("kind", toValidUtf8(kind.kind)).field("sessions", kind.sessions).field("before", kind.before).field("after", kind.after).endObject();
    json.endArray().field("appear", comparison.appearing).field("vanish", comparison.vanishing).field("stay", comparison.staying).endObject();
    return json.take();
}

} // namespace causeway::engine
