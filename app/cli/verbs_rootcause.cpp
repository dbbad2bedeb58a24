// rootcause.

#include "app/cli/verb.h"
#include "app/engine/find_root_cause.h"
#include "app/engine/incidents.h"

#include <algorithm>

namespace causeway::cli {

namespace {

using Align = Table::Align;
using rootcause::kNone;

Result<TimeRange> range(const Context &context, storage::Project &project, std::string_view from, std::string_view to)
{
    TimeRange out;
    CAUSEWAY_ASSIGN(const auto first, context.time(from, project));
    CAUSEWAY_ASSIGN(const auto last, context.time(to, project));
    out.from = first.value_or(out.from);
    out.to = last.value_or(out.to);
    if (out.from >= out.to)
        return failure(usage(Message(CAUSEWAY_TEXT("%1 lies behind %2"), from, to)));
    return out;
}

Result<std::array<bool, rootcause::kFamilyCount>> families(const Arguments &arguments)
{
    std::array<bool, rootcause::kFamilyCount> use{true, true, true, true, true};
    for (const std::string &name : arguments.values("--without")) {
        bool known = false;
        for (std::size_t family = 0; family < rootcause::kFamilyCount; ++family)
            if (name == rootcause::toName(static_cast<rootcause::Family>(family))) {
                use[family] = false;
                known = true;
            }
        if (!known)
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no family of evidence"), name), Message(CAUSEWAY_TEXT("Give path, network, time, errors or metrics."))));
    }
    return use;
}

class Printer {
public:
    explicit Printer(const engine::FindRootCauseResponse &response) : m_report(response.report), m_material(response.material), m_table(*response.material.spans) {}

    void evidence(JsonWriter &json, std::string_view key, const std::vector<rootcause::Evidence> &items) const
    {
        json.key(key).beginArray();
        for (const rootcause::Evidence &item : items) {
            json.beginObject().field("family", rootcause::toName(item.family)).field("source", toValidUtf8(item.source)).field("text", toValidUtf8(item.text.toEnglish())).key("example");
            if (item.example.empty())
                json.null();
            else
                json.value(item.example);
            json.field("nats", item.nats).field("expected", item.expected).field("observed", item.observed).key("events").beginArray();
            for (const std::uint64_t event : item.events)
                json.value(event);
            json.endArray().key("spans").beginArray();
            for (const std::uint32_t row : m_material.sessions.empty() ? std::span<const std::uint32_t>(item.rows) : std::span<const std::uint32_t>())
                json.value(m_table.sequence(row));
            json.endArray();
            if (!m_material.sessions.empty()) {
                json.key("sessions").beginArray();
                for (const std::uint32_t row : item.rows)
                    json.value(toValidUtf8(m_material.sessionOf(m_table.trace(row))));
                json.endArray();
            }
            json.endObject();
        }
        json.endArray();
    }

    void operation(JsonWriter &json, std::uint32_t number) const
    {
        json.key("operation");
        if (number == kNone)
            json.null();
        else
            json.value(toValidUtf8(m_table.operations()[number].name));
    }

    void cause(JsonWriter &json, const rootcause::Cause &cause, std::uint64_t rank) const
    {
        json.beginObject().field("rank", rank);
        body(json, cause);
    }

    void body(JsonWriter &json, const rootcause::Cause &cause) const
    {
        json.field("service", m_report.services[cause.service]).field("pod", cause.pod);
        operation(json, cause.operation);
        json.field("kind", rootcause::toName(cause.kind)).field("score", cause.score).key("families").beginObject();
        std::array<double, rootcause::kFamilyCount> families{};
        for (std::size_t source = 0; source < rootcause::kSourceCount; ++source) {
            double &family = families[static_cast<std::size_t>(rootcause::familyOf(static_cast<rootcause::Source>(source)))];
            family = std::max(family, cause.parts[source]);
        }
        for (std::size_t family = 0; family < families.size(); ++family)
            json.field(rootcause::toName(static_cast<rootcause::Family>(family)), families[family]);
        json.endObject().key("explained_by");
        if (cause.explainedBy == kNone)
            json.null();
        else
            json.value(m_report.services[cause.explainedBy]);
        evidence(json, "evidence", cause.evidence);
        evidence(json, "against", cause.against);
        json.endObject();
    }

    // Of one that is not listed as a cause there is no rank.
    void other(JsonWriter &json, const rootcause::Cause &cause) const
    {
        json.beginObject();
        body(json, cause);
    }

    void entry(JsonWriter &json, const rootcause::EntryImpact &impact) const
    {
        const rootcause::Report &report = m_report;
        json.beginObject().field("service", report.services[m_table.operations()[impact.operation].service]);
        operation(json, impact.operation);
        json.field("requests", impact.requests).field("affected", impact.affected).field("expected_share", impact.expected).field("since_ns", impact.sinceNs);
        json.field("median_ns", impact.medianNs).field("baseline_median_ns", impact.baselineMedianNs).endObject();
    }

private:
    const rootcause::Report &m_report;
    const rootcause::Material &m_material;
    const rootcause::SpanTable &m_table;
};

void printJson(Context &context, const engine::FindRootCauseResponse &response, std::size_t limit)
{
    const rootcause::Report &report = response.report;
    const Printer printer(response);
    JsonWriter json;
    json.beginObject().field("verdict", report.found ? "cause" : "none").field("onset_ns", report.onsetNs).field("traces", report.traces).field("baseline_traces", report.baselineTraces).field("calibrated", response.isCalibrated).key("baseline").beginArray();
    for (const TimeRange &range : response.baseline)
        json.beginObject().field("from_ns", range.from.ns).field("to_ns", range.to.ns).endObject();
    json.endArray();
    json.key("causes").beginArray();
    for (std::size_t i = 0; i < std::min(limit, report.causes.size()); ++i)
        printer.cause(json, report.causes[i], i + 1);
    json.endArray().key("others").beginArray();
    for (const rootcause::Cause &cause : report.others)
        printer.other(json, cause);
    json.endArray().key("similar").beginArray();
    for (const engine::SimilarIncident &one : response.similar)
        json.beginObject().field("id", one.incident.id).field("name", toValidUtf8(engine::nameOf(one.incident))).field("service", toValidUtf8(one.incident.service)).field("kind", toValidUtf8(one.incident.kind))
            .field("place", one.similarity.place).field("shape", one.similarity.shape).field("both", one.similarity.both).endObject();
    json.endArray().key("critical_failure");
    if (report.impact.empty())
        json.null();
    else
        printer.entry(json, report.impact.front());
    std::uint64_t requests = 0, affected = 0;
    json.key("impact").beginObject().key("operations").beginArray();
    for (const rootcause::EntryImpact &impact : report.impact) {
        printer.entry(json, impact);
        requests += impact.requests;
        affected += impact.affected;
    }
    json.endArray().field("requests", requests).field("affected", affected).endObject().key("missing").beginArray();
    for (const Message &message : report.missing)
        json.value(message.toEnglish());
    json.endArray().endObject();
    context.print(json);
}

void printText(Context &context, const engine::FindRootCauseResponse &response, std::size_t limit, const std::vector<std::string> &services, engine::CauseMethod method)
{
    const rootcause::Report &report = response.report;
    const rootcause::SpanTable &table = *response.material.spans;
    const bool isClose = report.causes.size() > 1 && report.causes[1].score >= 0.9 * report.causes[0].score;
    if (response.kept && response.kept->verdict == storage::IncidentVerdict::NoFault)
        context.out.write("Nothing was wrong, as somebody said of this time.\n\n");
    else if (report.found && method != engine::CauseMethod::Evidence)
        context.out.write("The most suspect first. This way of ranking tells neither whether anything is wrong nor when it began.\n\n");
    else if (report.found && isClose)
        context.out.write("Something stands out, but the first two causes are close: a narrower time may tell them apart. It began at " + toIso8601({report.onsetNs}) + ".\n\n");
    else if (report.found)
        context.out.write("A cause stands out; it began at " + toIso8601({report.onsetNs}) + ".\n\n");
    else if (report.traces == 0 && response.material.series.empty())
        context.out.write("There is nothing in this time that could tell.\n\n");
    else
        context.out.write("Nothing stands out from what is normal.\n\n");
    for (const engine::SimilarIncident &one : response.similar)
        context.out.write((one.isSamePlace() ? "It looks like " : "It looks like, at another place, ") + printable(engine::nameOf(one.incident)) + " (incident " + std::to_string(one.incident.id) + ", alike " +
                          fixed(one.similarity.both, 2) + ").\n");
    if (!response.similar.empty())
        context.out.write("\n");
    Table list({{"rank", Align::Right}, {"service"}, {"kind"}, {"score", Align::Right}, {"pod"}, {"operation"}});
    for (std::size_t i = 0; i < std::min(limit, report.causes.size()); ++i) {
        const rootcause::Cause &cause = report.causes[i];
        list.add({std::to_string(i + 1), report.services[cause.service], std::string(rootcause::toName(cause.kind)), fixed(cause.score, 2), cause.pod,
                  cause.operation == kNone ? std::string() : table.operations()[cause.operation].name});
    }
    list.print(context.out);
    const auto why = [&](const rootcause::Cause &cause, std::string_view word) {
        context.out.write("\n" + std::string(word) + " " + printable(report.services[cause.service]) + ":\n");
        for (const rootcause::Evidence &item : cause.evidence)
            context.out.write("  + " + printable(item.text.toEnglish()) + "\n" + (item.example.empty() ? std::string() : "    e.g. " + printable(item.example) + "\n"));
        for (const rootcause::Evidence &item : cause.against)
            context.out.write("  - " + printable(item.text.toEnglish()) + "\n");
    };
    if (!report.causes.empty())
        why(report.causes.front(), "Why");
    for (const std::string &service : services)
        if (const rootcause::Cause *cause = report.anyOf(service); cause != nullptr && (report.causes.empty() || cause != &report.causes.front()))
            why(*cause, "Why not");
    if (!report.impact.empty()) {
        context.out.write("\nWhom it hurts:\n");
        Table impact({{"entry"}, {"requests", Align::Right}, {"affected", Align::Right}, {"before", Align::Right}, {"median", Align::Right}, {"before", Align::Right}, {"since"}});
        for (const rootcause::EntryImpact &entry : report.impact)
            impact.add({table.operations()[entry.operation].name, thousands(entry.requests), thousands(entry.affected), percent(entry.expected), toText(Nanos{static_cast<std::int64_t>(entry.medianNs)}),
                        toText(Nanos{static_cast<std::int64_t>(entry.baselineMedianNs)}), toIso8601({entry.sinceNs})});
        impact.print(context.out);
    }
    if (!report.missing.empty())
        context.out.write("\n");
    for (const Message &message : report.missing)
        context.out.write(printable(message.toEnglish()) + ".\n");
}

Result<void> runRootCause(Context &context)
{
    const Arguments &arguments = context.arguments;
    engine::FindRootCauseRequest request;
    CAUSEWAY_ASSIGN(request.use, families(arguments));
    const std::string method = arguments.value("--method").value_or("evidence");
    if (method != "evidence" && method != "microrank" && method != "cloudpd")
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no method"), method), Message(CAUSEWAY_TEXT("Give evidence, microrank or cloudpd."))));
    request.method = method == "microrank" ? engine::CauseMethod::MicroRank : method == "cloudpd" ? engine::CauseMethod::CloudPd : engine::CauseMethod::Evidence;
    if (!arguments.has("--from"))
        return failure(usage(Message(CAUSEWAY_TEXT("There is no time to explain")), Message(CAUSEWAY_TEXT("Give --from, and --to where it is over."))));
    CAUSEWAY_ASSIGN(const auto limit, arguments.integer("--limit", 1, UINT32_MAX));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(request.time, range(context, *project, "--from", "--to"));
    if (arguments.has("--baseline-from") || arguments.has("--baseline-to")) {
        CAUSEWAY_ASSIGN(request.baseline, range(context, *project, "--baseline-from", "--baseline-to"));
    }
    if (request.baseline && arguments.has("--before"))
        return failure(usage(Message(CAUSEWAY_TEXT("--before is for where no baseline is given"))));
    request.otherwise = arguments.has("--before") ? engine::CauseBaseline::Before : engine::CauseBaseline::OtherTimes;
    CAUSEWAY_ASSIGN(const auto response, engine::findRootCause(*project, request, context.job));
    for (const std::string &service : arguments.values("--why-not"))
        if (response.report.anyOf(service) == nullptr)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no service “%1” in that time"), service), {}, Message(CAUSEWAY_TEXT("causeway services PROJECT lists those that are called.")));
    const std::size_t count = limit.value_or(context.json ? UINT32_MAX : 5);
    if (context.json)
        printJson(context, response, count);
    else
        printText(context, response, count, arguments.values("--why-not"), request.method);
    return {};
}

} // namespace

std::vector<Verb> rootCauseVerbs()
{
    return {{"rootcause", "PROJECT --from T [--to T] [--baseline-from T] [--baseline-to T]", "what broke in a time: ranked causes with what speaks for and against each",
             "Without a baseline the time is held against what lies before, and where that is less than half an hour with requests in it,\n"
             "against what follows as well, but for a minute. Kept incidents and windows that are labelled anomalous are left out.\n"
             "Families of evidence: path, network, time, errors, metrics.",
             {{"--from", "T", "the incident's beginning"},
              {"--to", "T", "its end"},
              {"--baseline-from", "T", "what was normal"},
              {"--baseline-to", "T", "and before"},
              {"--before", "", "without a baseline: what lies before alone"},
              {"--method", "M", "evidence (else), microrank, which sees durations only, or cloudpd, which sees metrics only"},
              {"--without", "FAMILY", "leaves a family of evidence out", true},
              {"--why-not", "S", "tells as well what speaks for and against this service; with --json all are told", true},
              {"--limit", "N", "at most so many causes"}},
             1, 1, runRootCause}};
}

} // namespace causeway::cli
