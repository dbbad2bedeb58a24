// traces, trace, services, compare, metrics.

#include "app/cli/verb.h"
#include "app/engine/compare_traces.h"
#include "app/engine/list_metrics.h"
#include "app/engine/list_traces.h"
#include "app/engine/service_map.h"
#include "app/engine/show_trace.h"
#include "storage/span_store.h"

#include <algorithm>
#include <cmath>

namespace causeway::cli {

namespace {

using Align = Table::Align;

std::string took(std::int64_t ns) { return toText(Nanos{ns}); }

void tellMore(Output &out, std::size_t rows)
{
    if (rows > 0)
        out.write("… " + thousands(rows) + " more; --limit N shows more\n");
}

Result<traces::TraceOrder> orderOption(const Arguments &arguments)
{
    const std::string name = arguments.value("--sort").value_or("start");
    constexpr std::string_view kNames[] = {"start", "duration", "spans", "errors", "services"};
    const auto *const found = std::find(std::begin(kNames), std::end(kNames), name);
    if (found == std::end(kNames))
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for --sort"), name), Message(CAUSEWAY_TEXT("Give start, duration, spans, errors or services."))));
    return static_cast<traces::TraceOrder>(found - std::begin(kNames));
}

Result<void> runTraces(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::ListTracesRequest request;
    request.services = arguments.values("--service");
    request.operations = arguments.values("--operation");
    for (const std::string &pair : arguments.values("--attribute")) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals == 0)
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no KEY=VALUE"), pair)));
        request.attributes.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    CAUSEWAY_ASSIGN(const auto least, arguments.duration("--min-duration"));
    CAUSEWAY_ASSIGN(const auto most, arguments.duration("--max-duration"));
    if (least)
        request.minDurationNs = least->count;
    if (most)
        request.maxDurationNs = most->count;
    request.errors = arguments.has("--errors");
    CAUSEWAY_ASSIGN(request.order, orderOption(arguments));
    request.descending = request.order != traces::TraceOrder::Start;
    CAUSEWAY_ASSIGN(const auto limit, arguments.integer("--limit", 0, UINT64_MAX));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(request.time, context.timeRange("--from", "--to", *project));
    CAUSEWAY_ASSIGN(const auto response, engine::listTraces(*project, request, context.job));
    const traces::SpanTable &table = *response.table;
    const std::size_t count = std::min<std::uint64_t>(limit.value_or(context.json ? UINT64_MAX : 50), response.traces.size());
    if (context.json) {
        JsonWriter json;
        json.beginArray();
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t trace = response.traces[i];
            const traces::TraceSummary &summary = response.summaries[trace];
            json.beginObject().field("trace", traces::toHex(table.traceKey(trace))).field("root", table.operationName(summary.root)).field("service", table.serviceName(summary.root));
            json.field("spans", summary.spans).field("services", summary.services).field("errors", summary.errors);
            json.field("start_ns", summary.startNs).field("duration_ns", summary.durationNs).endObject();
        }
        json.endArray();
        context.print(json);
        return {};
    }
    if (response.traces.empty()) {
        context.out.write("No trace passes.\n");
        return {};
    }
    Table list({{"trace"}, {"service"}, {"root"}, {"start"}, {"duration", Align::Right}, {"spans", Align::Right}, {"services", Align::Right}, {"errors", Align::Right}});
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t trace = response.traces[i];
        const traces::TraceSummary &summary = response.summaries[trace];
        list.add({traces::toHex(table.traceKey(trace)), table.serviceName(summary.root), table.operationName(summary.root), toIso8601({summary.startNs}), took(summary.durationNs),
                  thousands(summary.spans), thousands(summary.services), thousands(summary.errors)});
    }
    list.print(context.out);
    tellMore(context.out, response.traces.size() - count);
    return {};
}

void writeRaw(JsonWriter &json, std::string_view key, const std::string &text, std::string_view none)
{
    json.key(key).raw(text.empty() ? none : std::string_view(text));
}

Result<void> printTraceJson(Context &context, storage::Project &project, const engine::ShowTraceResponse &response)
{
    const traces::SpanTable &table = *response.table;
    const storage::SpanStore store(project);
    JsonWriter json;
    json.beginObject().field("trace", traces::toHex(table.traceKey(response.trace))).key("spans").beginArray();
    for (const engine::TraceSpan &span : response.spans) {
        CAUSEWAY_ASSIGN(const storage::SpanDetails details, store.details(table.sequence(span.row)));
        json.beginObject().field("id", table.sequence(span.row)).field("span", traces::toHex(table.spanKey(span.row))).key("parent");
        if (const std::uint32_t parent = table.parent(span.row); parent == traces::kNone)
            json.null();
        else
            json.value(table.sequence(parent));
        json.field("depth", span.depth).field("service", table.serviceName(span.row)).field("operation", table.operationName(span.row));
        json.field("kind", traces::kindName(table.kind(span.row))).field("status", traces::statusName(table.status(span.row))).field("message", details.message);
        json.field("start_ns", table.start(span.row)).field("duration_ns", table.duration(span.row)).field("self_ns", span.selfNs);
        json.field("critical_ns", span.criticalNs).field("skew_ns", span.shiftNs);
        writeRaw(json, "attributes", details.attributes, "{}");
        writeRaw(json, "events", details.events, "[]");
        writeRaw(json, "links", details.links, "[]");
        writeRaw(json, "resource", details.resource, "{}");
        json.endObject();
    }
    json.endArray().key("critical_path").beginArray();
    for (const traces::PathSegment &segment : response.criticalPath)
        json.beginObject().field("id", table.sequence(segment.row)).field("from_ns", segment.startNs).field("to_ns", segment.endNs).endObject();
    json.endArray().key("clock_skew").beginArray();
    for (const traces::ServiceSkew &skew : response.skew)
        json.beginObject().field("service", table.services()[skew.service]).field("spans", skew.spans).field("median_ns", skew.medianNs).endObject();
    json.endArray().key("logs").beginArray();
    for (const engine::TraceLog &log : response.logs) {
        json.beginObject().field("event", log.event.value).key("time_ns");
        if (log.time.isNone())
            json.null();
        else
            json.value(log.time.ns);
        json.key("id");
        if (log.row == traces::kNone)
            json.null();
        else
            json.value(table.sequence(log.row));
        json.field("joined", log.byTime ? "time" : "id").field("text", toValidUtf8(log.text)).endObject();
    }
    json.endArray().endObject();
    context.print(json);
    return {};
}

Result<void> runTrace(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::showTrace(*project, context.positional(1), context.job));
    if (context.json)
        return printTraceJson(context, *project, response);
    const traces::SpanTable &table = *response.table;
    const storage::SpanStore store(*project);
    const std::int64_t start = table.start(table.firstRow(response.trace));
    Table list({{"span"}, {"service"}, {"after", Align::Right}, {"duration", Align::Right}, {"self", Align::Right}, {"critical", Align::Right}, {"status", Align::Left, 100}});
    for (const engine::TraceSpan &span : response.spans) {
        std::string status;
        if (table.status(span.row) == traces::SpanStatus::Error) {
            CAUSEWAY_ASSIGN(const storage::SpanDetails details, store.details(table.sequence(span.row)));
            status = details.message.empty() ? "error" : "error: " + details.message;
        }
        list.add({std::string(2 * std::min<std::size_t>(span.depth, 30), ' ') + table.operationName(span.row), table.serviceName(span.row), took(table.start(span.row) + span.shiftNs - start),
                  took(table.duration(span.row)), took(span.selfNs), span.criticalNs > 0 ? took(span.criticalNs) : std::string(), status});
    }
    list.print(context.out);
    for (const traces::ServiceSkew &skew : response.skew)
        context.out.write("The clock of " + printable(table.services()[skew.service]) + " was corrected by " + took(skew.medianNs) + " (" + thousands(skew.spans) + " spans).\n");
    const auto byTime = static_cast<std::uint64_t>(std::count_if(response.logs.begin(), response.logs.end(), [](const engine::TraceLog &log) { return log.byTime; }));
    if (!response.logs.empty())
        context.out.write("\n" + thousands(response.logs.size()) + " lines of log" + (byTime > 0 ? ", " + thousands(byTime) + " of them joined by service and time" : std::string()) + ":\n");
    if (response.logs.empty())
        return {};
    Table lines({{"after", Align::Right}, {"service"}, {"line"}});
    for (const engine::TraceLog &log : response.logs) {
        std::string_view text = std::string_view(log.text).substr(log.contentBegin, log.contentEnd - log.contentBegin);
        while (text.ends_with('\n') || text.ends_with('\r'))
            text.remove_suffix(1);
        lines.add({log.time.isNone() ? std::string() : took(log.time.ns - start), log.row == traces::kNone ? std::string() : table.serviceName(log.row), std::string(text)});
    }
    lines.print(context.out);
    return {};
}

Result<void> runServices(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const TimeRange time, context.timeRange("--from", "--to", *project));
    CAUSEWAY_ASSIGN(const auto response, engine::serviceMap(*project, time, context.job));
    const auto &names = response.table->services();
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("services").beginArray();
        for (const traces::ServiceFigures &service : response.map.services)
            json.beginObject().field("name", names[service.service]).field("spans", service.spans).field("calls", service.calls).field("errors", service.errors).field("per_second", service.perSecond)
                .field("p50_ns", service.p50Ns).field("p95_ns", service.p95Ns).field("p99_ns", service.p99Ns).endObject();
        json.endArray().key("calls").beginArray();
        for (const traces::ServiceCall &call : response.map.calls)
            json.beginObject().field("from", names[call.from]).field("to", names[call.to]).field("count", call.calls).field("errors", call.errors).field("per_second", call.perSecond)
                .field("p50_ns", call.p50Ns).field("p95_ns", call.p95Ns).field("p99_ns", call.p99Ns).endObject();
        json.endArray().endObject();
        context.print(json);
        return {};
    }
    Table services({{"service"}, {"calls", Align::Right}, {"errors", Align::Right}, {"p50", Align::Right}, {"p95", Align::Right}, {"p99", Align::Right}});
    for (const traces::ServiceFigures &service : response.map.services)
        services.add({names[service.service], thousands(service.calls), thousands(service.errors), took(service.p50Ns), took(service.p95Ns), took(service.p99Ns)});
    services.print(context.out);
    context.out.write("\n");
    Table calls({{"from"}, {"to"}, {"calls", Align::Right}, {"errors", Align::Right}, {"p95", Align::Right}});
    for (const traces::ServiceCall &call : response.map.calls)
        calls.add({names[call.from], names[call.to], thousands(call.calls), thousands(call.errors), took(call.p95Ns)});
    calls.print(context.out);
    return {};
}

Result<void> runCompare(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::CompareTracesRequest request;
    const bool before = !arguments.has("--baseline-from") && !arguments.has("--baseline-to");
    if (before && !arguments.has("--from"))
        return failure(usage(Message(CAUSEWAY_TEXT("There is nothing to compare with")), Message(CAUSEWAY_TEXT("Give --from: what lies before is compared with."))));
    CAUSEWAY_ASSIGN(const auto limit, arguments.integer("--limit", 0, UINT64_MAX));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(request.time, context.timeRange("--from", "--to", *project));
    CAUSEWAY_ASSIGN(request.baseline, context.timeRange("--baseline-from", "--baseline-to", *project));
    if (before)
        request.baseline.to = request.time.from;
    CAUSEWAY_ASSIGN(const auto response, engine::compareTraces(*project, request, context.job));
    const traces::SpanTable &table = *response.table;
    const auto &rows = response.difference.rows;
    const std::size_t count = std::min<std::uint64_t>(limit.value_or(context.json ? UINT64_MAX : 40), rows.size());
    if (context.json) {
        JsonWriter json;
        json.beginArray();
        for (std::size_t i = 0; i < count; ++i) {
            const traces::Difference &row = rows[i];
            json.beginObject().field("kind", traces::toName(row.kind)).key("service");
            if (row.operation == traces::kNone)
                json.null().key("operation").null();
            else
                json.value(table.services()[table.operations()[row.operation].service]).field("operation", table.operations()[row.operation].name);
            json.field("attribute", toValidUtf8(row.attribute)).field("value", toValidUtf8(row.value)).field("share", row.share).field("baseline_share", row.baselineShare).field("score", row.score);
            json.field("count", row.count).field("of", row.of).field("baseline_count", row.baselineCount).field("baseline_of", row.baselineOf);
            if (row.kind == traces::DifferenceKind::Duration || row.kind == traces::DifferenceKind::SelfTime)
                json.field("median_ns", row.medianNs).field("baseline_median_ns", row.baselineMedianNs);
            json.endObject();
        }
        json.endArray();
        context.print(json);
        return {};
    }
    context.out.write(thousands(response.traces) + " traces against " + thousands(response.baselineTraces) + "\n");
    if (response.common > 0)
        context.out.write("The baseline holds " + thousands(response.common) + " of the chosen traces: they count among the chosen only.\n");
    context.out.write("\n");
    if (rows.empty()) {
        context.out.write("Nothing is different.\n");
        return {};
    }
    Table list({{"service", Align::Left, 24}, {"operation", Align::Left, 36}, {"attribute", Align::Left, 24}, {"value", Align::Left, 40}, {"share", Align::Right}, {"baseline", Align::Right}, {"score", Align::Right}});
    for (std::size_t i = 0; i < count; ++i) {
        const traces::Difference &row = rows[i];
        const bool times = row.kind == traces::DifferenceKind::Duration || row.kind == traces::DifferenceKind::SelfTime;
        list.add({row.operation == traces::kNone ? row.value : table.services()[table.operations()[row.operation].service],
                  row.operation == traces::kNone ? "" : table.operations()[row.operation].name, row.attribute, toValidUtf8(row.value), times ? took(row.medianNs) : percent(row.share),
                  times ? took(row.baselineMedianNs) : percent(row.baselineShare), fixed(row.score, 3)});
    }
    list.print(context.out);
    tellMore(context.out, rows.size() - count);
    return {};
}

Result<void> runMetrics(Context &context)
{
    engine::ListMetricsRequest request;
    request.name = context.arguments.value("--name");
    request.service = context.arguments.value("--service");
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(request.time, context.timeRange("--from", "--to", *project));
    CAUSEWAY_ASSIGN(const auto all, engine::listMetrics(*project, request, context.job));
    if (context.json) {
        JsonWriter json;
        json.beginArray();
        for (const storage::MetricSeries &series : all) {
            json.beginObject().field("name", series.name).field("service", series.service).field("pod", series.pod).field("unit", series.unit);
            writeRaw(json, "attributes", series.attributes, "{}");
            json.key("points").beginArray();
            for (std::size_t i = 0; i < series.timesNs.size(); ++i)
                json.beginArray().value(series.timesNs[i]).value(series.values[i]).endArray();
            json.endArray().endObject();
        }
        json.endArray();
        context.print(json);
        return {};
    }
    Table list({{"metric"}, {"service"}, {"pod"}, {"attributes", Align::Left, 60}, {"points", Align::Right}, {"least", Align::Right}, {"mean", Align::Right}, {"most", Align::Right}, {"unit"}});
    for (const storage::MetricSeries &series : all) {
        double least = INFINITY, most = -INFINITY, sum = 0;
        std::size_t count = 0;
        for (const double value : series.values)
            if (std::isfinite(value)) {
                least = std::min(least, value);
                most = std::max(most, value);
                sum += value;
                ++count;
            }
        const auto figure = [&](double value) { return fixed(count > 0 ? value : NAN, 3); };
        list.add({series.name, series.service, series.pod, series.attributes, thousands(series.timesNs.size()), figure(least), figure(sum / static_cast<double>(count)), figure(most), series.unit});
    }
    list.print(context.out);
    return {};
}

} // namespace

std::vector<Verb> traceVerbs()
{
    const Option from{"--from", "T", "traces that begin then or later; ISO 8601, nanoseconds, or a time of day"}, to{"--to", "T", "and before"};
    return {
        {"traces", "PROJECT", "lists traces", "Conditions add up: each --service, --operation and --attribute occurs in the trace.",
         {{"--service", "S", "a service that takes part", true},
          {"--operation", "NAME", "an operation that occurs", true},
          {"--attribute", "KEY=VALUE", "what some span has", true},
          {"--min-duration", "D", "such as 200ms or 1.5s"},
          {"--max-duration", "D", "such as 200ms or 1.5s"},
          {"--errors", "", "traces with a span that failed"},
          from,
          to,
          {"--sort", "WHAT", "start (else), duration, spans, errors or services, the largest first"},
          {"--limit", "N", "at most so many"}},
         1, 1, runTraces},
        {"trace", "PROJECT ID", "one trace: its spans, what it waited for, its lines of log", "The beginning of an id is enough where only one trace's begins so.", {}, 2, 2, runTrace},
        {"services", "PROJECT", "who calls whom, how often, how long it takes", "", {from, to}, 1, 1, runServices},
        {"compare", "PROJECT --from T [--to T] [--baseline-from T] [--baseline-to T]", "what is different about the traces of a time",
         "Without a baseline they are compared with what lies before. The score says how much two shares differ at least (95 %),\n"
         "of durations by how much the chance to last longer differs from its reverse.",
         {from, to, {"--baseline-from", "T", "traces to compare with; those that are among the chosen count there only"}, {"--baseline-to", "T", "and before"}, {"--limit", "N", "at most so many"}},
         1, 1, runCompare},
        {"metrics", "PROJECT", "series of metrics", "",
         {{"--name", "M", "of this name"}, {"--service", "S", "of this service"}, {"--from", "T", "points of then or later"}, {"--to", "T", "and before"}}, 1, 1, runMetrics},
    };
}

} // namespace causeway::cli
