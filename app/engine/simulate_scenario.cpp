#include "app/engine/simulate_scenario.h"

#include <chrono>
#include <cmath>
#include <fstream>

#include "analysis/core/json_writer.h"
#include "analysis/simulate/read_scenario.h"

namespace causeway::engine {

namespace {

using simulate::Estimate;

Result<std::string> readScenarioFile(const std::filesystem::path &path)
{
    const auto problem = [&](ErrorCode code, Message why) {
        return failure(code, Message(CAUSEWAY_TEXT("The scenario “%1” cannot be read"), path.string()), std::move(why));
    };
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return problem(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("there is no such file")));
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path, error))
        return problem(ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("it cannot be opened")));
    std::string text;
    std::string block(1u << 20, '\0');
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
        text.append(block, 0, static_cast<std::size_t>(in.gcount()));
        if (text.size() > kMostScenarioBytes)
            return problem(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("it is larger than %1"), Bytes{kMostScenarioBytes}));
    }
    if (in.bad())
        return problem(ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("reading failed")));
    return text;
}

void write(JsonWriter &json, std::string_view name, const Estimate &estimate)
{
    json.key(name).beginArray().value(estimate.low).value(estimate.high).endArray();
}

// Integers, or null where the interval is not known.
void writeNs(JsonWriter &json, std::string_view name, const Estimate &estimate)
{
    json.key(name).beginArray();
    for (const double value : {estimate.low, estimate.high}) {
        if (std::isfinite(value))
            json.value(static_cast<std::int64_t>(std::llround(value)));
        else
            json.null();
    }
    json.endArray();
}

std::int64_t rounded(double ns) { return std::llround(ns); }

} // namespace

Result<SimulateScenarioResponse> simulateScenario(const SimulateScenarioRequest &request, const Job &job)
{
    SimulateScenarioResponse response;
    CAUSEWAY_ASSIGN(const std::string text, readScenarioFile(request.file));
    Result<simulate::Scenario> scenario = simulate::readScenario(text);
    if (!scenario) {
        Error error = std::move(scenario).error();
        error.where.file = request.file.string();
        return failure(std::move(error));
    }
    response.scenario = *std::move(scenario);
    response.seed = request.seed.value_or(response.scenario.seed);
    simulate::ReplicationSettings settings;
    settings.replications = request.replications;
    settings.threads = request.threads;
    settings.seed = response.seed;
    const auto from = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(response.result, simulate::runReplications(response.scenario, settings, job));
    response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    return response;
}

std::string toJson(const SimulateScenarioResponse &response)
{
    const simulate::ReplicationsResult &result = response.result;
    JsonWriter json;
    json.beginObject().field("events", result.events).field("seconds", response.seconds).field("requests", result.requests);
    json.field("replications", static_cast<std::uint64_t>(result.runs.size())).field("seed", response.seed).field("simulated_s", response.scenario.durationS);
    json.key("operations").beginObject();
    for (std::size_t o = 0; o < result.operations.size(); ++o) {
        const simulate::OperationEstimate &operation = result.operations[o];
        json.key(response.scenario.operations[o].name).beginObject().field("mean_ns", rounded(operation.latencyNs.mean));
        writeNs(json, "ci95_ns", operation.latencyNs);
        json.field("p50_ns", rounded(operation.p50Ns)).field("p95_ns", rounded(operation.p95Ns)).field("p99_ns", rounded(operation.p99Ns));
        json.field("slo_violation", operation.violation.mean);
        write(json, "slo_violation_ci95", operation.violation);
        json.field("answers", operation.answers).field("errors", operation.errors).field("refused", operation.refused).endObject();
    }
    json.endObject().key("services").beginObject();
    for (std::size_t s = 0; s < result.services.size(); ++s) {
        const simulate::ServiceEstimate &service = result.services[s];
        json.key(response.scenario.services[s].name).beginObject().field("utilisation", service.utilisation.mean).field("queue_mean", service.queueMean.mean);
        json.field("wait_ns", rounded(service.waitNs.mean)).field("dropped", service.dropped).field("arrivals", service.arrivals).field("errors", service.errors);
        json.field("p50_ns", rounded(service.p50Ns)).field("p95_ns", rounded(service.p95Ns)).field("p99_ns", rounded(service.p99Ns));
        json.field("availability", service.availability.mean).field("replicas_mean", service.replicas.mean);
        json.key("little").beginObject().field("in_system", service.inSystemMean).field("arrivals_per_s", service.arrivalRate).field("sojourn_ns", rounded(service.sojournNs)).field("gap", service.littleGap).endObject();
        json.endObject();
    }
    json.endObject().field("little_gap", result.littleGap);
    json.field("cost", result.cost.mean).field("energy_wh", result.energyWh.mean).field("brown_wh", result.brownWh.mean).field("carbon_g", result.carbonG.mean);
    json.endObject();
    return json.take();
}

} // namespace causeway::engine
