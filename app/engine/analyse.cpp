#include "app/engine/analyse.h"

#include <chrono>

#include "app/engine/run_detector.h"
#include "app/engine/train_detector.h"

namespace causeway::engine {

namespace {

constexpr const char *kDetectors[] = {"trivial", "threshold"};

// What keeps a detector from judging this project says nothing against the rest of the analysis.
bool isHarmless(const Error &error) { return error.code == ErrorCode::InvalidInput || error.code == ErrorCode::NotFound || error.code == ErrorCode::Conflict; }

Result<storage::RunInfo> trainAndRun(storage::Project &project, const char *detector, const AnalyseRequest &request, const Job &job)
{
    const auto known = storage::ModelStore(project).newest(detector);
    if (!known && known.error().code != ErrorCode::NotFound)
        return failure(known.error());
    // A model of an earlier analysis without labels is of the sessions there were then: those that came or grew since would
    // all be new to it. A model that somebody trained or made active is the reference they want.
    const bool refresh = known && wasAutomatic(*known) && known->status != "active";
    if (!known || refresh) {
        if (request.onStage)
            request.onStage(Message(CAUSEWAY_TEXT("Training the detector “%1”"), detector));
        TrainDetectorRequest train;
        train.detector = detector;
        train.settings.seed = request.seed;
        train.settings.threads = request.threads;
        train.automatic = true;
        if (refresh)
            train.unlessKnown = *known;
        CAUSEWAY_TRY(trainDetector(project, train, job));
    }
    if (request.onStage)
        request.onStage(Message(CAUSEWAY_TEXT("Looking for anomalies with “%1”"), detector));
    CAUSEWAY_ASSIGN(RunDetectorResponse run, runDetector(project, {detector, request.threads}, job));
    return std::move(run.run);
}

} // namespace

Result<AnalyseResponse> analyse(storage::Project &project, const AnalyseRequest &request, const Job &job)
{
    const auto start = std::chrono::steady_clock::now();
    AnalyseResponse response;
    const auto stage = [&](Message message) {
        if (request.onStage)
            request.onStage(message);
    };
    stage(Message(CAUSEWAY_TEXT("Finding patterns")));
    CAUSEWAY_ASSIGN(response.templates, mineTemplates(project, {request.threads}, job));
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    if (snapshot->events == 0) // traces or metrics alone
        return response;
    stage(Message(CAUSEWAY_TEXT("Grouping events into sessions")));
    GroupSessionsRequest group;
    group.threads = request.threads;
    CAUSEWAY_ASSIGN(GroupSessionsResponse grouped, groupSessions(project, group, job));
    response.sessions = grouped.sessions;
    for (const char *detector : kDetectors) {
        auto run = trainAndRun(project, detector, request, job);
        if (run) {
            response.findings += run->anomalous;
            response.runs.push_back(std::move(*run));
        } else if (isHarmless(run.error()))
            response.warnings.push_back(std::move(run).error());
        else
            return failure(std::move(run).error());
    }
    response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return response;
}

} // namespace causeway::engine
