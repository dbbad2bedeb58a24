#include "app/engine/sample_incident.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unordered_map>
#include <unordered_set>

#include "app/engine/import_logs.h"
#include "app/engine/run_detector.h"
#include "app/engine/subjects.h"
#include "app/engine/train_detector.h"

namespace causeway::engine {

namespace {

constexpr const char *kNetwork = "attention";

Result<void> writeFile(const std::string &path, const std::string &text)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (file)
        return {};
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The sample cannot be written")), Message(CAUSEWAY_TEXT("the folder is full or may not be written to")),
                   Message(CAUSEWAY_TEXT("Free some space or check its permissions, then try again.")), Place{path, 0, -1});
}

Result<storage::RunInfo> judge(storage::Project &project, const char *detector, const SampleIncidentRequest &request, const Job &job)
{
    if (request.onStage)
        request.onStage(Message(CAUSEWAY_TEXT("Training the detector “%1”"), detector));
    TrainDetectorRequest train;
    train.detector = detector;
    train.settings.seed = request.seed;
    train.settings.threads = request.threads;
    CAUSEWAY_TRY(trainDetector(project, train, job));
    if (request.onStage)
        request.onStage(Message(CAUSEWAY_TEXT("Looking for anomalies with “%1”"), detector));
    CAUSEWAY_ASSIGN(RunDetectorResponse run, runDetector(project, {detector, request.threads}, job));
    return std::move(run.run);
}

// Why there is no folder of this name after it was to be made.
Error notAFolder(const std::string &path, const std::error_code &wrong)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    for (fs::path at = path; !at.empty(); at = at.parent_path()) {
        if (fs::exists(at, ignored) && !fs::is_directory(at, ignored))
            return {ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The sample cannot be written")), Message(CAUSEWAY_TEXT("%1 is a file, not a folder"), at.string()),
                    Message(CAUSEWAY_TEXT("Name a folder, one that is there or a new one.")), Place{path, 0, -1}};
        if (at == at.parent_path())
            break;
    }
    return {ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The sample cannot be written")), Message(CAUSEWAY_TEXT("%1"), wrong.message()), Message(CAUSEWAY_TEXT("Name another folder.")), Place{path, 0, -1}};
}

std::string_view keyOf(std::string_view subjectId) { return subjectId.substr(subjectId.find('=') + 1); }

Result<SampleFigures> hold(storage::Project &project, const storage::RunInfo &run, const demo::ShopLogs &truth)
{
    CAUSEWAY_ASSIGN(const auto scores, storage::FindingStore(project).scores(run.id));
    CAUSEWAY_ASSIGN(const auto labelled, verdicts(project, SubjectKind::Session));
    std::unordered_map<std::string_view, demo::Fault> faults;
    for (const demo::FaultyRequest &fault : truth.faults)
        faults.emplace(fault.id, fault.fault);
    const std::unordered_set<std::string_view> jittered(truth.jittered.begin(), truth.jittered.end());
    SampleFigures out;
    out.detector = run.detector;
    out.run = run.id;
    for (const demo::FaultyRequest &fault : truth.faults)
        ++out.faults[static_cast<std::size_t>(fault.fault)].requests;
    for (std::size_t i = 0; i < scores.subjectIds.size(); ++i) {
        if (labelled.contains(scores.subjectIds[i]))
            continue;
        const std::string_view key = keyOf(scores.subjectIds[i]);
        const bool flagged = scores.scores[i] > run.threshold;
        ++out.judged;
        if (const auto fault = faults.find(key); fault != faults.end()) {
            out.faults[static_cast<std::size_t>(fault->second)].found += flagged;
            out.right += flagged;
            continue;
        }
        out.falseAlarms += flagged;
        if (jittered.contains(key)) {
            ++out.jittered;
            out.jitterFlagged += flagged;
        }
    }
    out.missed = truth.faults.size() - out.right; // those that the grouping lost among them
    return out;
}

Result<SampleIncidentResponse> fill(storage::Project &project, const SampleIncidentRequest &request, const demo::ShopLogs &logs, SampleIncidentResponse response, const Job &job)
{
    for (const bool calm : {true, false}) {
        ImportRequest import;
        import.threads = request.threads;
        if (calm)
            import.label = Verdict::Normal;
        for (std::size_t i = 0; i < logs.files.size(); ++i)
            if (logs.files[i].calm == calm)
                import.paths.push_back(response.files[i]);
        if (request.onStage)
            request.onStage(Message(CAUSEWAY_TEXT("Importing %1 files"), import.paths.size()));
        CAUSEWAY_ASSIGN(const ImportResponse imported, importLogs(project, import, job));
        for (const ImportedFile &file : imported.files)
            response.events += file.events;
    }
    AnalyseRequest analysis;
    analysis.threads = request.threads;
    analysis.seed = request.seed;
    analysis.onStage = request.onStage;
    CAUSEWAY_ASSIGN(AnalyseResponse analysed, analyse(project, analysis, job));
    response.sessions = analysed.sessions->sessions.size();
    response.warnings = std::move(analysed.warnings);
    std::vector<storage::RunInfo> runs = std::move(analysed.runs);
    CAUSEWAY_ASSIGN(storage::RunInfo run, judge(project, kSampleDetector, request, job));
    runs.push_back(std::move(run));
    if (request.network) {
        auto judged = judge(project, kNetwork, request, job);
        if (judged)
            runs.push_back(std::move(*judged));
        else if (judged.error().code == ErrorCode::Cancelled)
            return failure(std::move(judged).error());
        else
            response.warnings.push_back(std::move(judged).error());
    }
    for (const storage::RunInfo &one : runs) {
        if (windowLength(one.grouping) > 0)
            continue;
        CAUSEWAY_ASSIGN(SampleFigures figures, hold(project, one, logs));
        response.figures.push_back(std::move(figures));
    }
    return response;
}

} // namespace

const SampleFigures *SampleIncidentResponse::figuresOf(std::string_view detector) const
{
    const auto found = std::ranges::find(figures, detector, &SampleFigures::detector);
    return found == figures.end() ? nullptr : &*found;
}

std::string sampleProjectPath(const std::string &folder) { return (std::filesystem::path(folder) / "sample-incident.causeway").string(); }

Result<SampleIncidentResponse> makeSampleIncident(const SampleIncidentRequest &request, const Job &job)
{
    namespace fs = std::filesystem;
    SampleIncidentResponse response;
    response.project = sampleProjectPath(request.folder);
    std::error_code wrong;
    if (fs::exists(response.project, wrong))
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("The sample incident is not made again")), Message(CAUSEWAY_TEXT("there is a project of it in the folder")),
                       Message(CAUSEWAY_TEXT("Open that one, remove it, or name another folder.")), Place{response.project, 0, -1});
    if (request.onStage)
        request.onStage(Message(CAUSEWAY_TEXT("Writing the logs of the sample")));
    CAUSEWAY_ASSIGN(const demo::ShopLogs logs, demo::makeShop({request.seed, request.lines}, job));
    response.requests = logs.requests;
    fs::create_directories(request.folder, wrong);
    if (std::error_code ignored; wrong && !fs::is_directory(request.folder, ignored))
        return failure(notAFolder(request.folder, wrong));
    for (const demo::ShopLogs::File &file : logs.files) {
        response.files.push_back((fs::path(request.folder) / file.name).string());
        CAUSEWAY_TRY(writeFile(response.files.back(), file.text));
    }
    response.files.push_back((fs::path(request.folder) / "truth.csv").string());
    CAUSEWAY_TRY(writeFile(response.files.back(), demo::truthCsv(logs)));
    const std::string path = response.project;
    auto filled = [&]() -> Result<SampleIncidentResponse> {
        CAUSEWAY_ASSIGN(const auto project, storage::Project::open(path, storage::Project::Mode::OpenOrCreate));
        return fill(*project, request, logs, std::move(response), job);
    }();
    if (!filled)
        for (const char *suffix : {"", "-wal", "-shm", ".lock"})
            fs::remove(path + suffix, wrong);
    return filled;
}

} // namespace causeway::engine
