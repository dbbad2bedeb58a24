#include "views/report/write_split.h"

#include <QFileInfo>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "views/graph/graph_sheet.h"
#include "views/report/page_file.h"
#include "views/report/split_html.h"
#include "views/report/split_picture.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kLongest = 6'000; // pixels a side of a picture on a page

Result<void> writePicture(const engine::BoundariesResponse &response, const QString &path, const Job &job, const SplitSubject &subject)
{
    const theme::OnPaper paper;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    const SplitPicture picture = layoutSplit(response);
    const QSize size = picture.size.toSize();
    {
        QSvgGenerator svg;
        svg.setOutputDevice(&file);
        svg.setSize(size);
        svg.setViewBox(QRect(QPoint(), size));
        const QString what = QCoreApplication::translate("causeway::views::SplitPage", "Services and the calls between them");
        svg.setTitle(subject.text().isEmpty() ? what : subject.text());
        QStringList services;
        for (const SplitPicture::Box &box : picture.boxes)
            services << QStringLiteral("%1 (%2)").arg(box.name, box.count);
        svg.setDescription(QStringLiteral("%1: %2").arg(what, services.join(QStringLiteral(", "))));
        QPainter painter(&svg);
        paintSplit(painter, picture, theme::OnPaper::palette());
    }
    if (job.isCancelled())
        return failure(cancelled());
    if (!file.commit())
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    return {};
}

} // namespace

Result<void> writeSplit(const engine::BoundariesResponse &response, const QString &path, const Job &job, const SplitSubject &subject)
{
    if (QFileInfo(path).suffix().toLower() == QLatin1String("svg"))
        return writePicture(response, path, job, subject);
    const auto compose = [&](QTextDocument *document) -> Result<QString> {
        const PictureFiles files(document);
        const SplitPicture picture = layoutSplit(response);
        ReportPicture drawn;
        if (!files.onPages() || std::max(picture.size.width(), picture.size.height()) <= kLongest) {
            CAUSEWAY_TRY(files.paint(QStringLiteral("services"), picture.size.toSize(), QStringLiteral("Services"), [&](QPainter &painter) { paintSplit(painter, picture, theme::OnPaper::palette()); }));
            drawn = files.picture(QStringLiteral("services"));
        } else
            drawn.note = QCoreApplication::translate("causeway::views::SplitPage", "So many services are too large a picture for a page; export it as SVG.");
        return splitHtml(response, drawn, document != nullptr, subject);
    };
    return writePage(path, compose, job);
}

} // namespace causeway::views
