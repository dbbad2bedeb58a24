// demo, report: the sample incident, and what there is to tell of a project.

#include <filesystem>

#include "app/cli/verb.h"
#include "app/engine/find_root_cause.h"
#include "app/engine/explore_scenario.h"
#include "app/engine/report_content.h"
#include "app/engine/whatif_report.h"
#include "app/engine/sample_incident.h"

namespace causeway::cli {

namespace {

void write(JsonWriter &json, const engine::SampleFigures &figures)
{
    json.beginObject().field("detector", figures.detector).field("run", figures.run.value).field("judged", figures.judged).key("faults").beginArray();
    for (std::size_t i = 0; i < demo::kFaults; ++i)
        json.beginObject().field("fault", demo::toName(static_cast<demo::Fault>(i))).field("requests", figures.faults[i].requests).field("found", figures.faults[i].found).endObject();
    json.endArray().field("tp", figures.right).field("fp", figures.falseAlarms).field("fn", figures.missed);
    json.field("precision", figures.precision()).field("recall", figures.recall()).field("f1", figures.f1());
    json.field("jittered", figures.jittered).field("jitter_flagged", figures.jitterFlagged).endObject();
}

void print(Output &out, const engine::SampleIncidentResponse &made)
{
    using Align = Table::Align;
    out.write(thousands(made.events) + " events in " + thousands(made.sessions) + " sessions; " + thousands(made.requests) + " requests\n\n");
    std::vector<Table::Column> columns{{"found of"}};
    for (const engine::SampleFigures &figures : made.figures)
        columns.push_back({figures.detector, Align::Right});
    Table table(std::move(columns));
    const auto row = [&](std::string name, const std::function<std::string(const engine::SampleFigures &)> &cell) {
        std::vector<std::string> cells{std::move(name)};
        for (const engine::SampleFigures &figures : made.figures)
            cells.push_back(cell(figures));
        table.add(std::move(cells));
    };
    const auto share = [](std::uint64_t part, std::uint64_t all) { return thousands(part) + " of " + thousands(all); };
    for (std::size_t i = 0; i < demo::kFaults; ++i)
        row(std::string(demo::toName(static_cast<demo::Fault>(i))), [&](const auto &f) { return share(f.faults[i].found, f.faults[i].requests); });
    row("precision", [](const auto &f) { return fixed(f.precision(), 3); });
    row("recall", [](const auto &f) { return fixed(f.recall(), 3); });
    row("F1", [](const auto &f) { return fixed(f.f1(), 3); });
    row("jitter flagged", [&](const auto &f) { return share(f.jitterFlagged, f.jittered) + " (" + percent(f.jitterShare()) + ")"; });
    row("false alarms", [&](const auto &f) { return share(f.falseAlarms, f.judged); });
    table.print(out);
}

Result<void> runDemo(Context &context)
{
    const auto folder = context.arguments.value("--headless");
    if (!folder)
        return failure(usage(Message(CAUSEWAY_TEXT("Without --headless the sample incident opens in the window: that takes a display, and no option")),
                             Message(CAUSEWAY_TEXT("Without a display: causeway demo --headless FOLDER."))));
    engine::SampleIncidentRequest request;
    request.folder = *folder;
    CAUSEWAY_ASSIGN(const auto lines, context.arguments.integer("--lines", demo::kFewestLines, demo::kMostLines));
    request.lines = static_cast<std::size_t>(lines.value_or(request.lines));
    request.seed = context.seed;
    request.threads = context.threads;
    request.network = !context.arguments.has("--no-network");
    CAUSEWAY_ASSIGN(const auto made, engine::makeSampleIncident(request, context.job));
    for (const Error &warning : made.warnings)
        context.warn(warning);
    const auto inFolder = [&](const char *name) { return (std::filesystem::path(*folder) / name).string(); };
    const std::string picture = inFolder("flow.svg"), report = inFolder("report.html");
    {
        CAUSEWAY_ASSIGN(const auto project, storage::Project::open(made.project, storage::Project::Mode::OpenExisting));
        CAUSEWAY_ASSIGN(const engine::ReportContent content, engine::reportContent(*project, {.threads = context.threads}, context.job));
        CAUSEWAY_TRY(context.drawing->report(content, report, context.job));
        if (content.flow != nullptr) {
            CAUSEWAY_TRY(context.drawing->flow(content.flow, picture, context.job));
        }
    }
    if (!context.json) {
        print(context.out, made);
        context.out.write("\nThe project is " + printable(made.project) + "; what is hidden in it is in truth.csv beside it, and a report in report.html.\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("project", toValidUtf8(made.project)).field("report", toValidUtf8(report)).key("pictures").beginArray().value(toValidUtf8(picture)).endArray();
    json.field("events", made.events).field("sessions", made.sessions).field("requests", made.requests).key("detectors").beginArray();
    for (const engine::SampleFigures &figures : made.figures)
        write(json, figures);
    json.endArray().endObject();
    context.print(json);
    return {};
}

// The page of one incident.
Result<void> reportIncident(Context &context)
{
    const Arguments &arguments = context.arguments;
    if (arguments.has("--cases"))
        return failure(usage(Message(CAUSEWAY_TEXT("--cases goes with a report on the whole project"))));
    CAUSEWAY_ASSIGN(const auto id, arguments.integer("--incident", 1, INT64_MAX));
    if (id && (arguments.has("--from") || arguments.has("--to")))
        return failure(usage(Message(CAUSEWAY_TEXT("--incident has a time of its own"))));
    if (!id && !arguments.has("--from"))
        return failure(usage(Message(CAUSEWAY_TEXT("There is no time to explain")), Message(CAUSEWAY_TEXT("Give --from, and --to where it is over."))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    engine::FindRootCauseRequest request;
    if (id) {
        CAUSEWAY_ASSIGN(const storage::Incident kept, storage::IncidentStore(*project).get(static_cast<storage::IncidentId>(*id)));
        request.time = kept.time;
        request.baseline = kept.baseline;
    } else {
        CAUSEWAY_ASSIGN(request.time, context.timeRange("--from", "--to", *project));
    }
    CAUSEWAY_ASSIGN(auto response, engine::findRootCause(*project, request, context.job));
    const rootcause::Report &report = response.report;
    const bool found = report.found;
    const std::string service = report.causes.empty() ? std::string() : report.services[report.causes.front().service];
    CAUSEWAY_TRY(context.drawing->incident(project->path(), request, std::move(response), context.positional(1), context.job));
    if (!context.json) {
        context.out.write(printable(context.positional(1)) + ": " + (found ? "a cause stands out, " + printable(service) : std::string("nothing stands out from what is normal")) + "\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("file", toValidUtf8(context.positional(1))).field("verdict", found ? "cause" : "none").key("service");
    if (service.empty())
        json.null();
    else
        json.value(toValidUtf8(service));
    context.print(json.endObject());
    return {};
}

// The page of one scenario of the project.
Result<void> reportWhatIf(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    engine::WhatIfReportRequest request;
    CAUSEWAY_ASSIGN(request.scenario, engine::findScenario(*project, context.arguments.value("--scenario").value_or("")));
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const engine::WhatIfReport report, engine::whatIfReport(*project, request, context.job));
    CAUSEWAY_TRY(context.drawing->whatIf(report, context.positional(1), context.job));
    if (!context.json) {
        context.out.write(printable(context.positional(1)) + ": " + printable(report.name) + ", risk " + std::to_string(report.risk.grade) + " of " + std::to_string(allocate::kMostRisk) + "\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("file", toValidUtf8(context.positional(1))).field("scenario", toValidUtf8(report.name)).key("risk");
    engine::writeRisk(json, report.risk);
    context.print(json.endObject());
    return {};
}

Result<void> runReport(Context &context)
{
    if (context.arguments.has("--scenario"))
        return reportWhatIf(context);
    for (const char *option : {"--incident", "--from", "--to"})
        if (context.arguments.has(option))
            return reportIncident(context);
    CAUSEWAY_ASSIGN(const auto cases, context.arguments.integer("--cases", 1, 1000));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    engine::ReportRequest request;
    request.cases = static_cast<std::size_t>(cases.value_or(request.cases));
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const engine::ReportContent content, engine::reportContent(*project, request, context.job));
    CAUSEWAY_TRY(context.drawing->report(content, context.positional(1), context.job));
    if (!context.json) {
        context.out.write(printable(context.positional(1)) + ": " + thousands(content.totalFindings) + " findings, told by " + thousands(content.cases.size()) + " cases\n");
        return {};
    }
    JsonWriter json;
    json.beginObject().field("file", toValidUtf8(context.positional(1))).field("findings", content.totalFindings).field("cases", static_cast<std::uint64_t>(content.cases.size())).endObject();
    context.print(json);
    return {};
}

} // namespace

bool asksForDemoWindow(int argc, char **argv) { return argc == 2 && std::string_view(argv[1]) == "demo" && hasDisplay(); }

std::vector<Verb> demoVerbs()
{
    return {
        {"demo", "[--headless DIR [--lines N] [--no-network]]", "makes the sample incident: a shop in which requests go wrong",
         "A made-up shop of twelve services; in the last third of an hour some of its requests go wrong in six ways. The logs, the truth\n"
         "about them and a project with everything imported and judged are made. Without --headless the window opens them.\n"
         "With it the folder DIR gets them, with a report and a picture of the flow, and what the detectors found is held against the truth.",
         {{"--headless", "DIR", "works without a display; into this folder"},
          {"--lines", "N", "how many lines, with --headless (50,000)"},
          {"--no-network", "", "with --headless: without the detector that is a network"}},
         0, 0, runDemo, true, true},
        {"report", "PROJECT FILE.html|FILE.pdf", "findings, their lines, heat maps, the flow, labels and settings in one file",
         "Who reads it needs no Causeway. Findings of the detectors' newest runs that say the same are told once, by an example. An HTML\n"
         "file holds its pictures. The same project gives the same bytes.\n"
         "With --from and --to, or --incident, it is the page of that incident: what broke, what speaks for and against it, whom it hurts.\n"
         "With --scenario it is the page of that scenario: what it changes, before and after, risk, what matters, latencies and power over time.",
         {{"--scenario", "NAME", "a scenario of the project, by number or name"},
          {"--cases", "N", "at most so many examples (20)"},
          {"--from", "T", "an incident's beginning"},
          {"--to", "T", "its end"},
          {"--incident", "N", "an incident that is kept"}},
         2, 2, runReport, true},
    };
}

} // namespace causeway::cli
