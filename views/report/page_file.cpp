#include "views/report/page_file.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kPageWidth = 640; // of a text document's page, in its pixels
constexpr int kFine = 2;        // pixels of a picture on a page to one of these

tl::unexpected<Error> unwritable(const QString &path, const QString &why)
{
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), why.toStdString()));
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

QString PictureFiles::path(const QString &name) const { return m_folder.filePath(name + (onPages() ? QStringLiteral(".png") : QStringLiteral(".svg"))); }

Result<void> PictureFiles::paint(const QString &name, const QSize &size, const QString &title, const std::function<void(QPainter &)> &paint) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly))
        return unwritable(file.fileName(), file.errorString());
    if (onPages()) {
        QImage image(size * kFine, QImage::Format_RGB32);
        image.setDevicePixelRatio(kFine);
        image.fill(Qt::white);
        {
            QPainter painter(&image);
            paint(painter);
        }
        if (!image.save(&file, "PNG"))
            return unwritable(file.fileName(), file.errorString());
    } else {
        QSvgGenerator svg;
        svg.setOutputDevice(&file);
        svg.setSize(size);
        svg.setViewBox(QRect(QPoint(), size));
        svg.setTitle(title);
        QPainter painter(&svg);
        paint(painter);
    }
    return {};
}

ReportPicture PictureFiles::picture(const QString &name) const
{
    QFile file(path(name));
    const QByteArray content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    if (content.isEmpty())
        return {};
    if (m_document == nullptr)
        return {QStringLiteral("data:image/svg+xml;base64,") + QString::fromLatin1(content.toBase64()), 0, {}};
    const QImage image = QImage::fromData(content);
    m_document->addResource(QTextDocument::ImageResource, QUrl(name), image);
    return {name, std::min(kPageWidth, image.width() / kFine), {}};
}

Result<void> writePage(const QString &path, const std::function<Result<QString>(QTextDocument *)> &compose, const Job &job)
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
        CAUSEWAY_ASSIGN(const QString html, compose(&document));
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
        CAUSEWAY_ASSIGN(const QString html, compose(nullptr));
        bytes = html.toUtf8();
    }
    if (job.isCancelled())
        return failure(cancelled());
    if (file.write(bytes) != bytes.size() || !file.commit())
        return unwritable(path, file.errorString());
    return {};
}

} // namespace causeway::views
