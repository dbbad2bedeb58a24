#include "app/engine/train_policy.h"

#include <algorithm>
#include <chrono>
#include <fstream>

#include "analysis/core/json_writer.h"
#include "app/engine/compare_policies.h"
#include "storage/clock.h"
#include "storage/digest.h"
#include "storage/policy_store.h"

namespace causeway::engine {

using allocate::Training;
using allocate::TrainingRound;

namespace {

constexpr std::uintmax_t kMostBytes = 1u << 30;
constexpr std::size_t kSeal = 64; // hexadecimal digits

tl::unexpected<Error> changed() { return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The trained policy cannot be used")), Message(CAUSEWAY_TEXT("its bytes have changed since it was kept")), Message(CAUSEWAY_TEXT("Train it again."))); }

tl::unexpected<Error> at(Error error, const std::filesystem::path &file)
{
    error.where.file = file.string();
    return failure(std::move(error));
}

Result<void> writeWhole(const std::filesystem::path &file, const std::string &bytes)
{
    std::filesystem::path part = file;
    part += ".part";
    std::error_code problem;
    {
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        out.flush();
        if (!out) {
            std::filesystem::remove(part, problem);
            return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The trained policy could not be written")), {}, Message(CAUSEWAY_TEXT("Choose a folder that can be written to, on a disk with room.")), {file.string(), 0, -1});
        }
    }
    std::filesystem::rename(part, file, problem);
    if (problem)
        return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The trained policy could not be written")), Message(CAUSEWAY_TEXT("%1"), problem.message()), {}, {file.string(), 0, -1});
    return {};
}

void writeRounds(JsonWriter &json, const Training &training)
{
    json.key("rounds").beginArray();
    for (const TrainingRound &round : training.rounds) {
        json.beginObject().field("round", round.round).field("reward", round.reward).field("work_in_progress", round.work).field("critic_loss", round.criticLoss).key("model_errors").beginArray();
        for (const allocate::StepError &error : round.errors)
            json.beginObject().field("windows", error.steps).field("model", error.model).field("persistence", error.persistence).endObject();
        json.endArray().endObject();
    }
    json.endArray();
}

std::string reportOf(const Training &training)
{
    JsonWriter json;
    json.beginObject();
    writeRounds(json, training);
    json.endObject();
    return json.take();
}

std::string settingsOf(const Training &training)
{
    JsonWriter json;
    json.beginObject();
    for (const auto &[name, value] : training.settings)
        json.field(name, value);
    json.endObject();
    return json.take();
}

// Where rounds are kept as they come.
class Keeper {
public:
    Keeper(const TrainPolicyRequest &request, std::shared_ptr<storage::Project> project, const simulate::Scenario &scenario) : m_request(request), m_project(std::move(project))
    {
        m_row.name = request.method;
        m_row.method = request.method;
        m_row.scenario = simulate::toJson(scenario);
    }
    // What there is to go on with.
    Result<Training> before()
    {
        if (m_project == nullptr || !m_request.out.empty()) {
            CAUSEWAY_ASSIGN(Training training, readTrainedPolicy(m_request.out));
            return training;
        }
        const storage::PolicyStore store(*m_project);
        CAUSEWAY_ASSIGN(auto row, m_request.id != 0 ? store.get(m_request.id) : store.newest(m_request.method));
        if (!row)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no training of “%1” in the project to go on with"), m_request.method), {}, Message(CAUSEWAY_TEXT("Leave --resume out to begin one.")));
        m_row.id = row->id;
        return unsealTraining(row->bytes);
    }
    Result<void> keep(const Training &training, bool complete)
    {
        if (m_project == nullptr || !m_request.out.empty())
            return writeWhole(m_request.out, sealTraining(training));
        m_row.complete = complete;
        m_row.settings = settingsOf(training);
        m_row.report = reportOf(training);
        m_row.seed = training.seed;
        m_row.createdNs = storage::nowNs();
        m_row.bytes = sealTraining(training);
        return storage::PolicyStore(*m_project).keep(m_row);
    }
    [[nodiscard]] std::int64_t id() const { return m_row.id; }

private:
    const TrainPolicyRequest &m_request;
    std::shared_ptr<storage::Project> m_project;
    storage::StoredPolicy m_row;
};

} // namespace

std::string sealTraining(const Training &training)
{
    std::string bytes = allocate::toBytes(training);
    bytes += storage::sha256Hex(bytes);
    return bytes;
}

Result<Training> unsealTraining(std::string_view bytes)
{
    if (bytes.size() < kSeal || storage::sha256Hex(bytes.substr(0, bytes.size() - kSeal)) != bytes.substr(bytes.size() - kSeal)) {
        // What is no such file at all says so.
        if (const auto other = allocate::trainingOf(bytes); !other && other.error().code == ErrorCode::Foreign)
            return other;
        return changed();
    }
    return allocate::trainingOf(bytes.substr(0, bytes.size() - kSeal));
}

Result<Training> readTrainedPolicy(const std::filesystem::path &file)
{
    std::error_code problem;
    const std::uintmax_t size = std::filesystem::file_size(file, problem);
    if (problem)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The trained policy could not be read")), Message(CAUSEWAY_TEXT("%1"), problem.message()), {}, {file.string(), 0, -1});
    if (size > kMostBytes)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The trained policy could not be read")), Message(CAUSEWAY_TEXT("it is larger than 1 GiB")), {}, {file.string(), 0, -1});
    std::string bytes(size, '\0');
    std::ifstream in(file, std::ios::binary);
    if (!in.read(bytes.data(), static_cast<std::streamsize>(size)))
        return failure(ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("The trained policy could not be read")), {}, {}, {file.string(), 0, -1});
    auto training = unsealTraining(bytes);
    return training ? std::move(training) : at(std::move(training).error(), file);
}

Result<TrainPolicyResponse> trainPolicy(const TrainPolicyRequest &request, const Job &job)
{
    const auto from = std::chrono::steady_clock::now();
    OpenedScenario opened;
    if (request.scenario != nullptr) {
        opened.scenario = *request.scenario;
        opened.project = request.project;
    } else {
        CAUSEWAY_ASSIGN(opened, openScenario(request.file, {}, job));
    }
    if (opened.project == nullptr && request.out.empty())
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("There is nowhere to keep the trained policy")), {}, Message(CAUSEWAY_TEXT("Name a file with --out, or train on a project.")));
    Keeper keeper(request, opened.project, opened.scenario);
    TrainPolicyResponse response;
    if (request.resume) {
        CAUSEWAY_ASSIGN(response.training, keeper.before());
        if (response.training.method != request.method)
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("The training cannot go on")), Message(CAUSEWAY_TEXT("it is of “%1”"), response.training.method));
    } else {
        CAUSEWAY_ASSIGN(response.training, allocate::beginTraining(opened.scenario, request.method, request.settings, request.seed));
    }
    Training &training = response.training;
    while (training.rounds.size() < request.rounds) {
        job.report({static_cast<double>(training.rounds.size()), static_cast<double>(request.rounds), Progress::Unit::None});
        Job inner = job;
        inner.onProgress = nullptr;
        CAUSEWAY_TRY(allocate::trainRound(training, opened.scenario, inner));
        CAUSEWAY_TRY(keeper.keep(training, training.rounds.size() == request.rounds));
        if (request.onRound)
            request.onRound(training.rounds.back());
    }
    response.id = keeper.id();
    response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    return response;
}

const TrainingRound *bestRound(const Training &training)
{
    const auto best = std::ranges::min_element(training.rounds, {}, &TrainingRound::work);
    return best == training.rounds.end() ? nullptr : &*best;
}

std::string toJson(const TrainPolicyResponse &response, const std::filesystem::path &out)
{
    const Training &training = response.training;
    JsonWriter json;
    json.beginObject().field("method", training.method).field("seed", training.seed).key("settings").raw(settingsOf(training)).key("services").beginArray();
    for (const std::string &service : training.services)
        json.value(service);
    json.endArray().field("budget", training.task.budget).field("window_s", training.task.windowS);
    writeRounds(json, training);
    if (const TrainingRound *best = bestRound(training))
        json.field("best_round", best->round).field("best_work_in_progress", best->work);
    if (response.id != 0)
        json.field("id", response.id);
    else
        json.field("file", out.string());
    json.field("seconds", response.seconds).endObject();
    return json.take();
}

} // namespace causeway::engine
