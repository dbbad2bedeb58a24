#include "views/report/write_report.h"

#include <QCoreApplication>

#include <algorithm>

#include "views/findings/heat_map_export.h"
#include "views/flow/graph_export.h"
#include "views/report/page_file.h"
#include "views/report/report_html.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kScreenMap = 1200, kPageMap = 800; // pixels of a heat map's picture: shrunk to a page it can be read
constexpr std::size_t kAllRows = 30;    // columns of a map that has all its rows; a wider one has those of odd steps
constexpr std::size_t kWidestMap = 120; // events; beyond, a map on a page tells nothing

// With the steps that are odd alone.
std::shared_ptr<const engine::ExplainFindingResponse> oddOnly(const engine::ExplainFindingResponse &explained)
{
    auto odd = std::make_shared<engine::ExplainFindingResponse>(explained);
    std::erase_if(odd->steps, [](const engine::ExplainFindingResponse::Step &one) { return !one.step.odd; });
    return odd;
}

Result<ReportPicture> heatMap(const engine::ReportContent &content, std::size_t at, const PictureFiles &files, const Job &job)
{
    auto explained = content.cases[at].explained;
    const auto looksBack = [](const engine::ExplainFindingResponse::Step &one) { return !one.step.attention.empty() || !one.step.occlusion.empty(); };
    if (explained == nullptr || std::ranges::none_of(explained->steps, looksBack))
        return ReportPicture{};
    if (explained->events.size() > kWidestMap)
        return ReportPicture{{}, 0, QCoreApplication::translate("causeway::views::Report", "The session is too long for a heat map on a page: the page Findings of the program has it.")};
    CAUSEWAY_ASSIGN(auto map, HeatMap::make(explained, content.catalog, job));
    const auto measured = [&] { return map->rowCount() > 0 && map->columnCount() > 0 && (map->has(HeatMeasure::Attention) || map->has(HeatMeasure::Occlusion)); };
    if (!measured())
        return ReportPicture{};
    const std::size_t steps = map->rowCount();
    if (map->columnCount() > kAllRows) {
        explained = oddOnly(*explained);
        CAUSEWAY_ASSIGN(auto odd, HeatMap::make(explained, content.catalog, job));
        std::swap(map, odd);
        if (!measured())
            map = odd;
    }
    const HeatMeasure measure = map->has(HeatMeasure::Attention) ? HeatMeasure::Attention : HeatMeasure::Occlusion;
    const std::vector<HeatMapPainter> painters{HeatMapPainter(*map, measure, theme::OnPaper::palette(), theme::smallFont())};
    const QString name = QStringLiteral("heat-map-%1").arg(at);
    const auto drawn = writeHeatMap(*map, painters, {}, files.path(name), job, files.onPages() ? kPageMap : kScreenMap);
    if (!drawn && drawn.error().code == ErrorCode::Cancelled)
        return failure(drawn.error());
    ReportPicture picture = files.picture(name);
    if (!picture.source.isEmpty() && map->rowCount() < steps)
        picture.note = QCoreApplication::translate("causeway::views::Report", "The heat map has the odd steps alone: %1 of %2.").arg(map->rowCount()).arg(steps);
    return picture;
}

Result<QString> compose(const engine::ReportContent &content, QTextDocument *document, const Job &job)
{
    const PictureFiles files(document);
    ReportPictures pictures;
    pictures.onPages = document != nullptr;
    if (content.flow != nullptr) {
        const auto drawn = drawGraph(content.flow, files.path(QStringLiteral("flow")), job);
        if (!drawn && drawn.error().code == ErrorCode::Cancelled)
            return failure(drawn.error());
        pictures.flow = files.picture(QStringLiteral("flow"));
    }
    for (std::size_t i = 0; i < content.cases.size(); ++i) {
        CAUSEWAY_ASSIGN(ReportPicture picture, heatMap(content, i, files, job));
        pictures.heatMaps.push_back(std::move(picture));
    }
    return reportHtml(content, pictures);
}

} // namespace

Result<void> writeReport(const engine::ReportContent &content, const QString &path, const Job &job)
{
    return writePage(path, [&](QTextDocument *document) { return compose(content, document, job); }, job);
}

} // namespace causeway::views
