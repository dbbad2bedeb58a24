#include "app/engine/validate_model.h"

#include <cmath>

#include "app/engine/current_spans.h"

namespace causeway::engine {

namespace {

void write(JsonWriter &json, std::string_view name, const simulate::Quantiles &values)
{
    json.key(name).beginArray();
    for (const double value : values)
        json.value(value);
    json.endArray();
}

void write(JsonWriter &json, const traces::SpanTable &table, const simulate::HeldOut &of)
{
    json.field("traces_learned", of.tracesLearned).field("traces_held_out", of.tracesHeld);
    write(json, "limits", simulate::kErrorLimits);
    json.key("services").beginObject();
    for (const simulate::ServiceError &one : of.services) {
        json.key(table.services()[one.service]).beginObject().field("learned", one.learned).field("held_out", one.held);
        write(json, "held_out_ns", one.heldNs);
        write(json, "predicted_ns", one.predictedNs);
        write(json, "learned_ns", one.learnedNs);
        write(json, "error", one.error);
        write(json, "floor", one.floor);
        write(json, "own_error", one.own);
        json.field("unchanged_p", one.unchanged).field("within_by_chance", one.byChance).field("verdict", nameOf(one.verdict)).endObject();
    }
    json.endObject();
    json.field("judged", static_cast<std::uint64_t>(of.services.size())).field("within", static_cast<std::uint64_t>(of.within));
    json.field("floor_within", static_cast<std::uint64_t>(of.floorWithin)).field("own_within", static_cast<std::uint64_t>(of.ownWithin));
}

} // namespace

std::string_view nameOf(simulate::ServiceError::Verdict verdict)
{
    using Verdict = simulate::ServiceError::Verdict;
    switch (verdict) {
    case Verdict::Within: return "within";
    case Verdict::Changed: return "changed";
    case Verdict::Uncertain: return "uncertain";
    case Verdict::New: return "new";
    case Verdict::Model: break;
    }
    return "model";
}

std::string_view nameOf(simulate::Extrapolation::What what)
{
    using What = simulate::Extrapolation::What;
    switch (what) {
    case What::Load: return "load";
    case What::Servers: return "servers";
    case What::Replicas: return "replicas";
    case What::Speed: return "speed";
    case What::Work: return "work";
    case What::Unknown: break;
    }
    return "unknown";
}

Result<ValidateModelResponse> validateModel(storage::Project &project, const ValidateModelRequest &request, const Job &job)
{
    ValidateModelResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    const std::vector<std::uint32_t> chosen = tracesIn(*response.table, request.time);
    CAUSEWAY_ASSIGN(response.heldOut, simulate::holdOut(*response.table, chosen, request.settings, job));
    const simulate::Scenario &asked = request.asked ? *request.asked : response.heldOut.learned.scenario;
    for (const simulate::Service &service : asked.services)
        response.services.push_back(service.name);
    if (request.asked) {
        const simulate::HeldOutSettings &settings = request.settings;
        CAUSEWAY_ASSIGN(const auto simulated, simulate::runReplications(asked, {settings.replications, settings.threads, settings.seed, 0, {}}, job));
        response.theory = simulate::checkTheory(asked, simulated);
        response.littleGap = simulated.littleGap;
        CAUSEWAY_ASSIGN(const auto all, simulate::learnScenario(*response.table, chosen, job));
        response.extrapolations = simulate::extrapolations(all, asked);
    } else {
        response.theory = simulate::checkTheory(asked, response.heldOut.simulated);
        response.littleGap = response.heldOut.simulated.littleGap;
    }
    return response;
}

std::string toJson(const ValidateModelResponse &response)
{
    JsonWriter json;
    json.beginObject();
    write(json, *response.table, response.heldOut);
    json.key("theory").beginArray();
    for (const simulate::TheoryCheck &check : response.theory) {
        json.beginObject().field("service", response.services[check.service]).field("form", check.form).field("response_s", check.responseS).field("simulated_s", check.simulatedS.mean);
        json.key("ci95_s").beginArray();
        for (const double bound : {check.simulatedS.low, check.simulatedS.high})
            std::isfinite(bound) ? json.value(bound) : json.null();
        json.endArray().field("agrees", check.agrees()).endObject();
    }
    json.endArray().field("little_gap", response.littleGap);
    json.key("extrapolates").beginArray();
    for (const simulate::Extrapolation &one : response.extrapolations)
        json.beginObject().field("what", nameOf(one.what)).field("name", one.name).field("observed", one.observed).field("asked", one.asked).endObject();
    json.endArray().endObject();
    return json.take();
}

} // namespace causeway::engine
