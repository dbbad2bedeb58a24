// approve, approvals: what policies may do only with a person's consent, and who gave it.

#include "app/cli/verb.h"
#include "app/engine/approvals.h"
#include "app/engine/scenarios.h"

namespace causeway::cli {

namespace {

using engine::Approval;
using engine::Consent;

std::string decisionText(const Approval &one) { return one.granted ? "granted" : "refused"; }

// Without a scenario: all that was decided. With one: what it asks for, and what was decided of that.
Result<void> list(Context &context, storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto approvals, engine::listApprovals(project));
    const auto given = context.arguments.value("--scenario");
    if (!given) {
        if (context.json) {
            context.out.write(engine::approvalsJson(approvals) + "\n");
            return {};
        }
        if (approvals.empty()) {
            context.out.write("Nobody has decided anything. A scenario asks for consent by \"approve\": [\"dim\", …]; it is given by causeway approve PROJECT KIND --reason WHY.\n");
            return {};
        }
        Table table({{"id", Table::Align::Right}, {"action"}, {"service"}, {"scenario"}, {"decision"}, {"by"}, {"when"}, {"reason"}});
        for (const Approval &one : approvals)
            table.add({std::to_string(one.id), printable(one.kind), one.service.empty() ? "all" : printable(one.service), one.scenario == 0 ? "all" : std::to_string(one.scenario), decisionText(one), printable(one.by), toIso8601(TimePoint{one.atNs}).substr(0, 19),
                       printable(one.reason)});
        table.print(context.out);
        return {};
    }
    CAUSEWAY_ASSIGN(const engine::ScenarioId id, engine::findScenario(project, *given));
    CAUSEWAY_ASSIGN(const auto scenario, engine::readScenarioOf(project, id));
    const std::vector<Consent> consents = engine::consentsOf(scenario, id, approvals);
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("scenario", id).key("consents");
        engine::writeConsents(json, scenario, consents);
        context.print(json.endObject());
        return {};
    }
    if (consents.empty()) {
        context.out.write("The scenario asks for no consent. It does so by \"approve\": [\"dim\", …], for all services or for one; or: causeway scenario PROJECT set SCENARIO approve.dim=true.\n");
        return {};
    }
    Table table({{"service"}, {"action"}, {"decision"}, {"by"}, {"when"}, {"reason"}});
    for (const Consent &one : consents) {
        const std::string kind(simulate::kActionKinds[static_cast<std::size_t>(one.kind)]);
        if (one.decision)
            table.add({printable(scenario.services[one.service].name), kind, decisionText(*one.decision), printable(one.decision->by), toIso8601(TimePoint{one.decision->atNs}).substr(0, 19), printable(one.decision->reason)});
        else
            table.add({printable(scenario.services[one.service].name), kind, "nobody decided", "", "", ""});
    }
    table.print(context.out);
    return {};
}

Result<void> runApprovals(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    return list(context, *project);
}

Result<void> runApprove(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (context.arguments.has("--undo")) {
        CAUSEWAY_TRY(context.undo(*project, "approval"));
        return list(context, *project);
    }
    if (context.arguments.positional().size() < 2)
        return failure(usage(Message(CAUSEWAY_TEXT("What is decided on is missing")), Message(CAUSEWAY_TEXT("Give a kind of action: causeway approve PROJECT KIND [SERVICE] --reason WHY."))));
    engine::ApproveRequest request;
    request.kind = context.positional(1);
    if (context.arguments.positional().size() > 2)
        request.service = context.positional(2);
    request.granted = !context.arguments.has("--refuse");
    request.reason = context.arguments.value("--reason").value_or("");
    request.by = context.arguments.value("--by").value_or("");
    if (const auto given = context.arguments.value("--scenario")) {
        CAUSEWAY_ASSIGN(request.scenario, engine::findScenario(*project, *given));
    }
    CAUSEWAY_TRY(engine::approve(*project, request));
    return list(context, *project);
}

} // namespace

std::vector<Verb> approvalVerbs()
{
    return {{"approve", "PROJECT KIND [SERVICE] --reason WHY [--scenario S] [--refuse]", "lets policies do what a scenario asks a person's consent for",
             "A scenario says what needs consent by \"approve\": [KIND, …], for all its services or for one. Without consent it is not done, and told\n"
             "in the audit of a simulation. KIND is add_replicas, remove_replicas, dim (leave out optional calls), limit (refuse requests), route, speed,\n"
             "restart, move, replace or resilience (breakers, back-off). The last decision holds; --undo takes it back.",
             {{"--reason", "WHY", "why; always needed"}, {"--scenario", "S", "of this scenario alone, by number or name (all)"}, {"--refuse", "", "it may not be done, or no longer"}, {"--by", "NAME", "who decides (the user's name)"}, {"--undo", "", "takes the last decision back"}},
             1, 3, runApprove},
            {"approvals", "PROJECT [--scenario S]", "what people approved, who, when and why", "With --scenario: what that one asks consent for, and what was decided.", {{"--scenario", "S", "number or name"}}, 1, 1, runApprovals}};
}

} // namespace causeway::cli
