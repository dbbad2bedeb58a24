// workflow.

#include "app/cli/verb.h"
#include "app/engine/workflow.h"

namespace causeway::cli {

namespace {

using sessions::Workflow;
using sessions::WorkflowBlock;

std::string_view nameOf(WorkflowBlock::Kind kind)
{
    switch (kind) {
    case WorkflowBlock::Kind::Step: return "step";
    case WorkflowBlock::Kind::Sequence: return "sequence";
    case WorkflowBlock::Kind::Concurrent: return "concurrent";
    case WorkflowBlock::Kind::Branch: return "branch";
    case WorkflowBlock::Kind::Loop: return "loop";
    }
    return {};
}

std::string_view meaningOf(WorkflowBlock::Kind kind)
{
    switch (kind) {
    case WorkflowBlock::Kind::Sequence: return "one after another";
    case WorkflowBlock::Kind::Concurrent: return "at the same time";
    case WorkflowBlock::Kind::Branch: return "one of";
    case WorkflowBlock::Kind::Loop: return "again and again";
    case WorkflowBlock::Kind::Step: break;
    }
    return {};
}

std::string nameOf(const engine::WorkflowResponse &response, std::uint32_t key)
{
    const auto found = response.names.find(key);
    return found == response.names.end() ? "pattern " + std::to_string(key) : found->second;
}

// A line a block, children further in behind "├─" and "└─".
void printBlock(Output &out, const engine::WorkflowResponse &response, const WorkflowBlock &block, const std::string &lead, const std::string &childLead)
{
    const bool step = block.kind == WorkflowBlock::Kind::Step;
    out.write(lead + (step ? printable(nameOf(response, block.key)) : std::string(meaningOf(block.kind))) + "  (" + thousands(block.times) + (block.optional ? ", optional)" : ")") + "\n");
    for (std::size_t i = 0; i < block.children.size(); ++i) {
        const bool last = i + 1 == block.children.size();
        const bool back = block.kind == WorkflowBlock::Kind::Loop && i > 0;
        printBlock(out, response, block.children[i], childLead + (last ? "└─ " : "├─ ") + (back ? "back by: " : ""), childLead + (last ? "   " : "│  "));
    }
}

void writeBlock(JsonWriter &json, const WorkflowBlock &block)
{
    json.beginObject().field("kind", nameOf(block.kind));
    if (block.kind == WorkflowBlock::Kind::Step)
        json.field("template", block.key);
    json.field("times", block.times).field("optional", block.optional);
    if (block.kind != WorkflowBlock::Kind::Step) {
        json.key("children").beginArray();
        for (const WorkflowBlock &child : block.children)
            writeBlock(json, child);
        json.endArray();
    }
    json.endObject();
}

void writeEnd(JsonWriter &json, std::string_view key, const Workflow &workflow, std::uint32_t node)
{
    json.key(key);
    if (node == Workflow::kOutside)
        json.null();
    else
        json.value(workflow.nodes[node].key);
}

Result<void> runWorkflow(Context &context)
{
    engine::WorkflowRequest request;
    request.threads = context.threads;
    if (const auto grouping = context.arguments.value("--grouping")) {
        CAUSEWAY_ASSIGN(request.grouping, sessions::Grouping::parse(*grouping));
    }
    CAUSEWAY_ASSIGN(const auto distance, context.arguments.integer("--distance", 1, 100));
    request.settings.distance = static_cast<std::uint32_t>(distance.value_or(request.settings.distance));
    CAUSEWAY_ASSIGN(const auto noise, context.arguments.real("--noise", 0, 0.5));
    request.settings.noise = noise.value_or(request.settings.noise);
    CAUSEWAY_ASSIGN(const auto rare, context.arguments.real("--rare", 0, 1));
    request.settings.rare = rare.value_or(request.settings.rare);
    request.withAnomalous = context.arguments.has("--all");
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::mineWorkflow(*project, request, context.job));
    const Workflow &workflow = response.workflow;
    if (!context.json) {
        context.out.write("workflow of " + thousands(workflow.sessions) + " sessions by " + printable(response.grouping) + ", " + thousands(workflow.nodes.size()) + " patterns");
        if (workflow.rareTemplates > 0)
            context.out.write("; left out as rare: " + thousands(workflow.rareTemplates));
        if (response.leftOut > 0)
            context.out.write("; sessions labelled anomalous and left out: " + thousands(response.leftOut));
        context.out.write("\n");
        if (workflow.nodes.empty())
            context.out.write("no pattern is in enough of them\n");
        else
            printBlock(context.out, response, workflow.root, "", "");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("grouping", toValidUtf8(response.grouping)).field("sessions", workflow.sessions).field("events", workflow.events);
    json.field("left_out", response.leftOut).field("rare_templates", workflow.rareTemplates).key("nodes").beginArray();
    for (const Workflow::Node &node : workflow.nodes)
        json.beginObject().field("template", node.key).field("text", nameOf(response, node.key)).field("events", node.events).field("sessions", node.sessions).endObject();
    json.endArray().key("edges").beginArray();
    for (const Workflow::Edge &edge : workflow.edges) {
        json.beginObject();
        writeEnd(json, "from", workflow, edge.from);
        writeEnd(json, "to", workflow, edge.to);
        json.field("count", edge.count).endObject();
    }
    json.endArray().key("root");
    writeBlock(json, workflow.root);
    json.endObject();
    context.print(json);
    return {};
}

} // namespace

std::vector<Verb> workflowVerbs()
{
    return {
        {"workflow", "PROJECT [--grouping G] [--distance D] [--noise X] [--rare X] [--all]", "shows the steps that sessions follow: sequences, branches, loops, concurrent steps",
         "Steps are concurrent where they occur within a distance of D events (3) of each other in either order, branches where they never follow\n"
         "each other, loops where they recur. What follows in less than a share of X (0.05) of the cases is noise, patterns in less than a\n"
         "share of X (0.01) of the sessions are rare. Sessions labelled anomalous are left out, but with --all. In JSON a null at the end of\n"
         "an edge is the begin or the end of a session.",
         {{"--grouping", "G", "how to group, as --by of `sessions`; remembered"},
          {"--distance", "D", "events, from 1 to 100"},
          {"--noise", "X", "share from 0 to 0.5"},
          {"--rare", "X", "share from 0 to 1"},
          {"--all", "", "also sessions labelled anomalous"}},
         1, 1, runWorkflow, true},
    };
}

} // namespace causeway::cli
