#include "app/engine/find_root_cause.h"

#include <algorithm>

#include "app/engine/cause_material.h"
#include "app/engine/cause_pods.h"
#include "app/engine/incidents.h"
#include "app/engine/window_times.h"
#include "storage/label_store.h"

namespace causeway::engine {

namespace {

// What lies before, without the times that a person has said are not normal.
std::vector<TimeRange> before(TimePoint from, std::vector<TimeRange> out)
{
    std::sort(out.begin(), out.end(), [](const TimeRange &a, const TimeRange &b) { return a.from < b.from; });
    std::vector<TimeRange> ranges;
    TimePoint at{INT64_MIN};
    for (const TimeRange &range : out) {
        if (range.from > at && at < from)
            ranges.push_back({at, std::min(range.from, from)});
        at = std::max(at, range.to);
    }
    if (at < from)
        ranges.push_back({at, from});
    return ranges;
}

// Of spans, lines and points; false: there are none.
bool timesOf(const rootcause::Material &material, std::int64_t &first, std::int64_t &last)
{
    first = INT64_MAX;
    last = INT64_MIN;
    const auto see = [&](std::int64_t from, std::int64_t to) {
        first = std::min(first, from);
        last = std::max(last, to);
    };
    for (std::uint32_t row = 0; row < material.spans->size(); ++row)
        see(material.spans->start(row), material.spans->end(row));
    for (const rootcause::LogEvent &line : material.logs)
        see(line.timeNs, line.timeNs);
    for (const rootcause::Series &series : material.series)
        if (!series.timesNs.empty())
            see(series.timesNs.front(), series.timesNs.back());
    return first <= last;
}

} // namespace

Result<FindRootCauseResponse> findRootCause(storage::Project &project, const FindRootCauseRequest &request, const Job &job)
{
    if (request.time.from.ns == INT64_MIN)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is no time to explain")), {}, Message(CAUSEWAY_TEXT("Tell when the incident began.")));
    CAUSEWAY_ASSIGN(const auto incidents, storage::IncidentStore(project).all());
    const storage::Incident *kept = incidentOf(incidents, request.time);
    rootcause::Period period{request.time, {}};
    TimeRange all = request.time;
    if (request.baseline) {
        period.baseline.push_back(*request.baseline);
        all = {std::min(all.from, request.baseline->from), std::max(all.to, request.baseline->to)};
    } else {
        std::vector<TimeRange> known;
        for (const storage::Incident &incident : incidents)
            if (incident.verdict != storage::IncidentVerdict::NoFault && (kept == nullptr || incident.id != kept->id))
                known.push_back(incident.time);
        CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
        for (const storage::Label &label : labels)
            if (label.verdict == Verdict::Anomalous)
                if (const auto range = windowTimes(label.subject.id))
                    known.push_back(*range);
        period.baseline = before(request.time.from, std::move(known));
        all.from = {INT64_MIN};
    }
    FindRootCauseResponse response;
    CAUSEWAY_ASSIGN(response.material, loadCauseMaterial(project, all, job));
    // An open end ends with what there is.
    if (std::int64_t first = 0, last = 0; timesOf(response.material, first, last)) {
        if (period.incident.from.ns > last || period.incident.to.ns <= first)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to explain")), Message(CAUSEWAY_TEXT("no span, line or point lies in this time")),
                           Message(CAUSEWAY_TEXT("What there is lies between %1 and %2."), TimePoint{first}, TimePoint{last}));
        period.incident.to.ns = std::min(period.incident.to.ns, last == INT64_MAX ? last : last + 1);
        for (TimeRange &range : period.baseline)
            range = {{std::max(range.from.ns, first)}, {std::min(range.to.ns, last == INT64_MAX ? last : last + 1)}};
        std::erase_if(period.baseline, [](const TimeRange &range) { return range.from >= range.to; });
    }
    CAUSEWAY_ASSIGN(const auto facts, rootcause::readTraceFacts(response.material, job));
    rootcause::FindSettings settings;
    settings.use = request.use;
    CAUSEWAY_ASSIGN(response.report, rootcause::findCause(response.material, facts, period, settings, job));
    if (request.method == CauseMethod::MicroRank) {
        const rootcause::Scene scene = rootcause::makeScene(response.material, facts, period);
        CAUSEWAY_ASSIGN(const auto ranked, rootcause::microRank(scene, {}, job));
        response.report.causes.clear();
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
        // What a person has ruled out comes last.
        std::stable_partition(response.report.causes.begin(), response.report.causes.end(), [&](const rootcause::Cause &cause) {
            return !std::binary_search(kept->rejected.begin(), kept->rejected.end(), response.report.services[cause.service]);
        });
        response.kept = *kept;
    }
    return response;
}

} // namespace causeway::engine
