// flow: control-flow graphs and what differs between two periods.

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "app/cli/verb.h"
#include "app/engine/check_flow.h"
#include "app/engine/mine_flow.h"

namespace causeway::cli {

namespace {

Result<engine::MineFlowRequest> parseRequest(Context &context, storage::Project &project)
{
    using Miner = engine::MineFlowRequest::Miner;
    engine::MineFlowRequest request;
    const std::string miner = context.arguments.value("--miner").value_or("cfg");
    if (miner != "fsa" && miner != "cfg" && miner != "tcfg")
        return failure(usage(Message(CAUSEWAY_TEXT("There is no miner “%1”"), miner), Message(CAUSEWAY_TEXT("There are fsa, cfg and tcfg."))));
    request.miner = miner == "fsa" ? Miner::Fsa : miner == "cfg" ? Miner::Cfg : Miner::Tcfg;
    request.component = context.arguments.value("--component").value_or("");
    request.ignoreIds = context.arguments.has("--ignore-ids");
    request.threads = context.threads;
    const auto bound = [&](std::string_view option, TimePoint &to) -> Result<bool> {
        CAUSEWAY_ASSIGN(const auto time, context.time(option, project));
        if (time)
            to = *time;
        return time.has_value();
    };
    CAUSEWAY_TRY(bound("--from", request.range.from));
    CAUSEWAY_TRY(bound("--to", request.range.to));
    TimeRange against;
    CAUSEWAY_ASSIGN(const bool from, bound("--against-from", against.from));
    CAUSEWAY_ASSIGN(const bool to, bound("--against-to", against.to));
    if (from || to)
        request.against = against;
    request.againstRest = context.arguments.has("--against-rest");
    if (request.againstRest && (request.against || request.range.isAll()))
        return failure(usage(Message(CAUSEWAY_TEXT("--against-rest compares with all that is outside --from and --to")), Message(CAUSEWAY_TEXT("Give one of these, and neither --against-from nor --against-to."))));
    return request;
}

Result<void> writeFile(const std::string &path, const std::string &text)
{
    std::FILE *file = std::fopen(path.c_str(), "wb");
    const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int wrong = errno;
    const bool closed = file == nullptr || std::fclose(file) == 0;
    if (written && closed)
        return {};
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The graph cannot be written")), Message(CAUSEWAY_TEXT("%1"), std::strerror(written ? errno : wrong)), {},
                   Place{path, 0, -1});
}

void write(JsonWriter &json, const engine::MineFlowResponse &response)
{
    json.beginObject().field("component", toValidUtf8(response.graph.component)).field("grouping", toValidUtf8(response.grouping));
    json.field("events", response.graph.events).field("sessions", response.graph.sessions).key("warnings").beginArray();
    for (const Message &warning : response.graph.warnings)
        json.value(warning.toEnglish());
    json.endArray().key("nodes").beginArray();
    for (std::size_t i = 0; i < response.graph.nodes.size(); ++i) {
        const flow::Node &node = response.graph.nodes[i];
        json.beginObject().field("id", static_cast<std::uint64_t>(i)).field("template", node.templateId).field("text", toValidUtf8(response.texts[i]));
        json.field("count", node.count).field("kind", flow::toName(node.kind));
        if (node.mostTimes > 0)
            json.field("most_times", node.mostTimes);
        json.endObject();
    }
    json.endArray().key("edges").beginArray();
    for (std::size_t i = 0; i < response.graph.edges.size(); ++i) {
        const flow::Edge &edge = response.graph.edges[i];
        json.beginObject().field("from", edge.from).field("to", edge.to).field("count", edge.count).field("probability", edge.probability);
        json.field("p50_ns", edge.p50Ns).field("p95_ns", edge.p95Ns).field("p99_ns", edge.p99Ns).field("inferred", edge.inferred);
        if (edge.boundNs > 0)
            json.field("bound_ns", edge.boundNs);
        json.key("change");
        if (response.differences.empty() || response.differences[i].change == flow::Change::None)
            json.null();
        else
            json.value(flow::toName(response.differences[i].change));
        if (!response.differences.empty()) {
            const flow::EdgeDifference &difference = response.differences[i];
            json.field("p_value", difference.pValue).field("count_before", difference.countBefore).field("probability_before", difference.probabilityBefore);
            json.field("p50_before_ns", difference.p50BeforeNs);
        }
        json.endObject();
    }
    json.endArray().endObject();
}

void printTable(Context &context, const engine::MineFlowResponse &response)
{
    using Align = Table::Align;
    const flow::Graph &graph = response.graph;
    const bool compared = !response.differences.empty();
    std::vector<Table::Column> columns{{"from"}, {"to"}, {"count", Align::Right}, {"share", Align::Right}, {"p50", Align::Right}, {"p95", Align::Right}, {"p99", Align::Right}};
    if (compared)
        columns.push_back({"change"});
    Table table(std::move(columns));
    const auto name = [&](std::uint32_t node) { return std::to_string(graph.nodes[node].templateId) + " " + printable(response.texts[node]).substr(0, 60); };
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const flow::Edge &edge = graph.edges[i];
        std::vector<std::string> row{toValidUtf8(name(edge.from)), toValidUtf8(name(edge.to)), thousands(edge.count), percent(edge.probability),
                                     toText(Nanos{edge.p50Ns}), toText(Nanos{edge.p95Ns}), toText(Nanos{edge.p99Ns})};
        if (compared)
            row.emplace_back(flow::toName(response.differences[i].change));
        table.add(std::move(row));
    }
    table.print(context.out);
    context.out.write(thousands(graph.nodes.size()) + " nodes, " + thousands(graph.edges.size()) + " edges from " + thousands(graph.events) + " events" +
                      (graph.sessions > 0 ? " in " + thousands(graph.sessions) + " sessions by " + printable(response.grouping) : ", by their times alone") + "\n");
}

void write(JsonWriter &json, const engine::CheckFlowResponse &checked)
{
    json.beginObject().field("events", checked.events).field("normal_events", checked.normalEvents).field("cut_events", checked.cut).field("grouping", toValidUtf8(checked.grouping));
    json.key("warnings").beginArray();
    for (const Message &warning : checked.warnings)
        json.value(warning.toEnglish());
    json.endArray().key("counts").beginObject();
    for (std::size_t kind = 0; kind < engine::kFlowFindingKinds; ++kind)
        json.field(engine::toName(static_cast<engine::FlowFindingKind>(kind)), checked.counts[kind]);
    json.endObject().key("findings").beginArray();
    for (const engine::FlowFinding &finding : checked.findings) {
        json.beginObject().field("kind", engine::toName(finding.kind)).field("message", finding.message.toEnglish());
        if (finding.event)
            json.field("event", finding.event->value);
        if (finding.time != TimePoint::none())
            json.field("time_ns", finding.time.ns);
        if (!finding.session.empty())
            json.field("session", toValidUtf8(finding.session));
        if (finding.from > 0)
            json.field("from", finding.from);
        if (finding.to > 0)
            json.field("to", finding.to);
        if (finding.observedNs > 0)
            json.field("observed_ns", finding.observedNs).field("expected_ns", finding.expectedNs);
        if (finding.pValue < 1)
            json.field("p_value", finding.pValue);
        json.field("count", finding.count).endObject();
    }
    json.endArray().endObject();
}

Result<void> runCheck(Context &context, storage::Project &project, const engine::MineFlowRequest &flow)
{
    CAUSEWAY_ASSIGN(const auto limit, context.arguments.integer("--limit", 1, 1'000'000));
    CAUSEWAY_ASSIGN(const auto checked, engine::checkFlow(project, {flow, static_cast<std::size_t>(limit.value_or(1000))}, context.job));
    for (const Message &warning : checked.warnings)
        context.warn(Error{ErrorCode::InvalidInput, warning, {}, {}, {}});
    if (context.json) {
        JsonWriter json;
        write(json, checked);
        context.print(json);
        return {};
    }
    Table table({{"kind"}, {"time"}, {"count", Table::Align::Right}, {"finding"}});
    for (const engine::FlowFinding &finding : checked.findings)
        table.add({std::string(engine::toName(finding.kind)), finding.time == TimePoint::none() ? std::string() : toIso8601(finding.time), thousands(finding.count), printable(finding.message.toEnglish())});
    table.print(context.out);
    context.out.write(thousands(checked.total) + " findings in " + thousands(checked.events) + " events, against " + thousands(checked.normalEvents) + " taken for normal\n");
    return {};
}

Result<void> runFlow(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto request, parseRequest(context, *project));
    if (context.arguments.has("--check"))
        return runCheck(context, *project, request);
    CAUSEWAY_ASSIGN(auto responses, engine::mineFlows(*project, request, context.job));
    std::string dot;
    JsonWriter json;
    json.beginArray();
    for (const engine::MineFlowResponse &response : responses) {
        const std::string component = printable(response.graph.component);
        for (const Message &warning : response.graph.warnings)
            context.warn(Error{ErrorCode::InvalidInput, warning, component.empty() ? Message() : Message(CAUSEWAY_TEXT("in the component “%1”"), component), {}, {}});
        dot += flow::toDot(response.graph, response.texts);
        if (context.json) {
            write(json, response);
            continue;
        }
        if (&response != &responses.front())
            context.out.write("\n" + toValidUtf8(component) + "\n");
        printTable(context, response);
    }
    if (const auto path = context.arguments.value("--dot")) {
        CAUSEWAY_TRY(writeFile(*path, dot));
    }
    if (const auto path = context.arguments.value("--svg")) {
        // Of all, or of the component that was asked for.
        CAUSEWAY_TRY(context.drawing->flow(std::make_shared<const engine::MineFlowResponse>(std::move(responses.front())), *path, context.job));
    }
    if (context.json)
        context.print(json.endArray());
    return {};
}

} // namespace

std::vector<Verb> flowVerbs()
{
    return {
        {"flow", "PROJECT [--miner fsa|cfg|tcfg] [--component C] [--ignore-ids] [--from T] [--to T] [--against-from T] [--against-to T] [--against-rest] [--check] [--dot F] [--svg F]",
         "control-flow graphs, and what differs between two periods",
         "cfg tells branches, forks, joins and loops; tcfg beginnings, ends and templates that are apart from the flow; fsa is an\n"
         "automaton of the sessions. Where the current grouping says which events belong together, edges come from their order;\n"
         "else, and with --ignore-ids, from times alone: such edges are inferred, and a warning tells where that is hopeless.\n"
         "Where lines name components, the graph of all comes first, then one of each component; --component gives one alone.\n"
         "With --check the period is checked against the flow of the other: what came in another order, did not come, came once too\n"
         "often or late, and what changed for good (delays, shares of branches, steps and transitions that are new).",
         {{"--miner", "M", "fsa, cfg (the default) or tcfg"},
          {"--component", "C", "only events of this component"},
          {"--ignore-ids", "", "from times alone"},
          {"--from", "T", "only events at or after this time"},
          {"--to", "T", "only events before this time"},
          {"--against-from", "T", "compares with the period from here"},
          {"--against-to", "T", "compares with the period up to here"},
          {"--against-rest", "", "compares with all that is outside --from and --to"},
          {"--check", "", "findings of the period against the flow of the other, instead of graphs"},
          {"--limit", "N", "with --check: at most so many findings (1000)"},
          {"--dot", "F", "writes the graphs in Graphviz' language"},
          {"--svg", "F", "draws the graph of all, or of the component"}},
         1, 1, runFlow, true},
    };
}

} // namespace causeway::cli
