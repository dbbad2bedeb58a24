#include "app/engine/close_loop.h"

#include <chrono>

#include "app/engine/compare_policies.h"
#include "app/engine/list_models.h"
#include "app/engine/simulation_json.h"

namespace causeway::engine {

namespace {

// Whose rules differ; all learn within seconds.
constexpr std::array<std::string_view, 5> kUsualDetectors{"tcfg", "fsa", "cfg", "count-vector", "ngram"};

void write(JsonWriter &json, std::string_view name, const std::array<simulate::Estimate, loop::kLoopMeasures.size()> &measures)
{
    json.key(name).beginObject();
    for (std::size_t m = 0; m < measures.size(); ++m) {
        json.key(loop::kLoopMeasures[m]).beginObject().field("mean", measures[m].mean);
        writeInterval(json, "ci95", measures[m]);
        json.endObject();
    }
    json.endObject();
}

void write(JsonWriter &json, std::string_view name, const loop::Thresholds &thresholds, bool limit, bool errors)
{
    json.key(name).beginObject();
    json.key("utilisation");
    if (thresholds.utilisation <= 1)
        json.value(thresholds.utilisation);
    else
        json.null();
    json.field("p95_times", thresholds.latency);
    if (errors)
        json.field("errors", thresholds.errors);
    json.field("windows", thresholds.windows).field("limit", limit).endObject();
}

} // namespace

Result<CloseLoopResponse> closeLoop(const CloseLoopRequest &request, const Job &job)
{
    CloseLoopResponse response;
    CAUSEWAY_ASSIGN(OpenedScenario opened, openScenario(request.file, request.stored, job));
    response.scenario = std::move(opened.scenario);
    loop::LoopSettings settings;
    settings.replications = request.replications;
    settings.threads = request.threads;
    settings.seed = response.seed = request.seed.value_or(response.scenario.seed);
    for (const std::string &name : request.detectors) {
        CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(name));
        if (detector->info().subjects != "session")
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” cannot close the loop"), name), Message(CAUSEWAY_TEXT("it judges windows of time, not requests")));
        settings.detectors.push_back(detector);
    }
    if (request.detectors.empty())
        for (const std::string_view name : kUsualDetectors)
            settings.detectors.push_back(findDetector(name));
    const auto from = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(response.result, loop::closeLoop(response.scenario, settings, job));
    response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    return response;
}

std::string toJson(const CloseLoopResponse &response)
{
    const loop::LoopResult &result = response.result;
    JsonWriter json;
    json.beginObject().field("seed", response.seed).field("seconds", response.seconds).field("replications", static_cast<std::uint64_t>(result.faults.front().arms.front().runs.size()));
    json.key("detector").beginObject().field("name", result.detector).field("height_nats", result.height).field("limit", result.limit).field("sessions", static_cast<std::uint64_t>(result.sessions)).endObject();
    write(json, "thresholds", result.thresholds, result.thresholdsLimit, false);
    write(json, "thresholds_and_errors", result.withErrors, result.withErrorsLimit, true);
    json.field("reference", loop::kArms[static_cast<std::size_t>(result.reference)]);
    json.key("validation").beginArray();
    for (const loop::DetectorTrial &trial : result.trials) {
        json.beginObject().field("detector", trial.name);
        if (trial.error)
            json.field("error", trial.error->toEnglish());
        else
            json.field("height_nats", trial.height).field("slo_violation", trial.violation).field("deeds_in_vain", trial.vain);
        json.endObject();
    }
    json.endArray().key("faults").beginArray();
    for (const loop::FaultOutcome &fault : result.faults) {
        json.beginObject().field("name", fault.name).field("service", fault.service).key("arms").beginObject();
        for (std::size_t a = 0; a < loop::kArms.size(); ++a) {
            const loop::ArmOutcome &arm = fault.arms[a];
            json.key(loop::kArms[a]).beginObject().field("detected", static_cast<std::uint64_t>(arm.detected)).field("right", static_cast<std::uint64_t>(arm.right));
            write(json, "measures", arm.measures);
            json.endObject();
        }
        json.endObject();
        write(json, "delta", fault.delta);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace causeway::engine
