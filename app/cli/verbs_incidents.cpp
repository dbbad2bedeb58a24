// incidents, incident.

#include "app/cli/verb.h"
#include "app/engine/export_data.h"
#include "app/engine/incidents.h"
#include "app/engine/undo_edit.h"

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

Result<void> runIncidents(Context &context)
{
    const Arguments &arguments = context.arguments;
    const auto in = arguments.value("--import"), out = arguments.value("--export");
    if ((in ? 1 : 0) + (out ? 1 : 0) + (arguments.has("--undo") ? 1 : 0) > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("Only one of --import, --export and --undo can be done"))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (in)
        CAUSEWAY_TRY(engine::importIncidents(*project, *in, context.job));
    else if (out)
        CAUSEWAY_TRY(engine::exportData(*project, {engine::ExportWhat::Incidents, *out}, context.job));
    else if (arguments.has("--undo"))
        CAUSEWAY_TRY(engine::undoEdit(*project, {0, "incident", false}, context.job));
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
    CAUSEWAY_ASSIGN(const auto response, engine::judgeIncident(*project, request, context.job));
    return print(context, {response.incident});
}

} // namespace

std::vector<Verb> incidentVerbs()
{
    return {{"incidents",
             "PROJECT | PROJECT --import F | --export F | --undo",
             "the incidents that are kept, with what people say of them",
             "--import and --export read and write CSV with the columns from,to,service,kind,pod,operation,note,verdict,name.",
             {{"--import", "F", "incidents from a CSV file; all or none"}, {"--export", "F", "all to a .csv or .jsonl file"}, {"--undo", "", "takes back the last change of incidents"}},
             1,
             1,
             runIncidents},
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
