// What a split comes to, as JSON.

#include "analysis/core/json_writer.h"
#include "app/engine/propose_boundaries.h"

namespace causeway::engine {

namespace {

using boundaries::kNoService;

void writeMeasures(JsonWriter &json, const BoundariesResponse &response)
{
    const boundaries::Measures &m = response.measures;
    json.key("measures").beginObject();
    json.field("k", m.k).field("coverage", m.coverage).field("sm", m.sm).field("icp", m.icp).field("bcp", m.bcp).field("ifn", m.ifn).field("ned", m.ned).field("modularity", m.modularity);
    json.field("bcp_by_size", m.bcpBySize).field("sm_without_self_calls", response.smWithoutSelf).field("singletons", m.singletons).field("under_three", m.small).field("largest", m.largest);
    json.field("measured_on", response.data.model.observed ? "calls" : "references");
    json.endObject();
}

void writeLayers(JsonWriter &json, const BoundariesResponse &response)
{
    json.key("layers").beginArray();
    for (std::size_t l = 0; l < boundaries::kLayers; ++l) {
        if (static_cast<boundaries::Layer>(l) == boundaries::Layer::Embedding && response.coupling.weights[l] <= 0)
            continue; // none was made
        json.beginObject();
        json.field("name", boundaries::toName(static_cast<boundaries::Layer>(l))).field("weight", response.coupling.weights[l]).field("edges", response.coupling.edgesOf[l]);
        json.field("observed", static_cast<bool>(response.coupling.observed[l]));
        json.endObject();
    }
    json.endArray();
}

void writeReasons(JsonWriter &json, const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    const std::uint32_t own = response.split.serviceOf[response.why->one];
    json.key("why").beginObject().field("class", model.classes[response.why->one]).key("service");
    own == kNoService ? json.null() : json.value(response.split.services[own]);
    json.key("pulls").beginArray();
    for (const ServicePull &pull : response.why->pulls) {
        json.beginObject().field("service", response.split.services[pull.service]).field("for", pull.service == own).field("weight", pull.weight).key("layers").beginObject();
        for (std::size_t l = 0; l < boundaries::kLayers; ++l)
            if (pull.byLayer[l] > 0)
                json.field(boundaries::toName(static_cast<boundaries::Layer>(l)), pull.byLayer[l]);
        json.endObject().key("classes").beginArray();
        for (const auto &[one, weight] : pull.strongest)
            json.beginObject().field("class", model.classes[one]).field("weight", weight).endObject();
        json.endArray().endObject();
    }
    json.endArray().key("crossing_use_cases").beginArray();
    for (const std::uint32_t useCase : response.why->useCases)
        json.value(model.useCases[useCase]);
    json.endArray().endObject();
}

void writeInterval(JsonWriter &json, std::string_view name, const simulate::Estimate &estimate)
{
    json.key(name).beginArray().value(estimate.low).value(estimate.high).endArray();
}

void writeServices(JsonWriter &json, const BoundariesResponse &response, const std::vector<std::uint32_t> &services)
{
    json.key("services").beginArray();
    for (const std::uint32_t s : services)
        json.value(response.split.services[s]);
    json.endArray();
}

void writeCost(JsonWriter &json, const BoundariesResponse &response)
{
    const boundaries::SplitCost &cost = *response.cost;
    const boundaries::ClassModel &model = response.data.model;
    const auto held = [&](std::string_view name, const boundaries::BeforeAfter &one) {
        json.key(name).beginObject().field("before", one.before.mean).field("after", one.after.mean);
        writeInterval(json, "before_ci95", one.before);
        writeInterval(json, "ci95", one.after);
        json.field("delta", one.delta.mean);
        writeInterval(json, "delta_ci95", one.delta);
        json.endObject();
    };
    json.key("cost").beginObject();
    held("p95_ns", cost.p95Ns);
    held("mean_ns", cost.meanNs);
    json.field("slo_ns", cost.sloNs).field("slo_given", cost.sloGiven);
    held("slo_violation", cost.violation);
    held("price_per_h", cost.pricePerH);
    held("power_w", cost.powerW);
    held("carbon_g_per_h", cost.carbonGPerH);
    json.key("processors").beginObject().field("before", cost.processorsBefore).field("after", cost.processorsAfter).endObject();
    json.field("remote_calls", cost.remoteCalls).field("border_calls", cost.borderCalls).field("in_no_use_case", cost.uncountedCalls).field("remote_ns", cost.remoteNs).field("work_recorded", cost.workRecorded);
    json.key("chatty").beginArray();
    for (const boundaries::RemotePair &one : cost.chatty) {
        using Remedy = boundaries::RemotePair::Remedy;
        json.beginObject().field("from", model.classes[one.a]).field("to", model.classes[one.b]).field("calls", one.calls).field("use_cases", one.useCases);
        json.field("remedy", one.saved <= 0 ? "none" : one.remedy == Remedy::Move ? "move" : one.remedy == Remedy::Duplicate ? "duplicate" : "batch").field("saved", one.saved);
        if (one.saved > 0 && one.remedy == Remedy::Move)
            json.field("class", model.classes[one.moved]).field("service", response.split.services[one.to]);
        json.endObject();
    }
    json.endArray().key("broken_use_cases").beginArray();
    for (const boundaries::BrokenUseCase &one : cost.broken) {
        json.beginObject().field("use_case", model.useCases[one.useCase]).field("remote_calls", one.remoteCalls);
        writeServices(json, response, one.services);
        json.endObject();
    }
    json.endArray().key("shared_tables").beginArray();
    for (const boundaries::SharedTable &one : cost.sharedTables) {
        json.beginObject().field("table", model.tables[one.table]);
        writeServices(json, response, one.services);
        json.endObject();
    }
    json.endArray().endObject();
}

void writeAlternatives(JsonWriter &json, const BoundariesResponse &response)
{
    json.key("pareto").beginArray();
    for (const boundaries::FoundSplit &one : response.pareto) {
        json.beginObject().field("k", one.services).field("icp", one.measures.icp).field("sm", one.measures.sm).field("ned", one.measures.ned).field("bcp", one.measures.bcp).field("bcp_by_size", one.measures.bcpBySize).field("modularity", one.measures.modularity);
        json.key("classes").beginObject();
        for (std::uint32_t i = 0; i < one.serviceOf.size(); ++i)
            if (one.serviceOf[i] != kNoService)
                json.field(response.data.model.classes[i], one.serviceOf[i]);
        json.endObject().endObject();
    }
    json.endArray();
}

} // namespace

std::string toJson(const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    JsonWriter json;
    json.beginObject();
    json.key("partitions").beginObject();
    for (std::uint32_t s = 0; s < response.split.services.size(); ++s) {
        json.key(response.split.services[s]).beginArray();
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (response.split.serviceOf[i] == s)
                json.value(model.classes[i]);
        json.endArray();
    }
    json.endObject();
    writeMeasures(json, response);
    if (!response.stability.empty()) {
        json.key("stability").beginObject();
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (response.split.serviceOf[i] != kNoService)
                json.field(model.classes[i], response.stability[i]);
        json.endObject();
    }
    writeLayers(json, response);
    if (response.learned) {
        const boundaries::LearnedWeights &w = response.learned->weights;
        json.key("learned").beginObject().field("moves", w.moves).field("pairs", w.pairs).field("held_out_right_with", w.rightWith).field("held_out_right_without", w.rightWithout).field("used", response.learned->used).key("weights").beginObject();
        for (std::size_t l = 0; l < boundaries::kLayers; ++l)
            if (w.weights[l] > 0)
                json.field(boundaries::toName(static_cast<boundaries::Layer>(l)), w.weights[l]);
        json.endObject().endObject();
    }
    json.key("never_observed").beginArray();
    if (model.observed)
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (!model.seen[i])
                json.value(model.classes[i]);
    json.endArray();
    json.key("in_no_service").beginArray();
    for (std::uint32_t i = 0; i < model.classes.size(); ++i)
        if (response.split.serviceOf[i] == kNoService)
            json.value(model.classes[i]);
    json.endArray();
    json.key("unknown").beginArray();
    for (const std::string &name : response.split.unknown)
        json.value(name);
    json.endArray();
    if (response.distance) {
        json.key("distance").beginObject();
        json.field("mojofm", response.distance->mojoFm).field("adjusted_rand", response.distance->adjustedRand).field("variation_of_information", response.distance->variationOfInformation);
        json.key("elsewhere").beginObject();
        for (const auto &[one, service] : response.distance->moved) {
            json.key(model.classes[one]);
            service.empty() ? json.null() : json.value(service);
        }
        json.endObject();
        json.endObject();
    }
    json.field("method", response.stability.empty() ? (response.byMeasures ? "metrics" : "given") : response.byMeasures ? "consensus+metrics" : "consensus").field("services_from_traces", response.data.services);
    if (!response.pareto.empty())
        writeAlternatives(json, response);
    if (response.why)
        writeReasons(json, response);
    if (!response.order.empty()) {
        json.key("order").beginArray();
        for (const boundaries::Extraction &step : response.order) {
            json.beginObject().field("service", response.split.services[step.service]).field("added_calls", step.added).field("crossing_calls", step.calls);
            json.key("reaches").beginArray();
            for (const std::uint32_t s : step.reaches)
                json.value(response.split.services[s]);
            json.endArray().endObject();
        }
        json.endArray();
    }
    if (response.cost)
        writeCost(json, response);
    json.endObject();
    return json.take();
}

} // namespace causeway::engine
