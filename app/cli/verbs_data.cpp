// import, formats, info, export.

#include <filesystem>

#include "app/cli/verb.h"
#include "app/engine/export_data.h"
#include "app/engine/import_logs.h"
#include "app/engine/nearest.h"
#include "app/engine/project_info.h"

namespace causeway::cli {

namespace {

void writeSource(JsonWriter &json, const storage::SourceInfo &source)
{
    json.beginObject().field("name", toValidUtf8(source.name)).field("path", toValidUtf8(source.path)).field("format", source.format);
    json.field("events", source.events).field("spans", source.spans).field("metric_points", source.metricPoints).field("bytes", source.bytes).field("skipped", source.skipped).key("incomplete_at");
    if (source.incompleteAt < 0)
        json.null();
    else
        json.value(source.incompleteAt);
    json.endObject();
}

void writeTime(JsonWriter &json, std::string_view key, TimePoint time)
{
    json.key(key);
    if (time.isNone())
        json.null();
    else
        json.value(time.ns);
}

Result<std::optional<Verdict>> labelOption(const Arguments &arguments)
{
    const auto text = arguments.value("--label");
    if (!text)
        return std::optional<Verdict>();
    const auto verdict = parseVerdict(*text);
    if (!verdict || *verdict == Verdict::Unsure)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for --label: it is normal or anomalous"), *text)));
    return verdict;
}

Result<void> checkFormat(const std::string &name)
{
    std::vector<std::string> names{"auto"};
    for (const decode::FormatInfo &format : engine::importFormats())
        names.push_back(format.name);
    for (const std::string &known : names)
        if (known == name)
            return {};
    const std::string near = engine::nearest(name, names);
    return failure(usage(Message(CAUSEWAY_TEXT("There is no format “%1”"), name),
                         near.empty() ? Message(CAUSEWAY_TEXT("See: causeway formats.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”? See: causeway formats."), near)));
}

Result<void> runImport(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::ImportRequest request;
    request.paths.assign(arguments.positional().begin() + 1, arguments.positional().end());
    request.format = arguments.value("--format");
    if (request.format)
        CAUSEWAY_TRY(checkFormat(*request.format));
    for (const std::string &pattern : arguments.values("--layout")) {
        decode::Layout layout;
        layout.format = "layout";
        layout.pattern = pattern;
        request.layouts.push_back(std::move(layout));
    }
    request.source = arguments.value("--source");
    CAUSEWAY_ASSIGN(request.label, labelOption(arguments));
    request.threads = context.threads;
    std::error_code unknown;
    const bool made = !std::filesystem::exists(context.positional(0), unknown) && !unknown;
    CAUSEWAY_ASSIGN(const auto project, storage::Project::open(context.positional(0), storage::Project::Mode::OpenOrCreate));
    const auto imported = engine::importLogs(*project, request, context.job);
    if (!imported) {
        if (made)
            (void)project->discardIfEmpty(); // the error of the import is the one to tell
        return failure(imported.error());
    }
    const engine::ImportResponse &response = *imported;
    for (const Error &warning : response.warnings)
        context.warn(warning);
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("files").beginArray();
        for (const engine::ImportedFile &file : response.files) {
            json.beginObject().field("file", toValidUtf8(file.file)).field("source", toValidUtf8(file.source)).field("format", file.format);
            json.field("events", file.events).field("spans", file.spans).field("metric_points", file.metricPoints).field("sessions", file.sessions);
            json.field("skipped", file.skipped).field("bytes", file.bytes).field("seconds", file.seconds).key("incomplete_at");
            if (file.incompleteAt < 0)
                json.null();
            else
                json.value(file.incompleteAt);
            json.endObject();
        }
        json.endArray().field("labelled", response.labelled).endObject();
        context.print(json);
        return {};
    }
    using Align = Table::Align;
    Table table({{"file"}, {"format"}, {"events", Align::Right}, {"spans", Align::Right}, {"points", Align::Right}, {"sessions", Align::Right}, {"skipped", Align::Right}, {"size", Align::Right}, {"s", Align::Right}, {""}});
    for (const engine::ImportedFile &file : response.files)
        table.add({file.file, file.format, thousands(file.events), thousands(file.spans), thousands(file.metricPoints), thousands(file.sessions), thousands(file.skipped), toText(Bytes{file.bytes}), fixed(file.seconds, 2),
                   file.incompleteAt < 0 ? "" : "incomplete at byte " + thousands(static_cast<std::uint64_t>(file.incompleteAt))});
    table.print(context.out);
    return {};
}

Result<void> runFormats(Context &context)
{
    if (context.json) {
        JsonWriter json;
        json.beginArray();
        for (const decode::FormatInfo &format : engine::importFormats())
            json.beginObject().field("name", format.name).field("kind", format.kind).field("description", format.description).endObject();
        json.endArray();
        context.print(json);
        return {};
    }
    Table table({{"name"}, {"kind"}, {"description"}});
    for (const decode::FormatInfo &format : engine::importFormats())
        table.add({format.name, format.kind, format.description});
    table.print(context.out);
    return {};
}

Result<void> runInfo(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const engine::ProjectInfo info, engine::projectInfo(*project, context.job));
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("events", info.events).field("spans", info.spans).field("repeated_spans", info.repeatedSpans).field("traces", info.traces).field("metric_points", info.metricPoints);
        json.field("templates", info.templates).field("shapes", info.shapes).field("sessions", info.sessions).field("grouping", toValidUtf8(info.grouping));
        json.field("labels", info.labels.labels).field("findings", info.findings).field("models", info.models).field("runs", info.runs);
        json.key("sources").beginArray();
        for (const storage::SourceInfo &source : info.sources)
            writeSource(json, source);
        json.endArray();
        writeTime(json, "from_ns", info.from);
        writeTime(json, "to_ns", info.to);
        json.field("bytes", info.textBytes).field("file_bytes", info.fileBytes).endObject();
        context.print(json);
        return {};
    }
    using Align = Table::Align;
    Table facts({{"project"}, {printable(project->path())}});
    facts.add({"events", thousands(info.events)});
    facts.add({"time", info.from.isNone() ? std::string("nothing in it tells one") : toIso8601(info.from) + " to " + toIso8601(info.to)});
    if (info.spans > 0)
        facts.add({"spans", thousands(info.spans) + " in " + thousands(info.traces) + " traces" + (info.repeatedSpans > 0 ? "; " + thousands(info.repeatedSpans) + " more are imported again and count once" : std::string())});
    if (info.metricPoints > 0)
        facts.add({"metric points", thousands(info.metricPoints)});
    facts.add({"templates", thousands(info.templates) + " (of " + thousands(info.shapes) + " forms)"});
    facts.add({"sessions", info.grouping.empty() ? std::string("not grouped yet") : thousands(info.sessions) + " by " + info.grouping});
    facts.add({"labels", thousands(info.labels.labels) + " (" + thousands(info.labels.normal) + " normal, " + thousands(info.labels.anomalous) + " anomalous)"});
    facts.add({"findings", thousands(info.findings)});
    facts.add({"models", thousands(info.models) + " (causeway models PROJECT lists them)"});
    facts.add({"runs", thousands(info.runs)});
    facts.add({"text", toText(Bytes{info.textBytes})});
    facts.add({"on disk", toText(Bytes{info.fileBytes})});
    facts.print(context.out);
    context.out.write("\n");
    Table sources({{"source"}, {"format"}, {"events", Align::Right}, {"spans", Align::Right}, {"points", Align::Right}, {"size", Align::Right}, {"skipped", Align::Right}, {""}});
    for (const storage::SourceInfo &source : info.sources)
        sources.add({source.name, source.format, thousands(source.events), thousands(source.spans), thousands(source.metricPoints), toText(Bytes{source.bytes}), thousands(source.skipped),
                     source.incompleteAt < 0 ? "" : "incomplete at byte " + thousands(static_cast<std::uint64_t>(source.incompleteAt))});
    sources.print(context.out);
    return {};
}

Result<void> runExport(Context &context)
{
    const auto what = engine::parseExportWhat(context.positional(1));
    if (!what)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” cannot be exported"), context.positional(1)), Message(CAUSEWAY_TEXT("Give lines, patterns, findings, labels or spans."))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::exportData(*project, {*what, context.positional(2)}, context.job));
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("file", toValidUtf8(response.file)).field("rows", response.rows).endObject();
        context.print(json);
    } else
        context.out.write(thousands(response.rows) + " rows in " + response.file + "\n");
    return {};
}

} // namespace

std::vector<Verb> dataVerbs()
{
    return {
        {"import", "PROJECT FILE… [--format F] [--layout L] [--source S] [--label normal|anomalous]", "reads logs, traces and metrics into a project, which is made where it does not exist",
         "Folders are walked; compressed files and archives are read as they are. An import is all or nothing: when it is\n"
         "interrupted, the project stays as it was. A damaged file is read up to the damage.",
         {{"--format", "F", "a name from `causeway formats`; auto where it is left out"},
          {"--layout", "L", "a header layout such as '<Date> <Time> <Level> <Component>: <Content>'", true},
          {"--source", "S", "the source's name; else the file's"},
          {"--label", "VERDICT", "normal or anomalous: labels every session that gets events from these files"}},
         2, SIZE_MAX, runImport, true},
        {"formats", "", "lists the formats that can be read", "", {}, 0, 0, runFormats},
        {"info", "PROJECT", "what is in a project", "", {}, 1, 1, runInfo},
        {"export", "PROJECT lines|patterns|findings|labels|spans FILE", "writes data as .csv or .jsonl; spans as .json",
         "“templates” is another word for patterns. Spans are written as OTLP, which other tools read as well.", {}, 3, 3, runExport},
    };
}

} // namespace causeway::cli
