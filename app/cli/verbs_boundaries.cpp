// boundaries: services for the classes of a program.

#include <algorithm>

#include "analysis/boundaries/class_files.h"
#include "app/cli/split_cost_text.h"
#include "app/cli/verb.h"
#include "app/engine/propose_boundaries.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using boundaries::kNoService;
using engine::BoundariesResponse;

constexpr std::size_t kNamed = 8; // classes of a service in the table for people

void printServices(Output &out, const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    Table table({{"service"}, {response.data.services ? "of now" : "classes", Align::Right}, {"stability", Align::Right}, {"of them", Align::Left, 110}});
    for (std::uint32_t s = 0; s < response.split.services.size(); ++s) {
        std::vector<std::uint32_t> members;
        double stability = 0;
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (response.split.serviceOf[i] == s) {
                members.push_back(i);
                stability += response.stability.empty() ? 0 : response.stability[i];
            }
        std::string names;
        for (std::size_t i = 0; i < std::min(members.size(), kNamed); ++i) {
            const std::string &name = model.classes[members[i]];
            const std::size_t dot = name.rfind('.');
            names += (i > 0 ? ", " : "") + (dot == std::string::npos ? name : name.substr(dot + 1));
        }
        if (members.size() > kNamed)
            names += " …";
        table.add({printable(response.split.services[s]), thousands(members.size()), response.stability.empty() ? "–" : fixed(stability / static_cast<double>(members.size()), 2), printable(names)});
    }
    table.print(out);
}

void print(Output &out, const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    const boundaries::Measures &m = response.measures;
    out.write((response.data.services ? counted(model.classes.size(), "service that runs", "services that run") : counted(model.classes.size(), "class", "classes")) + ", " + counted(model.useCases.size(), "use case", "use cases") + "; measured on " + (model.observed ? "recorded calls" : "static references") + ".\n\n");
    printServices(out, response);
    out.write("\n");
    Table table({{"services", Align::Right}, {"coverage", Align::Right}, {"SM", Align::Right}, {"ICP", Align::Right}, {"BCP", Align::Right}, {"BCP by size", Align::Right}, {"IFN", Align::Right}, {"NED", Align::Right}, {"modularity", Align::Right},
                 {"of one class", Align::Right}, {"under three", Align::Right}, {"largest", Align::Right}});
    table.add({std::to_string(m.k), percent(m.coverage), fixed(m.sm, 3), fixed(m.icp, 3), response.data.model.useCases.empty() ? "–" : fixed(m.bcp, 3), response.data.model.useCases.empty() ? "–" : fixed(m.bcpBySize, 3), fixed(m.ifn, 2), fixed(m.ned, 3), fixed(m.modularity, 3), std::to_string(m.singletons), std::to_string(m.small), std::to_string(m.largest)});
    table.print(out);
    out.write("\n");
    Table layers({{"layer"}, {"weight", Align::Right}, {"edges", Align::Right}});
    for (std::size_t l = 0; l < boundaries::kLayers; ++l)
        if (static_cast<boundaries::Layer>(l) != boundaries::Layer::Embedding || response.coupling.weights[l] > 0)
            layers.add({std::string(boundaries::toName(static_cast<boundaries::Layer>(l))), response.coupling.observed[l] ? fixed(response.coupling.weights[l], 2) : "not observed", thousands(response.coupling.edgesOf[l])});
    layers.print(out);
    if (const auto unseen = static_cast<std::size_t>(std::ranges::count(model.seen, false)); model.observed && unseen > 0)
        out.write("\n" + thousands(unseen) + (unseen == 1 ? " class was" : " classes were") + " never seen at run time.\n");
    if (response.distance) {
        out.write("\nAgainst the other split: MoJoFM " + fixed(response.distance->mojoFm, 1) + ", adjusted Rand index " + fixed(response.distance->adjustedRand, 3) + ", variation of information " + fixed(response.distance->variationOfInformation, 3) + " nats; " +
                  counted(response.distance->moved.size(), "class lies", "classes lie") + " elsewhere.\n");
        for (const auto &[one, service] : response.distance->moved)
            out.write("  " + printable(model.classes[one]) + (service.empty() ? " in no one service" : " in " + printable(service)) + "\n");
    }
}

void printWhy(Output &out, const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    const std::uint32_t own = response.split.serviceOf[response.why->one];
    out.write("\n" + printable(model.classes[response.why->one]) + (own == kNoService ? std::string(" is in no service.") : " is in " + printable(response.split.services[own]) + ".") + " What binds it:\n\n");
    Table table({{"service"}, {"", Align::Left}, {"share", Align::Right}, {"by"}, {"strongest with", Align::Left, 80}});
    double all = 0;
    for (const engine::ServicePull &pull : response.why->pulls)
        all += pull.weight;
    for (const engine::ServicePull &pull : response.why->pulls) {
        std::string layers, classes;
        for (std::size_t l = 0; l < boundaries::kLayers; ++l)
            if (pull.byLayer[l] > 0)
                layers += (layers.empty() ? "" : ", ") + std::string(boundaries::toName(static_cast<boundaries::Layer>(l))) + " " + percent(pull.byLayer[l] / all);
        for (const auto &[one, weight] : pull.strongest) {
            const std::string &name = model.classes[one];
            const std::size_t dot = name.rfind('.');
            classes += (classes.empty() ? "" : ", ") + (dot == std::string::npos ? name : name.substr(dot + 1));
        }
        table.add({printable(response.split.services[pull.service]), pull.service == own ? "for" : "against", percent(pull.weight / all), layers, printable(classes)});
    }
    table.print(out);
    if (!response.why->useCases.empty())
        out.write("\n" + thousands(response.why->useCases.size()) + " of its use cases cross a border.\n");
}

void printLearned(Output &out, const BoundariesResponse &response)
{
    const boundaries::LearnedWeights &w = response.learned->weights;
    out.write("\nLearned from " + thousands(w.moves) + " judged classes (" + thousands(w.pairs) + " pairs). Of those moved, each left out once, the learned weights lead " + thousands(w.rightWith) + " to where they belong, the weights before " + thousands(w.rightWithout) + ": " +
              (response.learned->used ? "they are used.\n" : "they are no better and are not used.\n"));
}

void printOrder(Output &out, const BoundariesResponse &response)
{
    out.write("\nAn order to take services out, each time the one that adds the fewest calls over a border for each of its classes; what is called most across borders stays:\n\n");
    Table table({{"step", Align::Right}, {"service"}, {"calls it adds", Align::Right}, {"for a class", Align::Right}, {"calls over borders then", Align::Right}});
    std::vector<double> sizes(response.split.services.size());
    for (const std::uint32_t s : response.split.serviceOf)
        if (s != boundaries::kNoService)
            ++sizes[s];
    for (std::size_t i = 0; i < response.order.size(); ++i)
        table.add({std::to_string(i + 1), printable(response.split.services[response.order[i].service]), fixed(response.order[i].added, 0), fixed(response.order[i].added / sizes[response.order[i].service], 1), fixed(response.order[i].calls, 0)});
    table.print(out);
    for (std::uint32_t s = 0; s < response.split.services.size(); ++s)
        if (std::ranges::none_of(response.order, [&](const boundaries::Extraction &step) { return step.service == s; }))
            out.write("What is left at the end: " + printable(response.split.services[s]) + ".\n");
}

void printPareto(Output &out, const BoundariesResponse &response)
{
    out.write("\nFound by the measures alone, which do not know what classes are about; the consensus (without --method) does. Not beaten by another:\n\n");
    Table table({{"services", Align::Right}, {"ICP", Align::Right}, {"SM", Align::Right}, {"NED", Align::Right}, {"BCP", Align::Right}, {"BCP by size", Align::Right}});
    for (const boundaries::FoundSplit &one : response.pareto)
        table.add({std::to_string(one.services), fixed(one.measures.icp, 3), fixed(one.measures.sm, 3), fixed(one.measures.ned, 3), fixed(one.measures.bcp, 3), fixed(one.measures.bcpBySize, 3)});
    table.print(out);
}

std::string helpText()
{
    std::string text = "DATA is a project, a file about classes or a folder of such files. A project with traces alone shows services that could be merged.\n"
                       "Without --score services are proposed: by\n"
                       "the consensus of many looks at how calls, use cases, references, names, packages, words, changes and tables bind classes.\n"
                       "The measures are those of Mono2Micro (FSE 2021). Each alone can be had by a split that is no good: read them together.\n\n"
                       "What is read:\n";
    for (const boundaries::ClassFormat &format : boundaries::classFormats())
        text += "  " + std::string(format.name) + std::string(17 - std::min<std::size_t>(16, format.name.size()), ' ') + std::string(format.description) + "\n";
    text += "\nPINS is JSON: {\"pins\": {\"Class\": \"service\"}, \"together\": [[\"A\", \"B\"]], \"apart\": [[\"A\", \"B\"]], \"utilities\": [\"Log\"]}, or pins alone.";
    return text;
}

Result<void> runBoundaries(Context &context)
{
    engine::BoundariesRequest request;
    request.path = context.positional(0);
    request.score = context.arguments.value("--score");
    request.kept = context.arguments.value("--split");
    request.pins = context.arguments.value("--pins");
    request.compare = context.arguments.value("--compare");
    CAUSEWAY_ASSIGN(const auto k, context.arguments.integer("--k", 1, boundaries::kMostClasses));
    if (request.score && (k || request.pins || context.arguments.has("--learn") || context.arguments.has("--propose")))
        return failure(usage(Message(CAUSEWAY_TEXT("--score measures a split that is given: --propose, --k, --pins and --learn have no meaning beside it"))));
    if (request.kept && (k || request.pins || request.score || context.arguments.has("--learn") || context.arguments.has("--propose")))
        return failure(usage(Message(CAUSEWAY_TEXT("--split measures a split that is kept: --propose, --k, --pins, --learn and --score have no meaning beside it"))));
    request.k = static_cast<std::uint32_t>(k.value_or(0));
    if (const auto layers = context.arguments.value("--layers")) {
        auto weights = boundaries::parseWeights(*layers);
        if (!weights) {
            Error error = std::move(weights).error();
            error.code = ErrorCode::Usage;
            return failure(std::move(error));
        }
        request.weights = *weights;
    }
    if (const auto method = context.arguments.value("--method")) {
        if (*method != "consensus" && *method != "metrics" && *method != "embedding")
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no method"), *method), Message(CAUSEWAY_TEXT("Use consensus, metrics or embedding."))));
        if (*method == "embedding") {
            if (context.arguments.has("--layers"))
                return failure(usage(Message(CAUSEWAY_TEXT("--method embedding has no other layers")), Message(CAUSEWAY_TEXT("Use --layers embedding=1 to have it beside the others."))));
            request.weights = {};
            request.weights[static_cast<std::size_t>(boundaries::Layer::Embedding)] = 1;
        }
        if (*method == "metrics")
            request.method = engine::BoundariesRequest::Method::Metrics;
    }
    request.learn = context.arguments.value("--learn");
    request.why = context.arguments.value("--why");
    request.order = context.arguments.has("--order");
    request.cost = context.arguments.has("--cost");
    const auto path = context.arguments.value("--out");
    const bool report = path && (path->ends_with(".html") || path->ends_with(".pdf")), drawn = report || (path && path->ends_with(".svg"));
    if (report)
        request.order = request.costIfKnown = true;
    CAUSEWAY_ASSIGN(const auto network, context.arguments.duration("--network"));
    CAUSEWAY_ASSIGN(const auto packing, context.arguments.duration("--packing"));
    CAUSEWAY_ASSIGN(const auto slo, context.arguments.duration("--slo"));
    CAUSEWAY_ASSIGN(const auto price, context.arguments.real("--price", 0, 1e6));
    CAUSEWAY_ASSIGN(const auto carbon, context.arguments.real("--carbon", 0, 1e6));
    CAUSEWAY_ASSIGN(const auto busy, context.arguments.real("--busy", 0.01, 0.8));
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 2, 1000));
    for (const auto &[given, to] : {std::pair{network, &request.costs.networkS}, {packing, &request.costs.serialisationS}, {slo, &request.costs.sloS}})
        if (given)
            *to = std::clamp(static_cast<double>(given->count) * 1e-9, 0.0, 60.0);
    for (const auto &[given, to] : {std::pair{price, &request.costs.pricePerH}, {carbon, &request.costs.carbonPerKwh}, {busy, &request.costs.utilisation}})
        if (given)
            *to = *given;
    request.costs.replications = static_cast<unsigned>(replications.value_or(request.costs.replications));
    request.seed = context.seed;
    request.threads = context.threads;
    CAUSEWAY_ASSIGN(const BoundariesResponse response, engine::proposeBoundaries(request, context.job));
    for (const auto *warnings : {&response.data.warnings, &response.warnings})
        for (const Error &warning : *warnings)
            context.warn(warning);
    if (path) {
        CAUSEWAY_TRY(drawn ? context.drawing->split(response, *path, context.job) : engine::writeSplit(response, *path));
    }
    if (const auto name = context.arguments.value("--keep")) {
        CAUSEWAY_ASSIGN(const auto project, context.openProject());
        const engine::KeptSplit kept{response.split, response.demands, response.stability};
        CAUSEWAY_TRY(engine::keepSplit(*project, 0, *name, kept, response.data.model, {}));
    }
    if (context.json) {
        context.out.write(engine::toJson(response) + "\n");
        return {};
    }
    print(context.out, response);
    if (response.learned)
        printLearned(context.out, response);
    if (response.byMeasures && response.pareto.empty())
        context.out.write("\nBy itself the coupling shows another number of services: where so many are divided is decided by the measures, beginning at the consensus.\n");
    if (!response.pareto.empty())
        printPareto(context.out, response);
    if (response.why)
        printWhy(context.out, response);
    if (!response.order.empty())
        printOrder(context.out, response);
    if (response.cost)
        printSplitCost(context.out, response);
    return {};
}

} // namespace

std::vector<Verb> boundaryVerbs()
{
    static const std::string help = helpText();
    return {{"boundaries", "DATA [--propose] [--k N] [--pins PINS] [--score SPLIT] [--split NAME] [--keep NAME] [--compare SPLIT] [--method consensus|metrics|embedding] [--learn SPLIT] [--layers WEIGHTS] [--cost] [--order] [--why CLASS] [--out FILE]", "where a program should be split into services",
             help,
             {{"--propose", "", "propose services (that is done where no split is given)"},
              {"--k", "N", "so many services; else as many as show"},
              {"--pins", "PINS", "a file: what a proposal must keep to"},
              {"--score", "SPLIT", "a file: measure this split instead, ours or of another tool"},
              {"--split", "NAME", "measure a split that the project keeps instead (causeway splits PROJECT)"},
              {"--keep", "NAME", "keep the split in the project"},
              {"--compare", "SPLIT", "a file: how far this split is from the one at hand"},
              {"--method", "NAME", "consensus, metrics: a search by the measures alone, or embedding: by a graph network"},
              {"--learn", "SPLIT", "a file: the proposal as somebody corrected it; weights of layers are learned from that, and used where they do better on moves held out"},
              {"--layers", "WEIGHTS", "calls=1,names=0.75 …: what the layers of coupling count"},
              {"--cost", "", "what the split does to latency, SLO, price and carbon, by simulation"},
              {"--network", "D", "with --cost: a remote call on its way, there and back (500us)"},
              {"--packing", "D", "with --cost: work of a remote call (100us)"},
              {"--slo", "D", "with --cost: a request is to be answered within it (1.2 times the p95 before)"},
              {"--price", "X", "with --cost: of a processor in an hour (0.04)"},
              {"--carbon", "G", "with --cost: grams of CO2 in a kWh (400)"},
              {"--busy", "SHARE", "with --cost: how busy the processors are before (0.4)"},
              {"--replications", "N", "with --cost: how often it is run (10)"},
              {"--order", "", "an order in which services can be taken out"},
              {"--why", "CLASS", "what speaks for the service of a class, and against"},
              {"--out", "FILE", "the split as .json, .csv or .dot, as a picture .svg, as a report with the reasons .html or .pdf"}},
             1, 1, runBoundaries, true, true}};
}

} // namespace causeway::cli
