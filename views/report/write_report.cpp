#include "views/report/write_report.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>

#include "views/findings/heat_map_export.h"
#include "views/flow/graph_export.h"
#include "views/report/report_html.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kPageWidth = 640; // of a text document's page, in its pixels
constexpr int kScreenMap = 1200, kPageMap = 800; // pixels of a heat map's picture: shrunk to a page it can be read
constexpr std::size_t kAllRows = 30;    // columns of a map that has all its rows; a wider one has those of odd steps
constexpr std::size_t kWidestMap = 120; // events; beyond, a map on a page tells nothing

tl::unexpected<Error> unwritable(const QString &path, const QString &why)
{
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), why.toStdString()));
}

// Draws into a file of its own and takes it from there.
class Pictures {
public:
    explicit Pictures(bool svg) : m_suffix(svg ? QStringLiteral("svg") : QStringLiteral("png")) {}
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name + QLatin1Char('.') + m_suffix); }
    [[nodiscard]] QByteArray bytes(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    // As what stands in src=: of a text document the name of a resource, which it gets.
    ReportPicture picture(const QString &name, QTextDocument *document) const
    {
        const QByteArray content = bytes(name);
        if (content.isEmpty())
            return {};
        if (document == nullptr)
            return {QStringLiteral("data:image/svg+xml;base64,") + QString::fromLatin1(content.toBase64()), 0, {}};
        const QImage image = QImage::fromData(content);
        document->addResource(QTextDocument::ImageResource, QUrl(name), image);
        return {name, std::min(kPageWidth, image.width() / 2), {}}; // they are drawn twice as fine
    }

private:
    QTemporaryDir m_folder;
    QString m_suffix;
};

// With the steps that are odd alone.
std::shared_ptr<const engine::ExplainFindingResponse> oddOnly(const engine::ExplainFindingResponse &explained)
{
    auto odd = std::make_shared<engine::ExplainFindingResponse>(explained);
    std::erase_if(odd->steps, [](const engine::ExplainFindingResponse::Step &one) { return !one.step.odd; });
    return odd;
}

Result<ReportPicture> heatMap(const engine::ReportContent &content, std::size_t at, const Pictures &files, QTextDocument *document, const Job &job)
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
    const auto drawn = writeHeatMap(*map, painters, {}, files.path(name), job, document == nullptr ? kScreenMap : kPageMap);
    if (!drawn && drawn.error().code == ErrorCode::Cancelled)
        return failure(drawn.error());
    ReportPicture picture = files.picture(name, document);
    if (!picture.source.isEmpty() && map->rowCount() < steps)
        picture.note = QCoreApplication::translate("causeway::views::Report", "The heat map has the odd steps alone: %1 of %2.").arg(map->rowCount()).arg(steps);
    return picture;
}

Result<QString> compose(const engine::ReportContent &content, QTextDocument *document, const Job &job)
{
    const Pictures files(document == nullptr);
    ReportPictures pictures;
    pictures.onPages = document != nullptr;
    if (content.flow != nullptr) {
        const auto drawn = drawGraph(content.flow, files.path(QStringLiteral("flow")), job);
        if (!drawn && drawn.error().code == ErrorCode::Cancelled)
            return failure(drawn.error());
        pictures.flow = files.picture(QStringLiteral("flow"), document);
    }
    for (std::size_t i = 0; i < content.cases.size(); ++i) {
        CAUSEWAY_ASSIGN(ReportPicture picture, heatMap(content, i, files, document, job));
        pictures.heatMaps.push_back(std::move(picture));
    }
    return reportHtml(content, pictures);
}

// The time of writing is taken out: the same content, the same bytes. Lengths stay, so that offsets hold.
void forgetWhen(QByteArray &pdf)
{
    const int at = pdf.indexOf("/CreationDate (D:");
    for (int i = at < 0 ? static_cast<int>(pdf.size()) : at + 17; i < pdf.size() && pdf[i] != ')'; ++i)
        if (pdf[i] >= '0' && pdf[i] <= '9')
            pdf[i] = '0';
}

} // namespace

Result<void> writeReport(const engine::ReportContent &content, const QString &path, const Job &job)
{
    const QString kind = QFileInfo(path).suffix().toLower();
    const bool pdf = kind == QLatin1String("pdf");
    if (!pdf && kind != QLatin1String("html") && kind != QLatin1String("htm"))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("its name does not say of what kind it is to be")),
                       Message(CAUSEWAY_TEXT("End it in .html or .pdf.")));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return unwritable(path, file.errorString());
    QByteArray bytes;
    const theme::OnPaper paper;
    if (pdf) {
        QTextDocument document;
        document.setDefaultFont(theme::smallFont());
        CAUSEWAY_ASSIGN(const QString html, compose(content, &document, job));
        document.setHtml(html);
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins({}); // the document leaves 2 cm
        writer.setTitle(document.metaInformation(QTextDocument::DocumentTitle));
        writer.setCreator(QStringLiteral("Causeway"));
        document.print(&writer);
        buffer.close();
        forgetWhen(bytes);
    } else {
        CAUSEWAY_ASSIGN(const QString html, compose(content, nullptr, job));
        bytes = html.toUtf8();
    }
    if (job.isCancelled())
        return failure(cancelled());
    if (file.write(bytes) != bytes.size() || !file.commit())
        return unwritable(path, file.errorString());
    return {};
}

} // namespace causeway::views
