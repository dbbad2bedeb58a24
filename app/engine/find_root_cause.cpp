#include "app/engine/find_root_cause.h"

#include <algorithm>

#include "app/engine/cause_calibration.h"
#include "app/engine/cause_material.h"
#include "app/engine/cause_period.h"
#include "app/engine/cause_pods.h"
#include "app/engine/incidents.h"

namespace causeway::engine {

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
    if (request.method == CauseMethod::MicroRank) {
        const rootcause::Scene scene = rootcause::makeScene(response.material, facts, period);
        CAUSEWAY_ASSIGN(const auto ranked, rootcause::microRank(scene, {}, job));
        response.report.causes.clear();
        response.report.others.clear(); // it has nothing to say of them
        for (const rootcause::RankedOperation &one : ranked) {
            const std::uint32_t service = scene.spans().operations()[one.operation].service;
            if (response.report.of(scene.services[service]) != nullptr)
                continue;
            rootcause::Cause cause;
            cause.service = service;
            cause.operation = one.operation;
            cause.score = one.score;
            response.report.causes.push_back(std::move(cause));
        }
        response.report.found = !response.report.causes.empty();
        response.report.onsetNs = period.incident.from.ns; // it tells none
    }
    CAUSEWAY_TRY(addPods(project, response.material, response.report.causes, job));
    if (kept != nullptr) {
        putRejectedLast(response.report, kept->rejected);
        response.kept = *kept;
    }
    return response;
}

} // namespace causeway::engine
