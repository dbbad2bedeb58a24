#include "analysis/rootcause/find_cause.h"

#include <algorithm>
#include <cmath>

#include "analysis/rootcause/impact.h"
#include "analysis/rootcause/source_nats.h"

namespace causeway::rootcause {

namespace {

constexpr double kLeast = 0.05; // nats, to be told
constexpr std::size_t kItems = 8; // of evidence, a cause
constexpr std::int64_t kLongest = 3'600'000'000'000;
// When it began is a person's guess: what is seen from other beginnings on counts as well.
constexpr std::array<std::int64_t, 4> kOtherBeginnings{-30'000'000'000, 30'000'000'000, -60'000'000'000, 60'000'000'000};
constexpr double kToldWeight = 0.4, kOtherWeight = 0.15;

struct View {
    Scene scene;
    AllEvidence evidence;
    double weight = 0;
};

bool namesException(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    for (const std::string_view word : {"exception", "panic", "traceback", "fatal", "unhandled", "stack trace"})
        if (lower.find(word) != std::string::npos)
            return true;
    return false;
}

// Of traces that go another way at the service first, are most broken off there, or does a line name an exception? Then it is
// thrown; else something else than usual is returned.
CauseKind thrownOrReturned(const Scene &scene, const PathEvidence &path, const FamilyEvidence &errors, std::uint32_t service)
{
    const Walks &walks = path.logs ? scene.facts->withLogs : scene.facts->structure;
    std::size_t all = 0, broken = 0;
    for (const std::uint32_t first : path.firstStep) {
        if (first == kNone || scene.spans().service(walks.steps[first].row) != service)
            continue;
        ++all;
        const Token next = walks.transitions[walks.steps[first].transition].next;
        broken += next.kind == TokenKind::End || next.kind == TokenKind::EndError || (next.kind == TokenKind::Log && namesException(scene.material->patterns[next.id].text)) ? 1 : 0;
    }
    if (all > 0)
        return 2 * broken >= all ? CauseKind::Exception : CauseKind::Return;
    for (const Evidence &item : errors.items)
        if (item.service == service)
            return namesException(item.source) || item.events.empty() ? CauseKind::Exception : CauseKind::Return;
    return CauseKind::Return;
}

void append(std::vector<Evidence> &out, const std::vector<Evidence> &items, std::uint32_t service)
{
    for (const Evidence &item : items)
        if (item.service == service && item.nats >= kLeast)
            out.push_back(item);
}

Evidence against(Family family, std::uint32_t service, Message text)
{
    Evidence item;
    item.family = family;
    item.service = service;
    item.text = std::move(text);
    item.nats = -1;
    return item;
}

// What would be seen if it were the cause, and is not.
std::vector<Evidence> counterEvidence(const Scene &scene, const AllEvidence &all, const Candidate &candidate)
{
    std::vector<Evidence> out;
    const std::uint32_t s = candidate.service;
    const auto silent = [&](Source source) { return all.covered[static_cast<std::size_t>(source)][s] && all.nats[static_cast<std::size_t>(source)][s] <= 0; };
    if (candidate.explainedBy != kNone)
        out.push_back(against(Family::Path, s, Message(CAUSEWAY_TEXT("It calls %1, which explains what is seen here"), scene.services[candidate.explainedBy])));
    if (silent(Source::Network)) {
        std::int64_t edges = 0;
        for (const EdgeShift &edge : all.edges)
            edges += edge.from == s || edge.to == s ? 1 : 0;
        out.push_back(against(Family::Network, s, Message(CAUSEWAY_TEXT("Its calls spend no more time between the two sides than before (%1 edges)"), edges)));
    }
    if (silent(Source::SelfTime))
        out.push_back(against(Family::Time, s, Message(CAUSEWAY_TEXT("It is busy itself no longer than before"))));
    if (silent(Source::Cpu))
        out.push_back(against(Family::Metrics, s, Message(CAUSEWAY_TEXT("Its use of the processor is as before"))));
    if (silent(Source::Memory))
        out.push_back(against(Family::Metrics, s, Message(CAUSEWAY_TEXT("Its use of memory is as before"))));
    if (!scene.now.empty() && !scene.before.empty() && all.nats[static_cast<std::size_t>(Source::Structure)][s] <= 0 && all.nats[static_cast<std::size_t>(Source::Lines)][s] <= 0 &&
        s < scene.spans().services().size())
        out.push_back(against(Family::Path, s, Message(CAUSEWAY_TEXT("Requests take the same way in it as before, or went astray elsewhere first"))));
    return out;
}

std::string podOf(const Scene &scene, const AllEvidence &all, std::uint32_t service)
{
    for (const MetricStep &step : all.steps)
        if (const Series &series = scene.material->series[step.series];
            series.service == scene.services[service] && !series.pod.empty() && (step.role == MetricRole::Cpu || step.role == MetricRole::Memory) && step.robustZ > 0)
            return series.pod;
    std::string pod;
    for (const Series &series : scene.material->series)
        if (series.service == scene.services[service] && !series.pod.empty()) {
            if (!pod.empty() && pod != series.pod)
                return {};
            pod = series.pod;
        }
    return pod;
}

std::vector<Message> missingSignals(const Scene &scene)
{
    std::vector<Message> out;
    const Material &material = *scene.material;
    const auto traces = static_cast<std::int64_t>(scene.now.size());
    std::size_t before = 0;
    for (const auto &window : scene.before)
        before += window.size();
    if (!material.sessions.empty())
        out.emplace_back(CAUSEWAY_TEXT("There are no traces: sessions of lines stand for them. Who calls whom is not known, and time between services cannot be told from their own"));
    if (scene.now.empty())
        out.emplace_back(CAUSEWAY_TEXT("No traces begin in that time: only metrics can tell, and not who calls whom"));
    else if (before == 0)
        out.emplace_back(CAUSEWAY_TEXT("There are no traces to compare with: what they usually do is unknown"));
    else if (before < scene.now.size() / 2)
        out.emplace_back(CAUSEWAY_TEXT("Few traces to compare with (%1 against %2): rare events may seem new"), static_cast<std::int64_t>(before), traces);
    if (!scene.now.empty() && !scene.logs)
        out.emplace_back(CAUSEWAY_TEXT("Too few lines of log name their span: a fault inside a span shows where its effects come out, which may be a caller"));
    if (material.series.empty())
        out.emplace_back(CAUSEWAY_TEXT("No metrics of services: a busy processor or full memory shows as lost time only"));
    std::size_t orphans = 0, spans = 0;
    for (const std::uint32_t trace : scene.now)
        for (std::uint32_t row = scene.spans().firstRow(trace); row < scene.spans().endRow(trace); ++row) {
            ++spans;
            orphans += scene.spans().isOrphan(row) ? 1 : 0;
        }
    if (orphans * 20 > spans)
        out.emplace_back(CAUSEWAY_TEXT("The parents of %1 of %2 spans are missing: who called them is unknown"), static_cast<std::int64_t>(orphans), static_cast<std::int64_t>(spans));
    if (scene.facts->movedSpans * 20ull > scene.spans().size())
        out.emplace_back(CAUSEWAY_TEXT("Clocks disagree: %1 spans were moved into their callers"), static_cast<std::int64_t>(scene.facts->movedSpans));
    return out;
}

// Windows of the baseline, evenly chosen, each judged against the others: how loud it is in normal times.
Result<std::vector<Loudness>> normalLoudness(const Scene &scene, const FindSettings &settings, const Job &job)
{
    std::vector<Loudness> out;
    const std::size_t windows = scene.before.size();
    if (windows < 3)
        return out;
    const std::size_t count = std::min(settings.normalWindows, windows);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t chosen = i * windows / count;
        Scene normal = scene;
        normal.now = scene.before[chosen];
        normal.before.erase(normal.before.begin() + static_cast<std::ptrdiff_t>(chosen));
        std::int64_t from = INT64_MAX, to = INT64_MIN;
        for (const std::uint32_t trace : normal.now) {
            from = std::min(from, scene.facts->traceNs[trace]);
            to = std::max(to, scene.facts->traceNs[trace] + 1);
        }
        // As long as the incident, for metrics, which are measured more rarely than requests come.
        const std::int64_t length = scene.incident.to.ns < from ? 0 : std::min(scene.incident.to.ns - scene.incident.from.ns, kLongest);
        normal.incident = {{from}, {std::max(to, from + length)}};
        CAUSEWAY_ASSIGN(const AllEvidence evidence, gatherEvidence(normal, settings.use, job));
        Loudness loudest{};
        for (std::size_t source = 0; source < kSourceCount; ++source)
            for (const double nats : evidence.nats[source])
                loudest[source] = std::max(loudest[source], nats);
        out.push_back(loudest);
    }
    return out;
}

// Where the incident still holds most of its traces.
Result<void> addOtherBeginnings(const Material &material, const TraceFacts &facts, const Period &period, const FindSettings &settings, const Job &job, std::vector<View> &views)
{
    for (const std::int64_t moved : kOtherBeginnings) {
        const std::int64_t from = period.incident.from.ns;
        if (from < INT64_MIN - std::min<std::int64_t>(moved, 0) || from >= period.incident.to.ns - std::max<std::int64_t>(moved, 0))
            continue;
        Period other = period;
        other.incident.from.ns += moved;
        View view{makeScene(material, facts, other), {}, kOtherWeight};
        if (2 * view.scene.now.size() < views[0].scene.now.size())
            continue;
        CAUSEWAY_ASSIGN(view.evidence, gatherEvidence(view.scene, settings.use, job));
        views.push_back(std::move(view));
    }
    return {};
}

SourceNats meanNats(const std::vector<View> &views)
{
    SourceNats mean;
    double weights = 0;
    for (const View &view : views)
        weights += view.weight;
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        mean[source].assign(views[0].scene.services.size(), 0);
        for (const View &view : views)
            for (std::size_t s = 0; s < mean[source].size(); ++s)
                mean[source][s] += view.weight / weights * view.evidence.nats[source][s];
        // An earlier beginning leaves metrics less to be compared with: silence then says nothing.
        if (familyOf(static_cast<Source>(source)) == Family::Metrics)
            for (std::size_t s = 0; s < mean[source].size(); ++s)
                mean[source][s] = std::max(mean[source][s], views[0].evidence.nats[source][s]);
    }
    return mean;
}

double clarity(const View &view, std::uint32_t service)
{
    double sum = 0;
    for (const std::vector<double> &nats : view.evidence.nats)
        sum += nats[service];
    return sum;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> callsOf(const Scene &scene)
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;
    const SpanTable &table = scene.spans();
    forEachTrace(scene, [&](std::uint32_t trace, int) {
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
            if (const std::uint32_t parent = table.parent(row); parent != kNone && table.service(parent) != table.service(row))
                calls.emplace_back(table.service(parent), table.service(row));
    });
    std::sort(calls.begin(), calls.end());
    calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
    return calls;
}

// Where a service shows best.
const View &clearest(const std::vector<View> &views, std::uint32_t service)
{
    const View *best = &views[0];
    for (const View &view : views)
        if (clarity(view, service) > 1.2 * clarity(*best, service))
            best = &view;
    return *best;
}

struct Gathered {
    std::vector<View> views; // as told first
    IncidentCase seen;
};

Result<Gathered> gather(const Material &material, const TraceFacts &facts, const Period &period, const FindSettings &settings, const Job &job)
{
    Gathered out;
    out.views.push_back({makeScene(material, facts, period), {}, kToldWeight});
    const Scene &scene = out.views[0].scene;
    CAUSEWAY_ASSIGN(out.views[0].evidence, gatherEvidence(scene, settings.use, job));
    RankingInput &input = out.seen.input;
    CAUSEWAY_ASSIGN(input.normal, normalLoudness(scene, settings, job));
    if (settings.otherBeginnings) {
        CAUSEWAY_TRY(addOtherBeginnings(material, facts, period, settings, job, out.views));
    }
    const View &told = out.views[0];
    out.seen.services = told.scene.services;
    input.nats = meanNats(out.views);
    input.covered = told.evidence.covered;
    input.calls = callsOf(told.scene);
    for (std::uint32_t s = 0; s < out.seen.services.size(); ++s) {
        const View &best = clearest(out.views, s);
        input.wayTaken.push_back(thrownOrReturned(best.scene, best.scene.logs ? best.evidence.lines : best.evidence.structure, best.evidence.errors, s));
    }
    out.seen.steps.resize(out.seen.services.size());
    for (const MetricStep &step : told.evidence.steps)
        if (const auto service = std::find(out.seen.services.begin(), out.seen.services.end(), material.series[step.series].service); service != out.seen.services.end()) {
            double &furthest = out.seen.steps[static_cast<std::size_t>(service - out.seen.services.begin())][static_cast<std::size_t>(step.role)];
            if (std::abs(step.robustZ) > std::abs(furthest))
                furthest = step.robustZ;
        }
    return out;
}

} // namespace

const Cause *Report::of(std::string_view service) const
{
    for (const Cause &cause : causes)
        if (services[cause.service] == service)
            return &cause;
    return nullptr;
}

const Cause *Report::anyOf(std::string_view service) const
{
    for (const Cause &cause : others)
        if (services[cause.service] == service)
            return &cause;
    return of(service);
}

Result<IncidentCase> gatherCase(const Material &material, const TraceFacts &facts, const Period &period, const FindSettings &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(Gathered gathered, gather(material, facts, period, settings, job));
    return std::move(gathered.seen);
}

Result<Report> findCause(const Material &material, const TraceFacts &facts, const Period &period, const FindSettings &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(Gathered gathered, gather(material, facts, period, settings, job));
    const std::vector<Candidate> candidates = rankCandidates(gathered.seen.input, settings.calibration);
    // Told as it shows best.
    const View *best = candidates.empty() ? &gathered.views[0] : &clearest(gathered.views, candidates.front().service);
    const Scene &scene = best->scene;
    const AllEvidence &all = best->evidence;

    Report report;
    report.services = scene.services;
    report.traces = gathered.views[0].scene.now.size();
    report.windows = scene.before.size();
    for (const auto &window : scene.before)
        report.baselineTraces += window.size();
    report.missing = missingSignals(scene);
    report.onsetNs = period.incident.from.ns;
    const PathEvidence &path = scene.logs ? all.lines : all.structure;
    for (const Candidate &candidate : candidates) {
        Cause cause;
        cause.service = candidate.service;
        cause.kind = candidate.kind;
        cause.score = candidate.score;
        cause.parts = candidate.parts;
        cause.explainedBy = candidate.explainedBy;
        cause.pod = podOf(scene, all, candidate.service);
        append(cause.evidence, path.items, candidate.service);
        append(cause.evidence, all.findings.items, candidate.service);
        append(cause.evidence, all.errors.items, candidate.service);
        append(cause.evidence, all.network.items, candidate.service);
        append(cause.evidence, all.selfTime.items, candidate.service);
        append(cause.evidence, all.metrics.items, candidate.service);
        std::stable_sort(cause.evidence.begin(), cause.evidence.end(), [](const Evidence &a, const Evidence &b) { return a.nats > b.nats; });
        if (cause.evidence.size() > kItems)
            cause.evidence.resize(kItems);
        const bool inPath = cause.kind == CauseKind::Exception || cause.kind == CauseKind::Return || cause.kind == CauseKind::MissingCall;
        for (const Evidence &item : cause.evidence)
            if (item.operation != kNone && (cause.operation == kNone) && (!inPath || item.family == Family::Path || item.family == Family::Errors))
                cause.operation = item.operation;
        cause.against = counterEvidence(scene, all, candidate);
        (candidate.score > 0 ? report.causes : report.others).push_back(std::move(cause));
    }
    report.found = !report.causes.empty() && report.causes.front().score >= settings.calibration.bar;
    report.impact = entryImpact(gathered.views[0].scene, gathered.views[0].evidence); // of the time that is asked for
    if (report.found)
        report.onsetNs = onsetNs(scene, all, report.causes.front().service, period.incident.from.ns);
    report.seen = std::move(gathered.seen);
    return report;
}

} // namespace causeway::rootcause
