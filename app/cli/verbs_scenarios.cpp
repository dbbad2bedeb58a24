// scenarios, scenario: what-if with the scenarios of a project.

#include <algorithm>
#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/compare_scenarios.h"
#include "app/engine/explore_scenario.h"
#include "app/engine/nearest.h"
#include "app/engine/observed_model.h"
#include "app/engine/scenario_risk.h"
#include "app/engine/scenarios.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using engine::ComparedRow;
using engine::Quantity;
using engine::ScenarioId;
using engine::ScenarioRow;

void writeChanges(JsonWriter &json, const std::vector<engine::FieldChange> &changes)
{
    json.beginArray();
    for (const engine::FieldChange &change : changes) {
        json.beginObject().field("field", toValidUtf8(change.field));
        for (const auto &[name, text] : {std::pair("before", &change.before), std::pair("after", &change.after)}) {
            json.key(name);
            if (text->empty())
                json.null();
            else
                json.value(toValidUtf8(*text));
        }
        json.endObject();
    }
    json.endArray();
}

// What a fork changes of what it was forked from; empty of a first one.
std::vector<engine::FieldChange> changesOf(const std::vector<ScenarioRow> &rows, const ScenarioRow &row)
{
    const auto parent = std::ranges::find(rows, row.parent, [](const ScenarioRow &one) { return one.stored.id; });
    if (parent == rows.end())
        return {};
    const auto before = engine::readStored(parent->stored), after = engine::readStored(row.stored);
    return before && after ? engine::scenarioDifference(*before, *after) : std::vector<engine::FieldChange>();
}

Result<void> list(Context &context, storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto rows, engine::listScenarios(project));
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("scenarios").beginArray();
        for (const ScenarioRow &row : rows) {
            json.beginObject().field("id", row.stored.id).key("parent");
            if (row.parent == 0)
                json.null();
            else
                json.value(row.parent);
            json.field("name", toValidUtf8(row.stored.name)).field("note", toValidUtf8(row.stored.note)).field("by", toValidUtf8(row.stored.by)).field("created_ns", row.stored.createdNs).key("changes");
            writeChanges(json, changesOf(rows, row));
            json.endObject();
        }
        context.print(json.endArray().endObject());
        return {};
    }
    if (rows.empty()) {
        context.out.write("No scenario is kept. The first: causeway scenario PROJECT learn, of its traces, or causeway scenario PROJECT open FILE.\n");
        return {};
    }
    Table table({{"id", Align::Right}, {"scenario"}, {"changes"}, {"by"}, {"made"}, {"note"}});
    for (const ScenarioRow &row : rows)
        table.add({std::to_string(row.stored.id), std::string(static_cast<std::size_t>(row.depth) * 2, ' ') + row.stored.name, row.parent == 0 ? "" : toText(changesOf(rows, row)), row.stored.by, toIso8601(TimePoint{row.stored.createdNs}).substr(0, 19), row.stored.note});
    table.print(context.out);
    return {};
}

Result<void> runScenarios(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    return list(context, *project);
}

// What a person asked of one project, by the words behind its name.
struct Asked {
    Context &context;
    storage::Project &project;
    [[nodiscard]] std::size_t words() const { return context.arguments.positional().size() - 2; }
    [[nodiscard]] const std::string &word(std::size_t i) const { return context.positional(i + 2); }
    [[nodiscard]] Result<ScenarioId> scenario(std::size_t i) const { return engine::findScenario(project, word(i)); }
    [[nodiscard]] std::string name() const { return context.arguments.value("--name").value_or(std::string()); }
};

Result<void> learn(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const TimeRange range, asked.context.timeRange("--from", "--to", asked.project));
    CAUSEWAY_TRY(engine::learnScenario(asked.project, range, asked.name(), asked.context.job));
    return list(asked.context, asked.project);
}

Result<void> open(const Asked &asked)
{
    CAUSEWAY_TRY(engine::importScenario(asked.project, asked.word(0), asked.name()));
    return list(asked.context, asked.project);
}

Result<void> fork(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_TRY(engine::forkScenario(asked.project, id, asked.name()));
    return list(asked.context, asked.project);
}

Result<void> rename(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_TRY(engine::renameScenario(asked.project, id, asked.word(1), std::nullopt));
    return list(asked.context, asked.project);
}

Result<void> note(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_TRY(engine::renameScenario(asked.project, id, std::nullopt, asked.word(1)));
    return list(asked.context, asked.project);
}

Result<void> remove(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_TRY(engine::removeScenario(asked.project, id));
    return list(asked.context, asked.project);
}

void printChanges(Context &context, const std::vector<engine::FieldChange> &changes)
{
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("changes");
        writeChanges(json, changes);
        context.print(json.endObject());
        return;
    }
    if (changes.empty())
        context.out.write("Nothing is different.\n");
    for (const engine::FieldChange &change : changes)
        context.out.write(printable(toText(change)) + "\n");
}

Result<void> set(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    const auto &words = asked.context.arguments.positional();
    CAUSEWAY_ASSIGN(const auto changed, engine::setScenarioFields(asked.project, id, {words.begin() + 3, words.end()}));
    printChanges(asked.context, changed.changes);
    return {};
}

// The one beside which another is looked at: the second that is told, else what it was forked from in the first place.
Result<ScenarioId> other(const Asked &asked, ScenarioId id, bool nearest)
{
    if (asked.words() > 1)
        return asked.scenario(1);
    CAUSEWAY_ASSIGN(const auto rows, engine::listScenarios(asked.project));
    std::map<ScenarioId, ScenarioId> parents;
    for (const ScenarioRow &row : rows)
        parents[row.stored.id] = row.parent;
    ScenarioId found = parents[id];
    while (!nearest && found != 0 && parents[found] != 0)
        found = parents[found];
    if (found == 0)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is a first scenario: with which is it compared?"), asked.word(0)), Message(CAUSEWAY_TEXT("Give a second scenario."))));
    return found;
}

Result<void> diff(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_ASSIGN(const ScenarioId with, other(asked, id, true));
    CAUSEWAY_ASSIGN(const auto before, engine::readScenarioOf(asked.project, with));
    CAUSEWAY_ASSIGN(const auto after, engine::readScenarioOf(asked.project, id));
    printChanges(asked.context, engine::scenarioDifference(before, after));
    return {};
}

Result<void> show(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_ASSIGN(const auto scenario, engine::readScenarioOf(asked.project, id));
    asked.context.out.write(toJson(scenario) + "\n");
    return {};
}

std::string_view said(Quantity quantity)
{
    switch (quantity) {
    case Quantity::Violations: return "over SLO";
    case Quantity::Mean: return "mean";
    case Quantity::P50: return "p50";
    case Quantity::P95: return "p95";
    case Quantity::P99: return "p99";
    case Quantity::Energy: return "energy, Wh";
    case Quantity::BrownEnergy: return "brown energy, Wh";
    case Quantity::Carbon: return "carbon, g";
    default: return toName(quantity);
    }
}

std::string cell(const std::optional<simulate::Estimate> &estimate, Quantity quantity, bool difference)
{
    if (!estimate)
        return "–";
    const double value = estimate->mean;
    const std::string sign = difference && value > 0 ? "+" : "";
    switch (quantity) {
    case Quantity::Mean:
    case Quantity::P50:
    case Quantity::P95:
    case Quantity::P99: return (difference && value < 0 ? "-" : sign) + toText(Nanos{std::llround(std::abs(value))});
    case Quantity::Violations:
    case Quantity::Refused:
    case Quantity::Utilisation: return sign + fixed(100 * value, 2) + " %";
    default: return sign + fixed(value, quantity == Quantity::Cost ? 4 : 2);
    }
}

std::string interval(const ComparedRow &row)
{
    if (!row.delta || !std::isfinite(row.delta->low))
        return "–";
    const auto end = [&](double value) { return cell(simulate::Estimate{value, 0, 0}, row.quantity, true); };
    return end(row.delta->low) + " … " + end(row.delta->high);
}

void writeEstimate(JsonWriter &json, std::string_view name, const std::optional<simulate::Estimate> &estimate)
{
    json.key(name);
    if (!estimate) {
        json.null();
        return;
    }
    json.beginObject().field("mean", estimate->mean).key("ci95");
    if (std::isfinite(estimate->low))
        json.beginArray().value(estimate->low).value(estimate->high).endArray();
    else
        json.null();
    json.endObject();
}

Result<void> compare(const Asked &asked)
{
    Context &context = asked.context;
    CAUSEWAY_ASSIGN(const ScenarioId id, asked.scenario(0));
    CAUSEWAY_ASSIGN(const ScenarioId with, other(asked, id, false));
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 1000));
    engine::AnswerRequest request;
    request.replications = static_cast<unsigned>(replications.value_or(request.replications));
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const auto earlier, engine::readScenarioOf(asked.project, with));
    CAUSEWAY_ASSIGN(const auto later, engine::readScenarioOf(asked.project, id));
    request.seed = context.arguments.has("--seed") ? context.seed : earlier.seed; // of both: the same requests
    request.scenario = with;
    CAUSEWAY_ASSIGN(const auto before, engine::answerScenario(asked.project, earlier, request, context.job));
    request.scenario = id;
    CAUSEWAY_ASSIGN(const auto after, engine::answerScenario(asked.project, later, request, context.job));
    const auto rows = engine::compareAnswers(before.get(), *after);
    CAUSEWAY_ASSIGN(const auto beyond, engine::beyondObserved(asked.project, id, later));
    const allocate::Risk risk = engine::riskOf(later, *after, rows, beyond.value_or(engine::Extrapolations()));
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("before", with).field("after", id).field("seed", *request.seed).field("replications", request.replications).field("kept", before->wasKept && after->wasKept).key("changes");
        writeChanges(json, engine::scenarioDifference(earlier, later));
        json.key("rows").beginArray();
        for (const ComparedRow &row : rows) {
            json.beginObject().field("of", toName(row.of)).field("name", toValidUtf8(row.name)).field("quantity", toName(row.quantity));
            writeEstimate(json, "before", row.before);
            writeEstimate(json, "after", row.after);
            writeEstimate(json, "delta", row.delta);
            json.field("mark", toName(row.mark)).endObject();
        }
        json.endArray().key("risk");
        engine::writeRisk(json, risk);
        context.print(json.endObject());
        return {};
    }
    context.out.write(printable(toText(engine::scenarioDifference(earlier, later), 10)) + "\n\n");
    Table table({{"of"}, {"what"}, {"before", Align::Right}, {"after", Align::Right}, {"difference", Align::Right}, {"95 % interval"}, {""}});
    for (const ComparedRow &row : rows)
        table.add({row.of == ComparedRow::Of::Whole ? "all" : row.name, std::string(said(row.quantity)), cell(row.before, row.quantity, false), cell(row.after, row.quantity, false), cell(row.delta, row.quantity, true), interval(row), std::string(toName(row.mark))});
    table.print(context.out);
    context.out.write("\n" + thousands(request.replications) + " replications of each, the same requests. Better, worse, other: the interval of the difference leaves zero out.\nRisk " + std::to_string(risk.grade) + " of " + std::to_string(allocate::kMostRisk) + (risk.costsMore ? ", and it costs more" : "") + (risk.reasons.empty() ? "." : ":") + "\n");
    for (const allocate::RiskReason &reason : risk.reasons)
        context.out.write("  " + printable(reason.text.toEnglish()) + "\n");
    return {};
}

Result<void> undo(const Asked &asked)
{
    CAUSEWAY_TRY(asked.context.undo(asked.project, "scenario"));
    return list(asked.context, asked.project);
}

struct Action {
    const char *name, *usage;
    std::size_t minimum, maximum; // words behind it
    Result<void> (*run)(const Asked &);
};
constexpr Action kActions[] = {{"learn", "learn [--from T --to T] [--name N]", 0, 0, learn},
                               {"open", "open FILE [--name N]", 1, 1, open},
                               {"fork", "fork SCENARIO [--name N]", 1, 1, fork},
                               {"rename", "rename SCENARIO NAME", 2, 2, rename},
                               {"note", "note SCENARIO TEXT", 2, 2, note},
                               {"remove", "remove SCENARIO", 1, 1, remove},
                               {"set", "set SCENARIO FIELD=VALUE…", 2, SIZE_MAX, set},
                               {"diff", "diff SCENARIO [SCENARIO]", 1, 2, diff},
                               {"show", "show SCENARIO", 1, 1, show},
                               {"compare", "compare SCENARIO [SCENARIO] [--replications N]", 1, 2, compare},
                               {"undo", "undo", 0, 0, undo}};

Result<void> runScenario(Context &context)
{
    const std::string &name = context.positional(1);
    const auto action = std::ranges::find(kActions, name, [](const Action &one) { return std::string(one.name); });
    if (action == std::end(kActions)) {
        std::vector<std::string> names;
        for (const Action &one : kActions)
            names.emplace_back(one.name);
        const std::string near = engine::nearest(name, names);
        return failure(usage(Message(CAUSEWAY_TEXT("Nothing that is done with a scenario is called “%1”"), name), near.empty() ? Message(CAUSEWAY_TEXT("See: causeway help scenario.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”? See: causeway help scenario."), near)));
    }
    const std::size_t words = context.arguments.positional().size() - 2;
    if (words < action->minimum || words > action->maximum)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” takes other words"), name), Message(CAUSEWAY_TEXT("Usage: causeway scenario PROJECT %1"), action->usage)));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    return action->run({context, *project});
}

} // namespace

std::vector<Verb> scenarioVerbs()
{
    return {{"scenarios", "PROJECT", "lists the scenarios of a project as a tree of forks", "", {}, 1, 1, runScenarios},
            {"scenario", "PROJECT ACTION [SCENARIO] …", "makes, forks, changes and compares scenarios of a project",
             "SCENARIO is a number or a name of `causeway scenarios`. ACTION is one of:\n"
             "  learn [--from T --to T] [--name N]   a first one, as the project's traces show it\n"
             "  open FILE [--name N]                 a first one, of a scenario file\n"
             "  fork SCENARIO [--name N]             a copy below it, to be changed\n"
             "  set SCENARIO FIELD=VALUE…            services.order.replicas=4; all or none\n"
             "  rename SCENARIO NAME, note SCENARIO TEXT, remove SCENARIO\n"
             "  diff SCENARIO [SCENARIO]             fields that are not as in what it was forked from, or in the second\n"
             "  show SCENARIO                        as a scenario file\n"
             "  compare SCENARIO [SCENARIO]          what both come to, by default before the first fork and after; what was simulated is kept\n"
             "  undo                                 the last of these changes",
             {{"--name", "N", "what a new one is called"}, {"--from", "T", "learn: of traces that begin from then"}, {"--to", "T", "learn: until then"}, {"--replications", "N", "compare: how often each is run (10)"}},
             2, 1000, runScenario, true, true}};
}

} // namespace causeway::cli
