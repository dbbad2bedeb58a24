#include "app/engine/simulate_scenario.h"

#include <chrono>
#include <fstream>

#include "analysis/allocate/policy.h"
#include "analysis/allocate/rules/rule.h"
#include "analysis/simulate/read_scenario.h"
#include "app/engine/compare_policies.h"
#include "app/engine/simulation_json.h"

namespace causeway::engine {

Result<std::string> readDocument(const std::filesystem::path &path)
{
    const auto problem = [&](ErrorCode code, Message why) {
        return failure(code, Message(CAUSEWAY_TEXT("“%1” cannot be read"), path.string()), std::move(why));
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

Result<simulate::Scenario> readScenarioFile(const std::filesystem::path &path, std::vector<Error> *warnings)
{
    CAUSEWAY_ASSIGN(const std::string text, readDocument(path));
    Result<simulate::ScenarioText> read = simulate::readScenarioText(text, allocate::checkPolicy, allocate::rules::warnRules);
    if (!read) {
        Error error = std::move(read).error();
        error.where.file = path.string();
        return failure(std::move(error));
    }
    if (warnings != nullptr) {
        for (Error &warning : read->warnings)
            warning.where.file = path.string();
        *warnings = std::move(read->warnings);
    }
    return std::move(read->scenario);
}

Result<SimulateScenarioResponse> simulateScenario(const SimulateScenarioRequest &request, const Job &job)
{
    SimulateScenarioResponse response;
    if (request.stored.empty()) {
        CAUSEWAY_ASSIGN(response.scenario, readScenarioFile(request.file, &response.warnings));
    } else {
        CAUSEWAY_ASSIGN(OpenedScenario opened, openScenario(request.file, request.stored, job));
        response.scenario = std::move(opened.scenario);
        response.warnings = std::move(opened.warnings);
    }
    response.seed = request.seed.value_or(response.scenario.seed);
    CAUSEWAY_ASSIGN(const allocate::Prepared prepared, allocate::prepare(response.scenario, response.scenario.policy));
    simulate::ReplicationSettings settings;
    settings.replications = request.replications;
    settings.threads = request.threads;
    settings.seed = response.seed;
    settings.controller = prepared.controller;
    settings.slots = request.slots;
    const auto from = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(response.result, simulate::runReplications(prepared.scenario, settings, job));
    response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    return response;
}

std::string toJson(const SimulateScenarioResponse &response)
{
    JsonWriter json;
    json.beginObject();
    writeSimulation(json, {response.scenario, response.result, response.seed, response.seconds});
    writeWarnings(json, response.warnings);
    json.endObject();
    return json.take();
}

} // namespace causeway::engine
