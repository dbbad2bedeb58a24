#include "views/charts/plot_export.h"

#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <charconv>
#include <cmath>

#include "app/engine/csv.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

tl::unexpected<Error> unwritable(const QString &path, const QString &why)
{
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), why.toStdString()));
}

void paintOnPaper(QPainter &painter, const Plot &plot, const QSize &size)
{
    const theme::OnPaper paper;
    painter.fillRect(QRect(QPoint(), size), Qt::white);
    PlotLayout(plot, QRectF(QPointF(8, 8), QSizeF(size.width() - 16, size.height() - 16))).paint(painter, theme::OnPaper::palette());
}

} // namespace

QByteArray plotCsv(const Plot &plot)
{
    std::string out = "picture,series,what,x,y,low,high\n";
    const auto cell = [&](const QString &text) { engine::appendCsvCell(out, text.toStdString()); };
    const auto number = [&](double value) {
        out += ',';
        char digits[32];
        if (std::isfinite(value))
            out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    };
    for (const PlotPane &pane : plot.panes)
        for (const PlotSeries &series : pane.series)
            for (std::size_t i = 0; i < series.size(); ++i) {
                cell(pane.y.title.isEmpty() ? plot.title : pane.y.title);
                out += ',';
                cell(series.name);
                out += ',';
                cell(i < static_cast<std::size_t>(series.labels.size()) ? series.labels[static_cast<qsizetype>(i)] : QString());
                number(series.x[i]);
                number(series.y[i]);
                number(i < series.low.size() ? series.low[i] : std::nan(""));
                number(i < series.high.size() ? series.high[i] : std::nan(""));
                out += '\n';
            }
    return QByteArray::fromStdString(out);
}

Result<void> writePlot(const Plot &plot, const QString &path, const QSize &size)
{
    const QString kind = QFileInfo(path).suffix().toLower();
    if (kind != QLatin1String("png") && kind != QLatin1String("svg") && kind != QLatin1String("csv"))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("its name does not say of what kind it is to be")),
                       Message(CAUSEWAY_TEXT("End it in .png, .svg or .csv.")));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return unwritable(path, file.errorString());
    if (kind == QLatin1String("csv")) {
        const QByteArray text = plotCsv(plot);
        if (file.write(text) != text.size())
            return unwritable(path, file.errorString());
    } else if (kind == QLatin1String("svg")) {
        QSvgGenerator svg;
        svg.setOutputDevice(&file);
        svg.setSize(size);
        svg.setViewBox(QRect(QPoint(), size));
        svg.setTitle(plot.title);
        QPainter painter(&svg);
        paintOnPaper(painter, plot, size);
    } else {
        QImage image(size * 2, QImage::Format_RGB32);
        if (image.isNull())
            return unwritable(path, QStringLiteral("%1 × %2").arg(size.width()).arg(size.height()));
        image.setDevicePixelRatio(2);
        {
            QPainter painter(&image);
            paintOnPaper(painter, plot, size);
        }
        if (!image.save(&file, "PNG"))
            return unwritable(path, file.errorString());
    }
    if (!file.commit())
        return unwritable(path, file.errorString());
    return {};
}

} // namespace causeway::views
