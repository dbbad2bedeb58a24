#include "views/report/write_report.h"

#include <QBuffer>
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
    QString source(const QString &name, QTextDocument *document, int &width) const
    {
        const QByteArray content = bytes(name);
        if (content.isEmpty())
            return {};
        if (document == nullptr)
            return QStringLiteral("data:image/svg+xml;base64,") + QString::fromLatin1(content.toBase64());
        const QImage image = QImage::fromData(content);
        document->addResource(QTextDocument::ImageResource, QUrl(name), image);
        width = std::min(kPageWidth, image.width() / 2); // they are drawn twice as fine
        return name;
    }

private:
    QTemporaryDir m_folder;
    QString m_suffix;
};

Result<QString> compose(const engine::ReportContent &content, QTextDocument *document, const Job &job)
{
    const Pictures files(document == nullptr);
    ReportPictures pictures;
    pictures.onPages = document != nullptr;
    if (content.flow != nullptr) {
        const auto drawn = drawGraph(content.flow, files.path(QStringLiteral("flow")), job);
        if (!drawn && drawn.error().code == ErrorCode::Cancelled)
            return failure(drawn.error());
        pictures.flow = files.source(QStringLiteral("flow"), document, pictures.flowWidth);
    }
    for (std::size_t i = 0; i < content.cases.size(); ++i) {
        pictures.heatMaps.emplace_back();
        pictures.heatMapWidths.push_back(0);
        const auto &explained = content.cases[i].explained;
        if (explained == nullptr || explained->events.size() > kWidestMap)
            continue;
        CAUSEWAY_ASSIGN(const auto map, HeatMap::make(explained, content.catalog, job));
        std::vector<HeatMapPainter> painters;
        for (const HeatMeasure measure : {HeatMeasure::Attention, HeatMeasure::Occlusion})
            if (map->rowCount() > 0 && map->columnCount() > 0 && map->has(measure) && painters.empty())
                painters.emplace_back(*map, measure, theme::OnPaper::palette(), theme::smallFont());
        if (painters.empty())
            continue;
        const QString name = QStringLiteral("heat-map-%1").arg(i);
        const auto drawn = writeHeatMap(*map, painters, {}, files.path(name), job);
        if (!drawn && drawn.error().code == ErrorCode::Cancelled)
            return failure(drawn.error());
        pictures.heatMaps.back() = files.source(name, document, pictures.heatMapWidths.back());
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
