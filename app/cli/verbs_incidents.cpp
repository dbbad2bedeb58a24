// incidents, incident.

#include <algorithm>

#include "app/cli/verb.h"
#include "app/engine/cause_calibration.h"
#include "app/engine/export_data.h"
#include "app/engine/find_root_cause.h"
#include "app/engine/incidents.h"

namespace causeway::cli {

namespace {

using storage::Incident;
using storage::IncidentVerdict;

void write(JsonWriter &json, const Incident &incident)
{
    const auto text = [&](std::string_view key, const std::string &bytes) {
        json.key(key);
        if (bytes.empty())
            json.null();
        else
            json.value(toValidUtf8(bytes));
    };
    json.beginObject().field("id", incident.id).field("name", toValidUtf8(engine::nameOf(incident))).field("from_ns", incident.time.from.ns).field("to_ns", incident.time.to.ns).key("onset_ns");
    if (incident.onset.isNone())
        json.null();
    else
        json.value(incident.onset.ns);
    json.field("verdict", toName(incident.verdict));
    text("service", incident.service);
    text("pod", incident.pod);
    text("operation", incident.operation);
    text("kind", incident.kind);
    json.key("rejected").beginArray();
    for (const std::string &service : incident.rejected)
        json.value(toValidUtf8(service));
    json.endArray().field("note", toValidUtf8(incident.note)).field("by", toValidUtf8(incident.by)).field("at_ns", incident.atNs).endObject();
}

std::string join(const std::vector<std::string> &texts)
{
    std::string out;
    for (const std::string &text : texts)
        out += (out.empty() ? "" : ", ") + text;
    return out;
}

Result<void> print(Context &context, const std::vector<Incident> &incidents)
{
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("incidents").beginArray();
        for (const Incident &incident : incidents)
            write(json, incident);
        context.print(json.endArray().endObject());
        return {};
    }
    if (incidents.empty()) {
        context.out.write("No incident is kept. One is kept with causeway incident PROJECT --from T --to T.\n");
        return {};
    }
    Table table({{"id", Table::Align::Right}, {"from"}, {"to"}, {"verdict"}, {"service"}, {"kind"}, {"not"}, {"name"}, {"note"}});
    for (const Incident &incident : incidents)
        table.add({std::to_string(incident.id), toIso8601(incident.time.from), toIso8601(incident.time.to), std::string(toName(incident.verdict)), incident.service, incident.kind, join(incident.rejected),
                   incident.name, incident.note});
    table.print(context.out);
    return {};
}

void writeShare(JsonWriter &json, std::string_view key, std::uint64_t count, const ShareInterval &interval)
{
    json.key(key).beginObject().field("count", count).field("share", interval.share).key("ci95").beginArray().value(interval.low).value(interval.high).endArray().endObject();
}

void writeAccuracy(JsonWriter &json, std::string_view key, const rootcause::Accuracy &accuracy)
{
    json.key(key).beginObject().field("incidents", accuracy.incidents);
    writeShare(json, "rank1", accuracy.rank1, accuracy.of(accuracy.rank1));
    writeShare(json, "rank3", accuracy.rank3, accuracy.of(accuracy.rank3));
    writeShare(json, "rank5", accuracy.rank5, accuracy.of(accuracy.rank5));
    json.field("kind_told", accuracy.kindTold);
    writeShare(json, "kind", accuracy.kind, accuracy.ofKind());
    json.endObject();
}

void printMeasuredJson(Context &context, const engine::MeasureCausesResponse &response)
{
    JsonWriter json;
    json.beginObject().key("incidents").beginArray();
    for (const engine::MeasuredIncident &one : response.incidents) {
        json.beginObject().field("id", one.incident.id).field("service", toValidUtf8(one.incident.service)).field("kind", toValidUtf8(one.incident.kind)).key("rank");
        if (one.rank > 0)
            json.value(static_cast<std::uint64_t>(one.rank));
        else
            json.null();
        json.field("first", toValidUtf8(one.first)).field("first_kind", one.firstKind).field("named", one.isNamed).key("left_out");
        if (one.leftOut)
            json.value(one.leftOut->toEnglish());
        else
            json.null();
        json.endObject();
    }
    json.endArray();
    const rootcause::CalibrationFit &fit = response.fit;
    writeAccuracy(json, "by_default", fit.byDefault);
    writeAccuracy(json, "by_fit", fit.byFit);
    writeAccuracy(json, "accuracy", fit.accuracy);
    const rootcause::BarAccuracy &bar = fit.isBarFitted ? fit.barByFit : fit.barByDefault;
    json.field("quiet", bar.windows).field("quiet_none", bar.none).field("fitted", fit.isFitted).field("bar_fitted", fit.isBarFitted).field("bar", fit.calibration.bar).field("why", fit.why.toEnglish()).endObject();
    context.print(json);
}

void printMeasured(Context &context, const engine::MeasureCausesResponse &response)
{
    using Align = Table::Align;
    Table table({{"id", Align::Right}, {"from"}, {"cause"}, {"kind"}, {"rank", Align::Right}, {"ranked first"}, {"kind"}, {"stands out"}});
    for (const engine::MeasuredIncident &one : response.incidents) {
        const bool cause = one.incident.verdict == IncidentVerdict::Cause;
        table.add({std::to_string(one.incident.id), toIso8601(one.incident.time.from), cause ? one.incident.service : "nothing was wrong", one.incident.kind, one.rank > 0 ? std::to_string(one.rank) : "–",
                   one.leftOut ? "left out: " + one.leftOut->toEnglish() : one.first, one.firstKind, one.leftOut ? "" : one.isNamed ? "yes" : "no"});
    }
    table.print(context.out);
    Table shares({{"of the service"}, {"incidents", Align::Right}, {"rank 1", Align::Right}, {"rank 3", Align::Right}, {"rank 5", Align::Right}, {"kind", Align::Right}});
    const auto share = [](std::uint64_t count, const ShareInterval &interval) { return std::to_string(count) + "  " + fixed(interval.share, 2) + " [" + fixed(interval.low, 2) + ", " + fixed(interval.high, 2) + "]"; };
    const auto add = [&](const char *what, const rootcause::Accuracy &a) {
        shares.add({what, std::to_string(a.incidents), share(a.rank1, a.of(a.rank1)), share(a.rank3, a.of(a.rank3)), share(a.rank5, a.of(a.rank5)), std::to_string(a.kind) + " of " + std::to_string(a.kindTold)});
    };
    const rootcause::CalibrationFit &fit = response.fit;
    add("as it comes", fit.byDefault);
    add("learned from the others", fit.byFit);
    add("the better of both, chosen without it", fit.accuracy);
    context.out.write("\n");
    shares.print(context.out);
    const rootcause::BarAccuracy &bar = fit.isBarFitted ? fit.barByFit : fit.barByDefault;
    if (bar.windows > 0)
        context.out.write("\nOf " + std::to_string(bar.windows) + " times in which nothing was wrong nothing is named in " + std::to_string(bar.none) + ".\n");
    context.out.write("\n" + printable(fit.why.toEnglish()) + ".\n");
}

Result<void> runIncidents(Context &context)
{
    const Arguments &arguments = context.arguments;
    const auto in = arguments.value("--import"), out = arguments.value("--export");
    if ((in ? 1 : 0) + (out ? 1 : 0) + (arguments.has("--undo") ? 1 : 0) > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("Only one of --import, --export and --undo can be done"))));
    if (arguments.has("--accuracy") && (in || out || arguments.has("--undo")))
        return failure(usage(Message(CAUSEWAY_TEXT("--accuracy stands alone"))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (arguments.has("--accuracy")) {
        CAUSEWAY_ASSIGN(const auto response, engine::measureCauses(*project, {context.threads}, context.job));
        if (context.json)
            printMeasuredJson(context, response);
        else
            printMeasured(context, response);
        return {};
    }
    if (in)
        CAUSEWAY_TRY(engine::importIncidents(*project, *in, context.job));
    else if (out)
        CAUSEWAY_TRY(engine::exportData(*project, {engine::ExportWhat::Incidents, *out}, context.job));
    else if (arguments.has("--undo"))
        CAUSEWAY_TRY(context.undo(*project, "incident"));
    CAUSEWAY_ASSIGN(const auto incidents, storage::IncidentStore(*project).all());
    return print(context, incidents);
}

Result<void> runIncident(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::JudgeIncidentRequest request;
    CAUSEWAY_ASSIGN(const auto id, arguments.integer("--id", 1, INT64_MAX));
    request.id = static_cast<storage::IncidentId>(id.value_or(0));
    if (!id && !(arguments.has("--from") && arguments.has("--to")))
        return failure(usage(Message(CAUSEWAY_TEXT("Which incident is not said")), Message(CAUSEWAY_TEXT("Give --from and --to, or --id where it is kept already."))));
    const auto service = arguments.value("--service");
    if (service && arguments.has("--no-fault"))
        return failure(usage(Message(CAUSEWAY_TEXT("Where nothing was wrong, no service is the cause"))));
    if (!service)
        for (const char *option : {"--kind", "--pod", "--operation"})
            if (arguments.has(option))
                return failure(usage(Message(CAUSEWAY_TEXT("%1 goes with --service"), option)));
    if (service)
        request.verdict = IncidentVerdict::Cause;
    else if (arguments.has("--no-fault"))
        request.verdict = IncidentVerdict::NoFault;
    else if (arguments.has("--open"))
        request.verdict = IncidentVerdict::Open;
    request.service = service.value_or("");
    request.kind = arguments.value("--kind").value_or("");
    request.pod = arguments.value("--pod").value_or("");
    request.operation = arguments.value("--operation").value_or("");
    request.reject = arguments.values("--reject");
    request.name = arguments.value("--name");
    request.note = arguments.value("--note");
    request.by = arguments.value("--by").value_or("");
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (arguments.has("--forget")) {
        if (!id)
            return failure(usage(Message(CAUSEWAY_TEXT("--forget needs --id"))));
        storage::IncidentStore store(*project);
        CAUSEWAY_ASSIGN(const Incident incident, store.get(request.id));
        CAUSEWAY_TRY(store.remove(request.id));
        return print(context, {incident});
    }
    if (!id) {
        CAUSEWAY_ASSIGN(request.time, context.timeRange("--from", "--to", *project));
    }
    if (service) {
        // So that it is found again when something like it happens. Without data of that time it is kept all the same.
        TimeRange time = request.time;
        if (request.id != 0) {
            CAUSEWAY_ASSIGN(const Incident kept, storage::IncidentStore(*project).get(request.id));
            time = kept.time;
        }
        if (const auto looked = engine::findRootCause(*project, {.time = time, .baseline = {}}, context.job)) {
            if (std::ranges::find(looked->report.services, *service) == looked->report.services.end())
                return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no service “%1” in this time"), *service), {}, Message(CAUSEWAY_TEXT("There are: %1."), join(looked->report.services)));
            request.signature = looked->signature;
        } else if (looked.error().code == ErrorCode::NotFound) {
            context.warn(looked.error());
        } else {
            return failure(looked.error());
        }
    }
    CAUSEWAY_ASSIGN(const auto response, engine::judgeIncident(*project, request, context.job));
    return print(context, {response.incident});
}

} // namespace

std::vector<Verb> incidentVerbs()
{
    return {{"incidents",
             "PROJECT [--accuracy | --import F | --export F | --undo]",
             "the incidents that are kept, with what people say of them",
             "--accuracy asks for the cause of each whose cause is told, with that one left out of what is learned, and keeps what is learned\n"
             "where it is no worse. --import and --export read and write CSV with the columns from,to,service,kind,pod,operation,note,verdict,name,rejected.",
             {{"--accuracy", "", "how well their causes are found"},
              {"--import", "F", "incidents from a CSV file; all or none"}, {"--export", "F", "all to a .csv or .jsonl file"}, {"--undo", "", "takes back the last change of incidents"}},
             1,
             1,
             runIncidents,
             true},
            {"incident",
             "PROJECT --from T --to T | --id N  [--service S [--kind K]] [--reject S]… [--no-fault] [--note N]",
             "keeps an incident and says what its cause was, and what not",
             "A time that is mostly that of a kept incident is about that one. Kinds: cpu, memory, network, exception, return, missing_call,\n"
             "latency, other. Kept incidents are left out of what others are compared with.",
             {{"--from", "T", "its beginning"},
              {"--to", "T", "its end"},
              {"--id", "N", "one that is kept"},
              {"--service", "S", "its cause"},
              {"--kind", "K", "what was wrong there"},
              {"--pod", "P", "which replica"},
              {"--operation", "O", "which operation"},
              {"--reject", "S", "a service that is not the cause", true},
              {"--no-fault", "", "nothing was wrong in that time"},
              {"--open", "", "what it was is not known"},
              {"--name", "N", "a name"},
              {"--note", "N", "anything else"},
              {"--by", "WHO", "who says so; else your user name"},
              {"--forget", "", "keeps it no longer"}},
             1,
             1,
             runIncident}};
}

} // namespace causeway::cli
