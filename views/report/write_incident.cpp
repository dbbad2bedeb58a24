#include "views/report/write_incident.h"

#include <QTextDocument>

#include <algorithm>

#include "views/graph/graph_sheet.h"
#include "views/report/incident_pictures.h"
#include "views/report/page_file.h"
#include "views/rootcause/propagation.h"
#include "views/rootcause/trace_pair.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kSpans = 24, kMetrics = 4, kServices = 12, kSuspects = 5;
constexpr std::int64_t kBeforeNs = 30LL * 60 * 1'000'000'000, kAfterNs = 5LL * 60 * 1'000'000'000;

Result<ReportPicture> waterfall(const TraceTree &tree, std::uint32_t meant, const QString &name, const PictureFiles &files)
{
    const std::vector<std::uint32_t> spans = chosenSpans(tree, meant, kSpans);
    CAUSEWAY_TRY(files.paint(name, waterfallSize(spans.size()), QStringLiteral("Trace"), [&](QPainter &painter) { paintWaterfall(painter, tree, spans, meant); }));
    ReportPicture picture = files.picture(name);
    if (spans.size() < tree.size())
        picture.note = QCoreApplication::translate("causeway::views::IncidentPage", "%1 of %2 spans: those above the marked one, and the longest.").arg(spans.size()).arg(tree.size());
    return picture;
}

Result<void> drawTraces(const CauseAnswer &answer, const PictureFiles &files, IncidentPictures &pictures, const Job &job)
{
    const std::uint32_t row = answer.report().causes.empty() ? traces::kNone : exampleRow(answer.report().causes.front());
    if (row == traces::kNone)
        return {};
    CAUSEWAY_ASSIGN(const auto pair, makeTracePair(answer, row, job));
    CAUSEWAY_ASSIGN(pictures.example, waterfall(*pair->example, pair->example->positionOf(pair->row), QStringLiteral("example"), files));
    if (pair->normal != nullptr) {
        CAUSEWAY_ASSIGN(pictures.normal, waterfall(*pair->normal, pair->like == traces::kNone ? traces::kNone : pair->normal->positionOf(pair->like), QStringLiteral("normal"), files));
    }
    return {};
}

// Those that evidence is from, the strongest first.
Result<void> drawMetrics(const CauseAnswer &answer, const PictureFiles &files, IncidentPictures &pictures)
{
    if (answer.report().causes.empty())
        return {};
    const rootcause::Cause &first = answer.report().causes.front();
    const TimeRange incident = answer.request.time;
    std::int64_t last = incident.from.ns;
    for (const rootcause::Series &one : answer.material().series)
        last = one.timesNs.empty() ? last : std::max(last, one.timesNs.back());
    const TimeRange shown{{incident.from.ns - kBeforeNs}, {incident.to == TimeRange{}.to ? last + 1 : incident.to.ns + kAfterNs}};
    std::vector<const rootcause::Series *> drawn;
    for (const rootcause::Evidence &evidence : first.evidence)
        for (const rootcause::Series &one : answer.material().series) {
            const bool isOfCause = one.service == answer.report().services[first.service] && (first.pod.empty() || one.pod.empty() || one.pod == first.pod);
            if (evidence.family != rootcause::Family::Metrics || evidence.source != one.name || !isOfCause || one.timesNs.empty() || drawn.size() == kMetrics || std::ranges::find(drawn, &one) != drawn.end())
                continue;
            drawn.push_back(&one);
            const QString name = QStringLiteral("metric-%1").arg(pictures.metrics.size());
            CAUSEWAY_TRY(files.paint(name, metricSize(), QStringLiteral("Metric"), [&](QPainter &painter) { paintMetric(painter, one, incident, shown); }));
            pictures.metrics.push_back({text::fromBytes(one.name) + QStringLiteral(", ") + text::fromBytes(one.pod.empty() ? one.service : one.pod), files.picture(name)});
        }
    return {};
}

// Of a system with many services a page has room for the suspects, and for who calls the first of them or is called by it.
ServiceMapData onAPage(const ServiceMapData &map, const CauseAnswer &answer)
{
    if (map->map.services.size() <= kServices)
        return map;
    const auto &causes = answer.report().causes;
    const auto rankOf = [&](std::uint32_t service) {
        std::size_t rank = 0;
        while (rank < causes.size() && answer.report().services[causes[rank].service] != map->names[service])
            ++rank;
        return rank < causes.size() ? rank : SIZE_MAX;
    };
    std::vector<bool> all(map->names.size());
    for (std::uint32_t service = 0; service < all.size(); ++service)
        all[service] = rankOf(service) < kSuspects;
    for (const traces::ServiceCall &call : map->map.calls)
        if (rankOf(call.from) == 0 || rankOf(call.to) == 0)
            all[call.from] = all[call.to] = true;
    auto some = std::make_shared<NamedServiceMap>(*map);
    std::erase_if(some->map.services, [&](const traces::ServiceFigures &one) { return !all[one.service]; });
    std::erase_if(some->map.calls, [&](const traces::ServiceCall &one) { return !all[one.from] || !all[one.to]; });
    return some;
}

Result<void> drawMap(const CauseAnswer &answer, const PictureFiles &files, IncidentPictures &pictures, const Job &job)
{
    if (answer.summaries.empty())
        return {};
    CAUSEWAY_ASSIGN(const ServiceMapData map, propagationMap(answer, job));
    if (map->map.services.empty())
        return {};
    const ServiceMapData some = onAPage(map, answer);
    if (some->map.services.empty())
        return {};
    const auto picture = propagationPicture(answer, some, theme::smallFont());
    const auto places = runLayout(findLayoutProgram(), picture->task().request, GraphLayout::kLimit, job);
    if (!places) {
        if (places.error().code == ErrorCode::Cancelled)
            return failure(places.error());
        return {};
    }
    picture->place(*places);
    const QString name = QStringLiteral("map");
    CAUSEWAY_TRY(writeGraphSheet(*picture, QStringLiteral("How it spreads"), theme::OnPaper::palette(), files.path(name), job));
    pictures.map = files.picture(name);
    if (some->map.services.size() < map->map.services.size())
        pictures.map.note = QCoreApplication::translate("causeway::views::IncidentPage", "%1 of %2 services: the suspects, and who calls the first of them or is called by it.")
                                .arg(some->map.services.size())
                                .arg(map->map.services.size());
    return {};
}

} // namespace

Result<void> writeIncident(const IncidentPage &page, const QString &path, const Job &job)
{
    const auto compose = [&](QTextDocument *document) -> Result<QString> {
        const PictureFiles files(document);
        IncidentPictures pictures;
        pictures.onPages = document != nullptr;
        CAUSEWAY_TRY(drawTraces(*page.answer, files, pictures, job));
        CAUSEWAY_TRY(drawMetrics(*page.answer, files, pictures));
        CAUSEWAY_TRY(drawMap(*page.answer, files, pictures, job));
        return incidentHtml(page, pictures);
    };
    return writePage(path, compose, job);
}

Result<void> writeIncident(const std::string &project, const engine::FindRootCauseRequest &request, engine::FindRootCauseResponse response, const QString &path, const Job &job)
{
    auto answer = std::make_shared<CauseAnswer>();
    answer->request = request;
    answer->response = std::move(response);
    if (answer->material().spans->size() > 0) {
        CAUSEWAY_ASSIGN(answer->summaries, traces::summarise(*answer->material().spans, job));
    }
    return writeIncident({project, answer, answer->response.kept}, path, job);
}

} // namespace causeway::views
