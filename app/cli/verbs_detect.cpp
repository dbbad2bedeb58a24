// detectors, train, detect, anomalies, align.

#include <algorithm>

#include "app/cli/event_json.h"
#include "app/cli/verb.h"
#include "app/engine/align_session.h"
#include "app/engine/explain_finding.h"
#include "app/engine/finding_origin.h"
#include "app/engine/list_findings.h"
#include "app/engine/list_models.h"
#include "app/engine/mine_templates.h"
#include "app/engine/run_detector.h"
#include "app/engine/train_detector.h"

namespace causeway::cli {

namespace {

Result<void> runDetectors(Context &context)
{
    const auto all = engine::listDetectors();
    if (!context.json) {
        Table table({{"name"}, {"kind"}, {"judges"}, {"what it is"}, {"after"}});
        for (const detect::DetectorInfo &info : all)
            table.add({info.name, std::string(toName(info.kind)), info.subjects + "s", info.title, info.paper});
        table.print(context.out);
        return {};
    }
    JsonWriter json;
    json.beginArray();
    for (const detect::DetectorInfo &info : all) {
        json.beginObject().field("name", info.name).field("title", info.title).field("kind", toName(info.kind)).field("subjects", info.subjects);
        json.field("needs", info.needs).field("paper", info.paper).field("fidelity", info.fidelity).key("settings").beginArray();
        for (const detect::SettingInfo &setting : info.settings) {
            json.beginObject().field("name", setting.name).field("description", setting.description).field("default", setting.defaultValue).field("minimum", setting.minimum).field("maximum", setting.maximum);
            if (!setting.choices.empty()) {
                json.key("choices").beginArray();
                for (const std::string &choice : setting.choices)
                    json.value(choice);
                json.endArray();
            }
            json.endObject();
        }
        json.endArray().endObject();
    }
    json.endArray();
    context.print(json);
    return {};
}

Result<void> readSettings(const Arguments &arguments, const detect::DetectorInfo &info, detect::TrainSettings &settings)
{
    for (const std::string &text : arguments.values("--set")) {
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const auto setting = std::find_if(info.settings.begin(), info.settings.end(), [&](const detect::SettingInfo &s) { return s.name == name; });
        if (equals == std::string::npos || setting == info.settings.end()) {
            std::string names;
            for (const detect::SettingInfo &s : info.settings)
                names += (names.empty() ? "" : ", ") + s.name;
            return failure(usage(equals == std::string::npos ? Message(CAUSEWAY_TEXT("“%1” is no value for --set: it is KEY=VALUE"), text)
                                                             : Message(CAUSEWAY_TEXT("The detector “%1” has no setting “%2”"), info.name, name),
                                 names.empty() ? Message(CAUSEWAY_TEXT("It has none.")) : Message(CAUSEWAY_TEXT("There are: %1."), names)));
        }
        std::string value = text.substr(equals + 1);
        const auto choice = std::find(setting->choices.begin(), setting->choices.end(), value);
        if (choice != setting->choices.end())
            value = std::to_string(choice - setting->choices.begin());
        const char *const words[] = {"--value", value.c_str()};
        const Option option{"--value", "V", ""};
        CAUSEWAY_ASSIGN(const Arguments parsed, Arguments::parse("train", words, {&option, 1}));
        const auto number = parsed.real("--value", setting->minimum, setting->maximum);
        if (!number && !setting->choices.empty()) {
            std::string choices;
            for (const std::string &one : setting->choices)
                choices += (choices.empty() ? "" : ", ") + one;
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for the setting “%2”: it is one of %3"), value, name, choices)));
        }
        if (!number)
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for the setting “%2”: it is a number from %3 to %4"), value, name, setting->minimum, setting->maximum)));
        settings.values[name] = **number;
    }
    return {};
}

Result<void> runTrain(Context &context)
{
    if (context.arguments.positional().size() < 2) {
        std::string names;
        for (const detect::DetectorInfo &info : engine::listDetectors())
            names += (names.empty() ? "" : ", ") + info.name;
        return failure(usage(Message(CAUSEWAY_TEXT("An argument of “train” is missing: the detector")), Message(CAUSEWAY_TEXT("There are: %1. See: causeway detectors."), names)));
    }
    engine::TrainDetectorRequest request;
    request.detector = context.positional(1);
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, engine::requireDetector(request.detector));
    CAUSEWAY_TRY(readSettings(context.arguments, detector->info(), request.settings));
    CAUSEWAY_ASSIGN(const auto epochs, context.arguments.integer("--epochs", 1, 100'000));
    request.settings.epochs = static_cast<int>(epochs.value_or(0));
    request.settings.seed = context.seed;
    request.settings.threads = context.threads;
    request.from = context.arguments.value("--from").value_or("");
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::trainDetector(*project, request, context.job));
    const storage::ModelInfo &model = response.model;
    const detect::TrainReport &report = model.report;
    if (response.warning)
        context.warn(*response.warning);
    if (!context.json) {
        context.out.write("model " + std::to_string(model.id.value) + " of “" + model.detector + "”: learned from " +
                          (report.sessions > 0 ? thousands(report.sessions) + " sessions" : thousands(report.windows) + " windows") + " in " + fixed(response.seconds, 2) + " s\n");
        if (!report.rule.empty())
            context.out.write(printable(report.rule.toEnglish()) + "\n");
        context.out.write("false positives on calibration: " + percent(report.calibrationFpr) + "\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("model", model.id.value).field("detector", model.detector).field("sessions", report.sessions).field("windows", report.windows);
    json.field("unique_windows", report.uniqueWindows).field("epochs", report.epochs).field("seconds", response.seconds).key("loss").beginArray();
    for (const double loss : report.loss)
        json.value(loss);
    json.endArray().field("threshold", report.threshold).field("calibration_fpr", report.calibrationFpr);
    json.field("labels", model.labels).field("rule", toValidUtf8(report.rule.toEnglish())).endObject();
    context.print(json);
    return {};
}

Result<void> runDetect(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    engine::RunDetectorRequest request{context.positional(1), context.threads};
    if (context.arguments.value("--threshold") == "own")
        request.ownThreshold = true;
    else {
        CAUSEWAY_ASSIGN(request.threshold, context.arguments.real("--threshold", std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()));
    }
    CAUSEWAY_ASSIGN(const auto response, engine::runDetector(*project, request, context.job));
    const storage::RunInfo &run = response.run;
    if (!context.json) {
        context.out.write("run " + std::to_string(run.id.value) + " of model " + std::to_string(run.model.value) + ": " + thousands(run.anomalous) + " of " + thousands(run.scored) +
                          " are anomalous (" + fixed(run.seconds, 2) + " s)\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("run", run.id.value).field("model", run.model.value).field("detector", run.detector).field("scored", run.scored);
    json.field("anomalous", run.anomalous).field("threshold", run.threshold).field("seconds", run.seconds).endObject();
    context.print(json);
    return {};
}

void writeNumbers(JsonWriter &json, std::string_view key, const std::vector<double> &numbers)
{
    json.key(key).beginArray();
    for (const double number : numbers)
        json.value(number);
    json.endArray();
}

void writeSteps(JsonWriter &json, const std::vector<engine::ExplainFindingResponse::Step> &steps)
{
    json.key("steps").beginArray();
    for (const auto &[event, step] : steps) {
        json.beginObject().field("event", event.value).field("position", step.position).field("template", step.observed).field("observed", step.observed).field("odd", step.odd);
        json.key("expected").beginArray();
        for (const detect::Step::Expected &expected : step.expected)
            json.beginObject().field("template", expected.key).field("probability", expected.probability).endObject();
        json.endArray().field("nll", step.nll);
        writeNumbers(json, "attention", step.attention);
        writeNumbers(json, "occlusion", step.occlusion);
        json.endObject();
    }
    json.endArray();
}

void writeWords(JsonWriter &json, const std::vector<detect::WordWeights> &all)
{
    json.key("words").beginArray();
    for (const detect::WordWeights &weighed : all) {
        json.beginObject().field("step", weighed.step).field("position", weighed.position);
        json.key("words").beginArray();
        for (const std::string &word : weighed.words)
            json.value(toValidUtf8(word));
        json.endArray();
        writeNumbers(json, "attention", weighed.attention);
        writeNumbers(json, "occlusion", weighed.occlusion);
        json.endObject();
    }
    json.endArray();
}

Result<void> writeFinding(JsonWriter &json, const engine::FoundFinding &found, const std::optional<engine::FindingOrigin> &origin, engine::FindingExplainer &explainer, const EventJson &events, const Job &job)
{
    const storage::Finding &finding = found.finding;
    json.beginObject().field("finding", finding.id.value).field("run", finding.run.value);
    json.key("subject").beginObject().field("kind", toName(finding.subject.kind)).field("id", toValidUtf8(finding.subject.id)).endObject();
    json.field("detector", finding.detector).field("score", finding.score).field("threshold", finding.threshold);
    for (const auto &[key, time] : {std::pair("from_ns", finding.from), std::pair("to_ns", finding.to)}) {
        json.key(key);
        if (time.isNone())
            json.null();
        else
            json.value(time.ns);
    }
    json.field("message", toValidUtf8(finding.message.toEnglish())).key("label");
    if (found.label)
        json.value(toName(found.label->verdict));
    else
        json.null();
    json.key("origin");
    if (origin) {
        json.beginObject().field("event", origin->event.value).field("service", origin->service).key("absent_template");
        if (origin->absent.value != 0)
            json.value(origin->absent.value);
        else
            json.null();
        json.endObject();
    } else
        json.null();
    CAUSEWAY_ASSIGN(const auto lines, explainer.lines(finding, engine::kLinesPerFinding, job));
    json.key("lines").beginArray();
    for (const storage::Event &event : lines)
        events.write(json, event);
    json.endArray();
    // A finding of an earlier grouping cannot be explained step by step now; it is a finding all the same.
    engine::ExplainFindingResponse explanation;
    if (auto explained = explainer.explain(finding, job))
        explanation = *std::move(explained);
    else if (explained.error().code != ErrorCode::NotFound)
        return failure(std::move(explained).error());
    writeSteps(json, explanation.steps);
    if (!explanation.words.empty())
        writeWords(json, explanation.words);
    json.endObject();
    return {};
}

constexpr std::size_t kShownFindings = 50;

Result<void> runAnomalies(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::ListFindingsRequest request;
    CAUSEWAY_ASSIGN(const auto run, arguments.integer("--run", 1, INT64_MAX));
    if (run)
        request.run = RunId(static_cast<std::int64_t>(*run));
    request.subject = arguments.value("--subject");
    CAUSEWAY_ASSIGN(const auto limit, arguments.integer("--limit", 0, SIZE_MAX / 2));
    request.limit = static_cast<std::size_t>(limit.value_or(context.json ? SIZE_MAX / 2 : kShownFindings));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::listFindings(*project, request, context.job));
    engine::FindingExplainer explainer(*project);
    std::vector<const storage::Finding *> findings;
    for (const engine::FoundFinding &found : response.findings)
        findings.push_back(&found.finding);
    CAUSEWAY_ASSIGN(const auto origins, engine::FindingOrigins(*project).of(findings, context.job));
    std::size_t number = 0;
    if (!context.json) {
        for (const engine::FoundFinding &found : response.findings) {
            const auto &origin = origins[number];
            const storage::Finding &finding = found.finding;
            context.out.write(std::to_string(++number) + ". " + printable(finding.subject.id) + "  (" + finding.detector + ", score " + fixed(finding.score, 2) + ", threshold " +
                              fixed(finding.threshold, 2) + (found.label ? ", labelled " + std::string(toName(found.label->verdict)) : std::string()) + ")\n   " +
                              printable(finding.message.toEnglish()) + (origin ? "; first wrong at " + printable(origin->service) : std::string()) + "\n");
        }
        if (!request.run && !request.subject && response.total > response.findings.size())
            context.out.write(thousands(response.findings.size()) + " of " + thousands(response.total) + " findings; --limit N shows more\n");
        if (response.findings.empty())
            context.out.write("no findings\n");
        return {};
    }
    CAUSEWAY_ASSIGN(const EventJson events, EventJson::make(*project, context.threads, context.job));
    bool first = true;
    for (const engine::FoundFinding &found : response.findings) {
        if (context.job.isCancelled())
            return failure(cancelled());
        JsonWriter json;
        CAUSEWAY_TRY(writeFinding(json, found, origins[number++], explainer, events, context.job));
        context.out.write(first ? "[" : ",");
        context.out.write(json.text());
        first = false;
        if (context.out.isClosed())
            return {};
    }
    context.out.write(first ? "[]\n" : "]\n");
    return {};
}

std::string_view toName(engine::AlignSessionResponse::Kind kind)
{
    using Kind = engine::AlignSessionResponse::Kind;
    return kind == Kind::Same ? "same" : kind == Kind::Late ? "late" : kind == Kind::Extra ? "extra" : "missing";
}

std::string_view toName(engine::AlignSessionResponse::Why why)
{
    using Why = engine::AlignSessionResponse::Why;
    return why == Why::Labelled ? "labelled" : why == Why::Asked ? "asked" : "unfound";
}

void printAlignment(Context &context, const engine::AlignSessionResponse &response, const detect::KeyNamer &name)
{
    using Response = engine::AlignSessionResponse;
    Output &out = context.out;
    out.write(printable(response.session) + "\nbeside " + printable(response.other) +
              (response.why == Response::Why::Labelled ? ", labelled normal" : response.why == Response::Why::Unfound ? ", about which there is no finding" : "") +
              (response.alike > 1 ? "; " + thousands(response.alike) + " normal sessions have just its events" : std::string()) + "\n");
    if (!response.nearest)
        out.write("The search was bounded: there may be a nearer one.\n");
    if (!response.complete)
        out.write("They are too different to be compared in full: only what they begin and end with alike stands side by side.\n");
    for (std::size_t i = 0; i < response.rows.size(); ++i) {
        const Response::Row &row = response.rows[i];
        std::size_t times = 1; // one step missing or extra again and again is a line
        while (row.kind != Response::Kind::Same && row.kind != Response::Kind::Late && i + 1 < response.rows.size() && response.rows[i + 1].kind == row.kind && response.rows[i + 1].key == row.key)
            ++i, ++times;
        out.write((row.kind == Response::Kind::Same ? "    " : row.kind == Response::Kind::Late ? "  ~ " : row.kind == Response::Kind::Extra ? "  + " : "  - ") + printable(name(row.key)));
        if (row.kind == Response::Kind::Late)
            out.write("  (after " + toText(Nanos{*row.gapNs}) + "; at most " + toText(Nanos{row.usualNs}) + " in " + thousands(row.usualSeen) + " normal cases)");
        if (times > 1)
            out.write("  × " + thousands(times));
        out.write("\n");
    }
    out.write(thousands(response.missing) + " missing (-), " + thousands(response.extra) + " extra (+), " + thousands(response.late) + " late (~)\n");
}

Result<void> runAlign(Context &context)
{
    engine::AlignSessionRequest request{context.positional(1), std::nullopt};
    if (context.arguments.positional().size() > 2)
        request.with = context.positional(2);
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::SessionAligner(*project).align(request, context.job));
    if (!context.json) {
        CAUSEWAY_ASSIGN(const auto catalog, engine::currentTemplates(*project, context.threads, context.job));
        printAlignment(context, response, [&](std::uint32_t key) { return toValidUtf8(catalog->nameOf(TemplateId(key))); });
        return {};
    }
    JsonWriter json;
    json.beginObject().field("session", toValidUtf8(response.session)).field("other", toValidUtf8(response.other)).field("why", toName(response.why));
    json.field("alike", response.alike).field("normal", response.normal).field("nearest", response.nearest).field("complete", response.complete);
    json.field("missing", response.missing).field("extra", response.extra).field("late", response.late).key("rows").beginArray();
    for (const auto &row : response.rows) {
        json.beginObject().field("kind", toName(row.kind)).field("template", row.key);
        for (const auto &[key, event] : {std::pair("here", row.here), std::pair("there", row.there)})
            if (event)
                json.field(key, event->value);
        if (row.gapNs)
            json.field("gap_ns", *row.gapNs);
        if (row.kind == engine::AlignSessionResponse::Kind::Late)
            json.field("usual_ns", row.usualNs).field("usual_seen", row.usualSeen);
        json.endObject();
    }
    json.endArray().endObject();
    context.print(json);
    return {};
}

} // namespace

std::vector<Verb> detectVerbs()
{
    return {
        {"detectors", "", "lists the detectors of anomalies", "", {}, 0, 0, runDetectors},
        {"train", "PROJECT DETECTOR [--set KEY=VALUE]… [--epochs N] [--from MODEL]", "trains a detector",
         "On the sessions labelled normal, where these labels came with the data or are enough to stand for the rest; else on all but\n"
         "those labelled anomalous. logistic and mlp learn from the labelled sessions of both verdicts. A session with the events of\n"
         "one that you labelled normal yourself (not by an import) is never anomalous to the new model. Thresholds come from sessions\n"
         "left out.",
         {{"--set", "KEY=VALUE", "a setting of the detector; see `causeway detectors --json`", true}, {"--epochs", "N", "for detectors that learn in rounds"},
          {"--from", "MODEL", "go on with the network of that model, a number or a detector's name for its active one"}}, 1, 2, runTrain, true, true},
        {"detect", "PROJECT DETECTOR|MODEL", "judges every session or window with a trained model",
         "The threshold that a model learned can be replaced; that is kept for its later runs. What was labelled normal by hand stays so.",
         {{"--threshold", "T", "anomalous is what scores above T; own = above what the model learned"}}, 2, 2, runDetect, true},
        {"anomalies", "PROJECT [--run R] [--subject S] [--limit N]", "what was found, worst first",
         "Of the newest run of each detector, or of one run. With --json each finding has the lines it is about (at most 20), the\nsteps of its session and its origin: where it first goes wrong.",
         {{"--run", "R", "of this run alone"}, {"--subject", "S", "about this subject alone; a bare KEY is a session of the current grouping"}, {"--limit", "N", "so many at most"}},
         1, 1, runAnomalies, true},
        {"align", "PROJECT SESSION [OTHER]", "a session beside the nearest normal one: what is missing, extra, late",
         "Normal is what is labelled so, or has no label and no finding of the newest run of any detector. The nearest has the fewest\n"
         "events that are in one of the two only. Late is a step that took twice as long as in any of 20 or more normal cases.",
         {}, 2, 3, runAlign, true},
    };
}

} // namespace causeway::cli
