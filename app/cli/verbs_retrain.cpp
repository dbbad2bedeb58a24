// retrain, models, learning-curve, queue, drift: what is learned from labels, and which are worth setting.

#include <algorithm>

#include "app/cli/verb.h"
#include "app/engine/compare_models.h"
#include "app/engine/correct_model.h"
#include "app/engine/detect_drift.h"
#include "app/engine/label_queue.h"
#include "app/engine/label_subjects.h"
#include "app/engine/learning_curve.h"
#include "app/engine/list_models.h"
#include "app/engine/model_standing.h"
#include "app/engine/retrain.h"

namespace causeway::cli {

namespace {

void writeSubject(JsonWriter &json, const Subject &subject)
{
    json.beginObject().field("kind", toName(subject.kind)).field("id", toValidUtf8(subject.id)).endObject();
}

Result<void> listModels(Context &context, storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto models, engine::listModels(project, context.job));
    if (!context.json) {
        using Align = Table::Align;
        Table table({{"model", Align::Right}, {"detector"}, {"status"}, {"made"}, {"learned from", Align::Right}, {"labels", Align::Right}, {"grouping"}});
        for (const storage::ModelInfo &model : models)
            table.add({std::to_string(model.id.value), model.detector, std::string(engine::standing(models, model)), toIso8601(TimePoint{model.createdNs}),
                       thousands(model.report.sessions > 0 ? model.report.sessions : model.report.windows), thousands(model.labels), model.grouping});
        table.print(context.out);
        return {};
    }
    JsonWriter json;
    json.beginArray();
    for (const storage::ModelInfo &model : models) {
        json.beginObject().field("model", model.id.value).field("detector", model.detector).field("status", model.status).field("judges", engine::judgingModel(models, model.detector) == &model).field("created_ns", model.createdNs);
        json.field("sessions", model.report.sessions).field("windows", model.report.windows).field("labels", model.labels).field("grouping", toValidUtf8(model.grouping));
        json.field("threshold", model.threshold.value_or(model.report.threshold)).field("learned_threshold", model.report.threshold).field("calibration_fpr", model.report.calibrationFpr);
        json.key("settings").raw(model.settings).key("metrics").raw(model.metrics.empty() ? "{}" : model.metrics).field("fingerprint", model.dataFingerprint).key("parent");
        if (model.parent.value == 0)
            json.null();
        else
            json.value(model.parent.value);
        json.endObject();
    }
    json.endArray();
    context.print(json);
    return {};
}

void printComparison(Context &context, const engine::CompareModelsResponse &comparison)
{
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("model", comparison.after.id.value).field("with", comparison.before.id.value).key("metrics").raw(engine::metricsJson(comparison));
        for (const auto &[key, subjects] : {std::pair("appear", &comparison.appear), std::pair("vanish", &comparison.vanish)}) {
            json.key(key).beginArray();
            for (const Subject &subject : *subjects)
                writeSubject(json, subject);
            json.endArray();
        }
        json.endObject();
        context.print(json);
        return;
    }
    using Align = Table::Align;
    Table table({{""}, {"precision", Align::Right}, {"recall", Align::Right}, {"F1", Align::Right}, {"95 %"}, {"false positives", Align::Right}});
    for (const auto &[model, quality] : {std::pair(&comparison.before, &comparison.qualityBefore), std::pair(&comparison.after, &comparison.qualityAfter)})
        table.add({"model " + std::to_string(model->id.value), fixed(quality->confusion.precision(), 4), fixed(quality->confusion.recall(), 4), fixed(quality->confusion.f1(), 4),
                   fixed(quality->f1Interval.low, 3) + "–" + fixed(quality->f1Interval.high, 3), thousands(quality->confusion.fp)});
    table.print(context.out);
    context.out.write(thousands(comparison.labels) + (comparison.heldOut ? " labels held out from both\n" : " labels, some of which were learned from: there are too few to hold any out\n"));
    for (const engine::KindRecall &kind : comparison.kinds)
        context.out.write((kind.kind.empty() ? std::string("anomalous without a kind") : "“" + printable(kind.kind) + "”") + ": " + thousands(kind.before) + " of " + thousands(kind.sessions) +
                          " found before, " + thousands(kind.after) + " after\n");
    context.out.write("findings: " + thousands(comparison.appearing) + " appear, " + thousands(comparison.vanishing) + " vanish, " + thousands(comparison.staying) + " stay\n");
}

Result<ModelId> modelNumber(const Arguments &arguments, std::string_view option)
{
    CAUSEWAY_ASSIGN(const auto number, arguments.integer(option, 1, INT64_MAX));
    return ModelId(static_cast<std::int64_t>(*number));
}

Result<void> runModels(Context &context)
{
    const Arguments &arguments = context.arguments;
    const int asked = (arguments.has("--promote") ? 1 : 0) + (arguments.has("--revert") ? 1 : 0) + (arguments.has("--compare") ? 1 : 0);
    if (asked > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("Only one of --promote, --revert and --compare can be done at a time"))));
    if (arguments.has("--with") && !arguments.has("--compare"))
        return failure(usage(Message(CAUSEWAY_TEXT("--with goes with --compare"))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (arguments.has("--compare")) {
        engine::CompareModelsRequest request;
        CAUSEWAY_ASSIGN(request.after, modelNumber(arguments, "--compare"));
        if (arguments.has("--with")) {
            CAUSEWAY_ASSIGN(request.before, modelNumber(arguments, "--with"));
        }
        request.threads = context.threads;
        request.seed = context.seed;
        request.store = true;
        CAUSEWAY_ASSIGN(const auto comparison, engine::compareModels(*project, request, context.job));
        printComparison(context, comparison);
        return {};
    }
    if (arguments.has("--promote")) {
        CAUSEWAY_ASSIGN(const ModelId model, modelNumber(arguments, "--promote"));
        CAUSEWAY_TRY(storage::ModelStore(*project).promote(model));
    }
    if (arguments.has("--revert"))
        CAUSEWAY_TRY(context.undo(*project, "model.promote"));
    return listModels(context, *project);
}

Result<void> runRetrain(Context &context)
{
    engine::RetrainRequest request;
    request.detector = context.positional(1);
    request.guarded = !context.arguments.has("--believe-all");
    request.settings.seed = context.seed;
    request.settings.threads = context.threads;
    request.evenUncompared = true;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::retrain(*project, request, context.job));
    if (!context.json) {
        for (const engine::SuspectSubject &suspect : response.suspects)
            context.out.write((request.guarded ? "left out: " : "doubtful: ") + printable(suspect.subject.id) + ": " + printable(suspect.message.toEnglish()) + " (" + printable(suspect.against.id) + ")\n");
        context.out.write("model " + std::to_string(response.model.id.value) + " of “" + response.model.detector + "” is a candidate; causeway models PROJECT --promote " +
                          std::to_string(response.model.id.value) + " makes it the active one\n");
        if (response.comparison)
            printComparison(context, *response.comparison);
        else if (response.notCompared)
            context.out.write("not compared: " + printable(response.notCompared->toEnglish()) + "\n");
        else
            context.out.write("nothing to compare it with: " + std::string(engine::findDetector(request.detector)->info().subjects == "session"
                                                                               ? "it is the first model of this detector"
                                                                               : "detectors of windows are compared by their runs alone (causeway evaluate)") + "\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("model", response.model.id.value).field("detector", response.model.detector).key("suspects").beginArray();
    for (const engine::SuspectSubject &suspect : response.suspects) {
        json.beginObject().key("subject");
        writeSubject(json, suspect.subject);
        json.field("verdict", toName(suspect.verdict)).key("against");
        writeSubject(json, suspect.against);
        json.field("left_out", request.guarded).field("message", toValidUtf8(suspect.message.toEnglish())).endObject();
    }
    json.endArray().key("metrics").raw(response.comparison ? engine::metricsJson(*response.comparison) : std::string("{}")).endObject();
    context.print(json);
    return {};
}

Result<void> runCorrect(Context &context)
{
    engine::CorrectModelRequest request;
    request.model = context.positional(1);
    request.seed = context.seed;
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const Subject subject, engine::resolveSubject(*project, context.positional(2), context.job));
    request.subject = subject.id;
    CAUSEWAY_ASSIGN(const auto response, engine::correctModel(*project, request, context.job));
    if (!context.json) {
        context.out.write("model " + std::to_string(response.model.id.value) + " follows model " + std::to_string(response.model.parent.value) + ": the score falls from " +
                          fixed(response.scoreBefore, 2) + " to " + fixed(response.scoreAfter, 2) + " (" + fixed(response.seconds, 2) + " s)\n");
        context.out.write(response.generalised ? "on other labels " + thousands(response.before.fp + response.before.fn) + " were wrong before, " + thousands(response.after.fp + response.after.fn) + " are after\n"
                                               : std::string("it remembers this session; learning more from it would have made it worse on other labels\n"));
        return {};
    }
    const auto confusion = [](JsonWriter &json, std::string_view key, const detect::Confusion &c) {
        json.key(key).beginObject().field("tp", c.tp).field("fp", c.fp).field("fn", c.fn).field("tn", c.tn).endObject();
    };
    JsonWriter json;
    json.beginObject().field("model", response.model.id.value).field("parent", response.model.parent.value).field("score_before", response.scoreBefore).field("score_after", response.scoreAfter);
    json.field("generalised", response.generalised);
    confusion(json, "before", response.before);
    confusion(json, "after", response.after);
    json.field("seconds", response.seconds).endObject();
    context.print(json);
    return {};
}

Result<void> runLearningCurve(Context &context)
{
    engine::LearningCurveRequest request;
    request.detector = context.positional(1);
    request.settings.seed = context.seed;
    request.settings.threads = context.threads;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::learningCurve(*project, request, context.job));
    if (!context.json) {
        using Align = Table::Align;
        Table table({{"labels", Align::Right}, {"F1", Align::Right}, {"least and largest"}});
        for (const engine::LearningCurvePoint &point : response.points)
            table.add({thousands(point.labels), fixed(point.f1, 4), fixed(point.low, 3) + "–" + fixed(point.high, 3)});
        table.print(context.out);
        context.out.write(response.expected ? thousands(response.more) + " labels more: F1 of about " + fixed(*response.expected, 4) + "\n" : std::string("what more labels bring cannot be read off these\n"));
        return {};
    }
    JsonWriter json;
    json.beginObject().field("detector", request.detector).field("labels", response.labels).key("points").beginArray();
    for (const engine::LearningCurvePoint &point : response.points)
        json.beginObject().field("labels", point.labels).field("f1", point.f1).field("low", point.low).field("high", point.high).endObject();
    json.endArray().field("more", response.more).key("expected");
    if (response.expected)
        json.value(*response.expected);
    else
        json.null();
    json.endObject();
    context.print(json);
    return {};
}

Result<void> runQueue(Context &context)
{
    engine::LabelQueueRequest request;
    CAUSEWAY_ASSIGN(const auto limit, context.arguments.integer("--limit", 0, 1'000'000));
    request.limit = static_cast<std::size_t>(limit.value_or(request.limit));
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::labelQueue(*project, request, context.job));
    if (!context.json) {
        std::size_t number = 0;
        for (const engine::QueuedSubject &queued : response.queue)
            context.out.write(std::to_string(++number) + ". " + printable(queued.subject.id) + "\n   " + printable(queued.reason.toEnglish()) + "\n");
        context.out.write(thousands(response.unlabelled) + " sessions have no label" + (response.runs == 0 ? "; no detector has judged them yet" : "") + "\n");
        return {};
    }
    JsonWriter json;
    json.beginArray();
    for (const engine::QueuedSubject &queued : response.queue) {
        json.beginObject().key("subject");
        writeSubject(json, queued.subject);
        json.field("reason", toValidUtf8(queued.reason.toEnglish())).field("uncertainty", queued.uncertainty).field("severity", queued.severity).field("sessions", queued.sessions).endObject();
    }
    json.endArray();
    context.print(json);
    return {};
}

Result<void> runDrift(Context &context)
{
    engine::DetectDriftRequest request;
    request.settings.seed = context.seed;
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::detectDrift(*project, request, context.job));
    if (!context.json) {
        for (const engine::FoundDrift &found : response.drifts)
            context.out.write((found.since.isNone() ? "since session " + thousands(found.drift.since + 1) : "since " + toIso8601(found.since)) + ": " + printable(found.drift.message.toEnglish()) +
                              " (" + std::string(toName(found.drift.what)) + ", score " + fixed(found.drift.score, 2) + ")\n");
        if (!response.enough)
            context.out.write(thousands(response.sessions) + " sessions are too few to tell: it takes " + thousands(detect::kFewestDriftSessions) + "\n");
        else if (response.drifts.empty())
            context.out.write("no drift in " + thousands(response.sessions) + " sessions\n");
        return {};
    }
    JsonWriter json;
    json.beginArray();
    for (const engine::FoundDrift &found : response.drifts) {
        json.beginObject().field("what", toName(found.drift.what)).key("since_ns");
        if (found.since.isNone())
            json.null();
        else
            json.value(found.since.ns);
        json.field("score", found.drift.score).field("message", toValidUtf8(found.drift.message.toEnglish()));
        json.field("since_session", found.drift.since).field("sure_session", found.drift.alarm).field("sessions", found.drift.sessions).field("before", found.drift.before).field("after", found.drift.after).endObject();
    }
    json.endArray();
    context.print(json);
    return {};
}

} // namespace

std::vector<Verb> retrainVerbs()
{
    return {
        {"models", "PROJECT [--promote M | --revert | --compare M [--with M]]", "the trained models, newest first; which of them is active",
         "A detector is run with its active model, else with its newest. --compare judges two models on the labels that neither used,\n"
         "says which findings would appear and vanish, and keeps the figures with the model.",
         {{"--promote", "M", "makes model M the active one of its detector"},
          {"--revert", "", "takes back the last promotion"},
          {"--compare", "M", "model M with the active one of its detector, else with the one it followed"},
          {"--with", "M", "with this one instead"}}, 1, 1, runModels, true, true},
        {"retrain", "PROJECT DETECTOR [--believe-all]", "trains a candidate from the labels, and compares it with the model before",
         "Labels that contradict what else is known are told and left out: an attack labelled normal, verdicts that were swapped. A fifth\n"
         "of the labels is held out for the comparison, where there are enough.",
         {{"--believe-all", "", "learn from doubtful labels as well"}}, 2, 2, runRetrain, true, true},
        {"correct", "PROJECT DETECTOR|MODEL SUBJECT", "a network learns at once that a session is normal", "A new version of the model, a candidate; what it knew is replayed, and it is checked on other labels.",
         {}, 3, 3, runCorrect, true, true},
        {"learning-curve", "PROJECT DETECTOR", "how good a supervised detector is with few labels and with all, and what more would bring",
         "Learns from a part of the labels and is judged on others, five times anew each.", {}, 2, 2, runLearningCurve, true, true},
        {"queue", "PROJECT [--limit N]", "which sessions to label next, and why",
         "By how unsure the newest runs are and where they disagree, how bad a session looks, how many are like it, and how unlike it\n"
         "is to what is labelled. Sessions with the same events are told once, with their number.",
         {{"--limit", "N", "so many at most; 20 otherwise"}}, 1, 1, runQueue, true},
        {"drift", "PROJECT", "what changed in the sessions, and since when",
         "Compares sessions in order of time with the first of them: how often patterns are logged, how they follow one another, what\n"
         "was never seen before, and how many the newest run finds anomalous. Stable logs raise an alarm once in fifty times.",
         {}, 1, 1, runDrift, true, true},
    };
}

} // namespace causeway::cli
