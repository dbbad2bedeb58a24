#include "app/engine/cause_material.h"

#include <map>

#include "analysis/core/json_writer.h"
#include "app/engine/current_spans.h"
#include "app/engine/finding_origin.h"
#include "app/engine/mine_templates.h"
#include "app/engine/session_material.h"
#include "app/engine/span_logs.h"
#include "storage/finding_store.h"
#include "storage/metric_store.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kComponentBytes = 200;

// A counter that only rises says how much there was by how fast it does; where it falls it began anew.
void toRate(storage::MetricSeries &series)
{
    std::vector<std::int64_t> times;
    std::vector<double> rates;
    for (std::size_t i = 1; i < series.timesNs.size(); ++i) {
        const double seconds = static_cast<double>(series.timesNs[i] - series.timesNs[i - 1]) / 1e9, rise = series.values[i] - series.values[i - 1];
        if (seconds > 0 && rise >= 0) {
            times.push_back(series.timesNs[i]);
            rates.push_back(rise / seconds);
        }
    }
    series.timesNs = std::move(times);
    series.values = std::move(rates);
    series.unit += "/s";
}

// Logger, or class and line. Around a container's line the component is the pod, and the line's own has another name; a pod would
// make the same line another event in each replica.
std::string component(const storage::Event &event, std::string_view service)
{
    std::string_view found;
    for (const storage::FieldRange &field : event.fields) {
        const std::string_view text = std::string_view(event.bytes).substr(field.begin, field.end - field.begin);
        if (field.role == Role::Attribute && field.name == "line component")
            return text.size() <= kComponentBytes ? toValidUtf8(text) : std::string();
        if (field.role == Role::Component && text.size() <= kComponentBytes && !text.starts_with(service))
            found = text;
    }
    return toValidUtf8(found);
}

// What the newest runs found.
Result<std::vector<rootcause::Flagged>> flaggedIn(storage::Project &project, TimeRange range, const Job &job)
{
    storage::FindingStore::Query query;
    query.limit = SIZE_MAX;
    CAUSEWAY_ASSIGN(const auto findings, storage::FindingStore(project).findings(query));
    std::vector<const storage::Finding *> inRange;
    for (const storage::Finding &finding : findings)
        if (finding.origin && (finding.from.isNone() || (finding.from < range.to && finding.to >= range.from)))
            inRange.push_back(&finding);
    std::vector<rootcause::Flagged> flagged;
    if (inRange.empty())
        return flagged;
    CAUSEWAY_ASSIGN(const auto origins, FindingOrigins(project).of(inRange, job));
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
    for (std::size_t i = 0; i < origins.size(); ++i)
        if (origins[i])
            flagged.push_back({inRange[i]->detector, origins[i]->service, origins[i]->event, origins[i]->absent.value == 0 ? std::string() : catalog->nameOf(origins[i]->absent)});
    return flagged;
}

} // namespace

TimeRange aroundCause(TimeRange range)
{
    if (range.from.ns > INT64_MIN + kCauseAroundNs)
        range.from.ns -= kCauseAroundNs;
    if (range.to.ns < INT64_MAX - kCauseAroundNs)
        range.to.ns += kCauseAroundNs;
    return range;
}

Result<rootcause::Material> loadCauseMaterial(storage::Project &project, TimeRange range, const Job &job)
{
    rootcause::Material material;
    std::optional<Error> nothing;
    auto spans = currentSpans(project, job);
    if (!spans && spans.error().code != ErrorCode::NotFound)
        return failure(std::move(spans).error());
    if (spans) {
        material.spans = *spans;
        CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
        std::map<std::pair<TemplateId, std::string>, std::uint32_t> numbers;
        CAUSEWAY_TRY(forEachSpanLog(project, *material.spans, aroundCause(range), job, [&](std::uint32_t, std::uint32_t row, const storage::Event &event) {
            const TemplateId id = catalog->templateOf(event.shape);
            if (row == traces::kNone || id.value == 0)
                return;
            const auto [found, fresh] = numbers.try_emplace({id, component(event, material.spans->serviceName(row))}, static_cast<std::uint32_t>(material.patterns.size()));
            if (fresh)
                material.patterns.push_back({id, found->first.second, catalog->nameOf(id)});
            material.logs.push_back({row, event.time.isNone() ? material.spans->start(row) : event.time.ns, found->second, event.level, event.id});
        }));
    } else {
        auto sessions = loadSessionMaterial(project, aroundCause(range), job);
        if (sessions)
            material = std::move(*sessions);
        else if (sessions.error().code != ErrorCode::NotFound)
            return failure(std::move(sessions).error());
        else
            nothing = std::move(sessions).error();
        if (!sessions) {
            CAUSEWAY_ASSIGN(material.spans, traces::SpanTableBuilder().finish(job));
        }
    }
    CAUSEWAY_ASSIGN(material.flagged, flaggedIn(project, aroundCause(range), job));
    CAUSEWAY_ASSIGN(auto series, storage::MetricStore(project).load([](const storage::MetricSeries &one) { return !one.service.empty() || !one.pod.empty(); }, aroundCause(range), job));
    for (storage::MetricSeries &one : series) {
        if (one.monotonic && one.temporality != decode::Temporality::Delta)
            toRate(one);
        if (!one.timesNs.empty())
            material.series.push_back({std::move(one.name), std::move(one.unit), one.service.empty() ? one.pod : std::move(one.service), std::move(one.pod), std::move(one.timesNs), std::move(one.values)});
    }
    if (nothing && material.series.empty())
        return failure(std::move(*nothing));
    return material;
}

} // namespace causeway::engine
