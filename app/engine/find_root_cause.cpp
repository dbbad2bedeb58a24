#include "app/engine/find_root_cause.h"

#include <algorithm>

#include "app/engine/cause_calibration.h"
#include "app/engine/cause_examples.h"
#include "app/engine/cause_material.h"
#include "app/engine/cause_period.h"
#include "app/engine/cause_pods.h"
#include "app/engine/incidents.h"

namespace causeway::engine {

namespace {

// Services by their most suspect operation.
Result<std::vector<rootcause::Cause>> byMicroRank(const rootcause::Scene &scene, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto ranked, rootcause::microRank(scene, {}, job));
    std::vector<rootcause::Cause> causes;
    for (const rootcause::RankedOperation &one : ranked) {
        const std::uint32_t service = scene.spans().operations()[one.operation].service;
        if (std::any_of(causes.begin(), causes.end(), [&](const rootcause::Cause &cause) { return cause.service == service; }))
            continue;
        rootcause::Cause cause;
        cause.service = service;
        cause.operation = one.operation;
        cause.score = one.score;
        causes.push_back(std::move(cause));
    }
    return causes;
}

Result<std::vector<rootcause::Cause>> byCloudPd(const rootcause::Scene &scene, const rootcause::Period &period, const Job &job)
{
    CAUSEWAY_ASSIGN(auto ranked, rootcause::cloudPd(scene, period, {}, job));
    std::vector<rootcause::Cause> causes;
    for (rootcause::CloudPdCause &one : ranked) {
        rootcause::Cause cause;
        cause.service = one.service;
        cause.pod = std::move(one.pod);
        cause.kind = one.kind;
        cause.score = one.score;
        cause.evidence = std::move(one.evidence);
        if (one.kind == rootcause::CauseKind::Cpu || one.kind == rootcause::CauseKind::Memory)
            cause.parts[static_cast<std::size_t>(one.kind == rootcause::CauseKind::Cpu ? rootcause::Source::Cpu : rootcause::Source::Memory)] = one.score;
        causes.push_back(std::move(cause));
    }
    return causes;
}

} // namespace

void putRejectedLast(rootcause::Report &report, const std::vector<std::string> &rejected)
{
    std::ranges::stable_sort(report.causes, [&](const rootcause::Cause &a, const rootcause::Cause &b) {
        const auto isRejected = [&](const rootcause::Cause &cause) { return std::ranges::binary_search(rejected, report.services[cause.service]); };
        return isRejected(a) != isRejected(b) ? isRejected(b) : a.score > b.score;
    });
}

Result<FindRootCauseResponse> findRootCause(storage::Project &project, const FindRootCauseRequest &request, const Job &job)
{
    if (request.time.from.ns == INT64_MIN)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is no time to explain")), {}, Message(CAUSEWAY_TEXT("Tell when the incident began.")));
    CAUSEWAY_ASSIGN(const auto incidents, storage::IncidentStore(project).all());
    const storage::Incident *kept = incidentOf(incidents, request.time);
    TimeRange all;
    if (request.baseline)
        all = {std::min(request.time.from, request.baseline->from), std::max(request.time.to, request.baseline->to)};
    else if (request.otherwise == CauseBaseline::Before)
        all.to = request.time.to;
    FindRootCauseResponse response;
    CAUSEWAY_ASSIGN(response.material, loadCauseMaterial(project, all, job));
    CAUSEWAY_ASSIGN(auto known, knownTroubles(project, incidents, kept == nullptr ? 0 : kept->id));
    CAUSEWAY_ASSIGN(const rootcause::Period period, causePeriod(response.material, request.time, request.baseline, request.otherwise, std::move(known)));
    response.baseline = period.baseline;
    CAUSEWAY_ASSIGN(const auto facts, rootcause::readTraceFacts(response.material, job));
    rootcause::FindSettings settings;
    settings.use = request.use;
    CAUSEWAY_ASSIGN(const auto learned, learnedCalibration(project, incidents));
    if (learned)
        settings.calibration = *learned;
    response.isCalibrated = learned.has_value();
    CAUSEWAY_ASSIGN(response.report, rootcause::findCause(response.material, facts, period, settings, job));
    const rootcause::Signature signature = rootcause::signatureOf(response.report.seen, settings.calibration);
    response.signature = rootcause::encodeSignature(signature);
    response.similar = similarIncidents(signature, incidents, kept == nullptr ? 0 : kept->id);
    if (request.method != CauseMethod::Evidence) {
        const rootcause::Scene scene = rootcause::makeScene(response.material, facts, period);
        response.report.others.clear(); // they have nothing to say of them
        if (request.method == CauseMethod::MicroRank) {
            CAUSEWAY_ASSIGN(response.report.causes, byMicroRank(scene, job));
        } else {
            CAUSEWAY_ASSIGN(response.report.causes, byCloudPd(scene, period, job));
        }
        response.report.found = !response.report.causes.empty();
        response.report.onsetNs = period.incident.from.ns; // they tell none
    }
    CAUSEWAY_TRY(addPods(project, response.material, response.report.causes, job));
    CAUSEWAY_TRY(addExamples(project, response.report.causes, job));
    if (kept != nullptr) {
        putRejectedLast(response.report, kept->rejected);
        response.kept = *kept;
    }
    return response;
}

} // namespace causeway::engine
