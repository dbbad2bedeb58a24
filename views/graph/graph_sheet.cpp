#include "views/graph/graph_sheet.h"

#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>

namespace causeway::views {

namespace {

constexpr double kRoom = 16, kLegend = 28, kNarrowest = 900;
constexpr double kLongest = 16'000; // pixels a side

QSize sheetOf(const GraphPicture &picture)
{
    const QRectF bounds = picture.bounds();
    return QSizeF(std::max(kNarrowest, bounds.width() + 2 * kRoom), bounds.height() + 2 * kRoom + kLegend).toSize();
}

void paintSheet(QPainter &painter, const QSize &size, const GraphPicture &picture, const QPalette &palette)
{
    painter.fillRect(QRect(QPoint(), size), palette.color(QPalette::Base));
    painter.save();
    painter.translate(QPointF(kRoom, kRoom) - picture.bounds().topLeft());
    picture.paint(painter, picture.bounds().adjusted(-kRoom, -kRoom, kRoom, kRoom), 1, {}, palette);
    painter.restore();
    picture.paintLegend(painter, QRectF(kRoom, size.height() - kLegend, size.width() - 2 * kRoom, kLegend), palette);
}

} // namespace

Error pictureUnwritable(const QString &path, const QString &why) { return {ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), why.toStdString()), {}, {}}; }

Result<void> writeGraphSheet(const GraphPicture &picture, const QString &title, const QPalette &palette, const QString &path, const Job &job)
{
    const QString kind = QFileInfo(path).suffix().toLower();
    if (kind != QLatin1String("png") && kind != QLatin1String("svg"))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("its name does not say of what kind it is to be")),
                       Message(CAUSEWAY_TEXT("End it in .svg or .png.")));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    const QSize size = sheetOf(picture);
    if (kind == QLatin1String("svg")) {
        QSvgGenerator svg;
        svg.setOutputDevice(&file);
        svg.setSize(size);
        svg.setViewBox(QRect(QPoint(), size));
        svg.setTitle(title);
        QPainter painter(&svg);
        paintSheet(painter, size, picture, palette);
    } else {
        const double longest = std::max(size.width(), size.height());
        if (longest > kLongest)
            return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()),
                           Message(CAUSEWAY_TEXT("a picture of %1 × %2 pixels is too large"), size.width(), size.height()), Message(CAUSEWAY_TEXT("Export it as SVG.")));
        const int ratio = longest <= 3'000 ? 2 : 1; // small ones twice as fine: they are for papers and slides
        QImage image(size * ratio, QImage::Format_RGB32);
        if (image.isNull())
            return tl::unexpected(pictureUnwritable(path, QStringLiteral("%1 × %2").arg(size.width()).arg(size.height())));
        image.setDevicePixelRatio(ratio);
        {
            QPainter painter(&image);
            paintSheet(painter, size, picture, palette);
        }
        if (!image.save(&file, "PNG"))
            return tl::unexpected(pictureUnwritable(path, file.errorString()));
    }
    if (job.isCancelled())
        return failure(cancelled());
    if (!file.commit())
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    return {};
}

} // namespace causeway::views
