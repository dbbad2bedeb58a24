// bundle, open.

#include "app/cli/verb.h"
#include "app/engine/bundle.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;

void writeRange(JsonWriter &json, std::string_view from, std::string_view to, const std::optional<TimeRange> &range)
{
    json.key(from);
    if (range && range->from.ns != INT64_MIN)
        json.value(range->from.ns);
    else
        json.null();
    json.key(to);
    if (range && range->to.ns != INT64_MAX)
        json.value(range->to.ns);
    else
        json.null();
}

std::string rangeText(const TimeRange &range)
{
    return (range.from.ns == INT64_MIN ? std::string("the beginning") : toIso8601(range.from)) + " to " + (range.to.ns == INT64_MAX ? std::string("the end") : toIso8601(range.to));
}

void printMade(Context &context, const engine::MadeBundle &made)
{
    const std::string &file = context.positional(1);
    const engine::BundlePlan &plan = made.plan;
    const storage::BundleInfo &info = plan.content.info;
    const std::pair<std::string_view, const engine::BundlePart *> parts[] = {{"time", &plan.time}, {"baseline", &plan.baseline}, {"around", &plan.around}};
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("file", toValidUtf8(file)).field("bytes", made.counts.bytes);
        writeRange(json, "from_ns", "to_ns", info.time);
        writeRange(json, "baseline_from_ns", "baseline_to_ns", info.baseline);
        for (const auto &[name, part] : parts)
            json.key(name).beginObject().field("events", part->events).field("traces", part->traces).field("spans", part->spans).endObject();
        json.field("metric_points", made.counts.metricPoints).field("labels", made.counts.labels).field("findings", made.counts.findings).field("runs", made.counts.runs).field("models", made.counts.models);
        json.field("bookmarks", made.counts.bookmarks).field("incidents", made.counts.incidents).field("cut_sessions", plan.cutSessions).field("left_out_without_time", plan.timelessLeftOut).endObject();
        context.print(json);
        return;
    }
    context.out.write(printable(file) + ": " + toText(Bytes{made.counts.bytes}) + "\n\n");
    Table table({{""}, {"events", Align::Right}, {"traces", Align::Right}, {"spans", Align::Right}, {"when"}});
    const std::string when[] = {plan.content.everything ? std::string("everything") : rangeText(info.time), info.baseline ? rangeText(*info.baseline) : std::string("nothing lies before"),
                                "belongs to these, or lies just before"};
    for (std::size_t i = 0; i < std::size(parts); ++i)
        table.add({std::string(parts[i].first), thousands(parts[i].second->events), thousands(parts[i].second->traces), thousands(parts[i].second->spans), when[i]});
    table.print(context.out);
    context.out.write("\nWith " + (made.counts.metricPoints > 0 ? thousands(made.counts.metricPoints) + " metric points (of ten minutes more on either side), " : std::string()) + thousands(made.counts.labels) + " labels, " + thousands(made.counts.findings) +
                      " findings of " + thousands(made.counts.runs) + " runs, " + thousands(made.counts.models) + " models, " + thousands(made.counts.bookmarks) + " bookmarks, " +
                      thousands(made.counts.incidents) + " incidents.\n");
    if (plan.cutSessions > 0)
        context.out.write("Of " + thousands(plan.cutSessions) + " sessions, which last longer than these times, only a part is in it.\n");
    if (plan.timelessLeftOut > 0)
        context.out.write(thousands(plan.timelessLeftOut) + " lines stay out: nothing in their source tells a time.\n");
}

Result<void> runBundle(Context &context)
{
    const Arguments &arguments = context.arguments;
    const bool all = arguments.has("--all"), times = arguments.has("--from") || arguments.has("--to");
    if (all == times)
        return failure(usage(Message(CAUSEWAY_TEXT("It is not told what to bundle")), Message(CAUSEWAY_TEXT("Give --from and --to of the incident, or --all."))));
    engine::BundleRequest request;
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (times) {
        CAUSEWAY_ASSIGN(request.time, context.timeRange("--from", "--to", *project));
    }
    if (arguments.has("--baseline-from") || arguments.has("--baseline-to")) {
        CAUSEWAY_ASSIGN(request.baseline, context.timeRange("--baseline-from", "--baseline-to", *project));
    }
    CAUSEWAY_ASSIGN(const engine::MadeBundle made, engine::makeBundle(*project, request, context.positional(1), context.job));
    printMade(context, made);
    return {};
}

Result<void> runOpen(Context &context)
{
    const std::string &project = context.positional(0), &bundle = context.positional(1);
    CAUSEWAY_ASSIGN(const engine::OpenedBundle opened, engine::openBundle(bundle, project, context.threads, context.job));
    const storage::BundleInfo &info = opened.info;
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("file", toValidUtf8(project)).field("bytes", opened.bytes).field("bundle", toValidUtf8(bundle)).field("from", toValidUtf8(info.project));
        json.field("program", toValidUtf8(info.program)).field("made_ns", info.madeNs);
        writeRange(json, "from_ns", "to_ns", info.time);
        writeRange(json, "baseline_from_ns", "baseline_to_ns", info.baseline);
        json.field("events", info.events).field("traces", info.traces).field("spans", info.spans).field("metric_points", info.metricPoints).endObject();
        context.print(json);
        return {};
    }
    context.out.write(printable(project) + ": " + toText(Bytes{opened.bytes}) + ", of " + printable(info.project) + ", bundled " + toIso8601({info.madeNs}) + " by Causeway " + printable(info.program) + "\n");
    if (info.time.isAll())
        context.out.write("All of it.\n");
    else
        context.out.write("Incident: " + rangeText(info.time) + "\n");
    if (info.baseline)
        context.out.write("Baseline: " + rangeText(*info.baseline) + "\n");
    context.out.write(thousands(info.events) + " events, " + thousands(info.spans) + " spans in " + thousands(info.traces) + " traces, " + thousands(info.metricPoints) + " metric points\n");
    return {};
}

} // namespace

std::vector<Verb> bundleVerbs()
{
    return {{"bundle", "PROJECT FILE --from T [--to T] [--baseline-from T --baseline-to T]", "an incident as one file, to hand over",
             "With the lines, traces and metric points of its time and of a baseline, as many as a search for the root cause needs;\n"
             "with their labels, findings, bookmarks and incidents; and with templates, masks and models. Nothing from outside of\n"
             "these is in the file, but what models have learned and what findings say. The history of edits stays behind.\n"
             "Without a baseline: what lies before, twice as long as the incident and at least half an hour.",
             {{"--from", "T", "the incident's beginning"},
              {"--to", "T", "its end"},
              {"--baseline-from", "T", "what was normal"},
              {"--baseline-to", "T", "and before"},
              {"--all", "", "the whole project"}},
             2, 2, runBundle, true},
            {"open", "PROJECT BUNDLE", "makes a new project of a bundle", "The bundle is checked whole before the project is there.", {}, 2, 2, runOpen, true}};
}

} // namespace causeway::cli
