// label, evaluate.

#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/evaluate_runs.h"
#include "app/engine/export_data.h"
#include "app/engine/label_subjects.h"

namespace causeway::cli {

namespace {

void printCounts(Context &context, const storage::LabelCounts &counts)
{
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("labels", counts.labels).field("normal", counts.normal).field("anomalous", counts.anomalous).field("unsure", counts.unsure).endObject();
        context.print(json);
    } else
        context.out.write(thousands(counts.labels) + " labels: " + thousands(counts.normal) + " normal, " + thousands(counts.anomalous) + " anomalous, " + thousands(counts.unsure) + " unsure\n");
}

Result<void> runLabel(Context &context)
{
    const Arguments &arguments = context.arguments;
    const std::size_t words = arguments.positional().size();
    const int asked = (arguments.has("--import") ? 1 : 0) + (arguments.has("--export") ? 1 : 0) + (arguments.has("--undo") ? 1 : 0) + (words > 1 ? 1 : 0);
    if (asked != 1 || words == 2)
        return failure(usage(words == 2 ? Message(CAUSEWAY_TEXT("The verdict is missing")) : Message(CAUSEWAY_TEXT("Exactly one thing can be done: label a subject, --import, --export or --undo")),
                             Message(CAUSEWAY_TEXT("Usage: causeway label PROJECT SUBJECT normal|anomalous|unsure"))));
    if (words == 1 && (arguments.has("--kind") || arguments.has("--by") || arguments.has("--note")))
        return failure(usage(Message(CAUSEWAY_TEXT("--kind, --by and --note go with a subject"))));
    std::optional<Verdict> verdict;
    if (words == 3) {
        verdict = parseVerdict(context.positional(2));
        if (!verdict)
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is not a verdict"), context.positional(2)), Message(CAUSEWAY_TEXT("Give normal, anomalous or unsure."))));
    }
    if (const auto file = arguments.value("--export"); file && !file->ends_with(".csv") && !file->ends_with(".jsonl"))
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” says no format"), *file), Message(CAUSEWAY_TEXT("Give a name that ends in .csv or .jsonl."))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (arguments.has("--undo"))
        CAUSEWAY_TRY(context.undo(*project, "label"));
    else if (const auto in = arguments.value("--import"))
        CAUSEWAY_TRY(engine::importLabels(*project, {*in}, context.job));
    else if (const auto out = arguments.value("--export"))
        CAUSEWAY_TRY(engine::exportData(*project, {engine::ExportWhat::Labels, *out}, context.job));
    else {
        engine::LabelSubjectsRequest request{{context.positional(1)}, *verdict, arguments.value("--kind").value_or(""), arguments.value("--by").value_or(""), arguments.value("--note").value_or("")};
        CAUSEWAY_TRY(engine::labelSubjects(*project, request, context.job));
    }
    CAUSEWAY_ASSIGN(const auto counts, storage::LabelStore(*project).counts());
    printCounts(context, counts);
    return {};
}

void writeQuality(JsonWriter &json, const detect::Quality &quality)
{
    const detect::Confusion &c = quality.confusion;
    json.field("tp", c.tp).field("fp", c.fp).field("fn", c.fn).field("tn", c.tn);
    json.field("precision", c.precision()).field("recall", c.recall()).field("f1", c.f1());
    json.key("f1_ci95").beginArray().value(quality.f1Interval.low).value(quality.f1Interval.high).endArray();
    json.field("fpr", c.fpr()).field("auc", quality.auc).field("average_precision", quality.averagePrecision).key("f1_projected");
    if (quality.f1Projected)
        json.value(*quality.f1Projected);
    else
        json.null();
}

Result<void> runEvaluate(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::EvaluateRunsRequest request;
    CAUSEWAY_ASSIGN(const auto run, arguments.integer("--run", 1, INT64_MAX));
    if (run)
        request.run = RunId(static_cast<std::int64_t>(*run));
    if (const auto on = arguments.value("--on")) {
        if (*on != "all" && *on != "held-out")
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for --on: it is all or held-out"), *on)));
        request.heldOut = *on == "held-out";
    }
    CAUSEWAY_ASSIGN(request.prevalence, arguments.real("--prevalence", 1e-9, 1 - 1e-9));
    request.seed = context.seed;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::evaluateRuns(*project, request, context.job));
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("runs").beginArray();
        for (const engine::RunQuality &quality : response.runs) {
            json.beginObject().field("run", quality.run.id.value).field("detector", quality.run.detector).field("model", quality.run.model.value);
            json.field("subjects", quality.subjects).field("left_out", quality.leftOut);
            writeQuality(json, quality.evaluation.all);
            json.key("unique").beginObject();
            writeQuality(json, quality.evaluation.unique);
            json.field("contradictory", quality.evaluation.contradictory).field("content_known", quality.contentKnown).endObject().endObject();
        }
        json.endArray().endObject();
        context.print(json);
        return {};
    }
    using Align = Table::Align;
    std::vector<Table::Column> columns{{"run", Align::Right}, {"detector"}, {"subjects", Align::Right}, {"precision", Align::Right}, {"recall", Align::Right}, {"F1", Align::Right}, {"95 %"},
                                       {"false positives", Align::Right}, {"AUC", Align::Right}, {"unique F1", Align::Right}};
    if (request.prevalence)
        columns.push_back({"projected F1", Align::Right});
    Table table(std::move(columns));
    for (const engine::RunQuality &quality : response.runs) {
        const detect::Quality &all = quality.evaluation.all;
        std::vector<std::string> cells{std::to_string(quality.run.id.value), quality.run.detector, thousands(quality.subjects), fixed(all.confusion.precision(), 4), fixed(all.confusion.recall(), 4),
                                       fixed(all.confusion.f1(), 4), fixed(all.f1Interval.low, 3) + "–" + fixed(all.f1Interval.high, 3), percent(all.confusion.fpr()), fixed(all.auc, 4),
                                       fixed(quality.evaluation.unique.confusion.f1(), 4)};
        if (request.prevalence)
            cells.push_back(fixed(all.f1Projected.value_or(std::nan("")), 4));
        table.add(std::move(cells));
    }
    table.print(context.out);
    return {};
}

} // namespace

std::vector<Verb> labelVerbs()
{
    return {
        {"label", "PROJECT SUBJECT normal|anomalous|unsure [--kind K] [--by WHO] [--note N] | PROJECT --import F | --export F | --undo", "says what a subject is; saved at once",
         "A subject is a session's id (identifier:blk=blk_1), a bare KEY of the current grouping, or KIND:ID. --import and --export\n"
         "read and write CSV with the columns subject,verdict,kind,by,note.",
         {{"--kind", "K", "a name of your own for the kind of anomaly"},
          {"--by", "WHO", "who says so; else your user name"},
          {"--note", "N", "anything else"},
          {"--import", "F", "labels from a CSV file; all or none"},
          {"--export", "F", "all labels to a .csv or .jsonl file"},
          {"--undo", "", "takes back the last change of labels"}},
         1, 3, runLabel},
        {"evaluate", "PROJECT [--run R] [--on all|held-out] [--prevalence X]", "how good the runs are against the labels",
         "held-out leaves out what a run's model was trained or calibrated on. The projected F1 is what would be seen where a share\nX of the sessions is anomalous.",
         {{"--run", "R", "this run alone"}, {"--on", "WHAT", "all or held-out"}, {"--prevalence", "X", "share of anomalies, between 0 and 1"}}, 1, 1, runEvaluate, false, true},
    };
}

} // namespace causeway::cli
