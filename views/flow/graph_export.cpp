#include "views/flow/graph_export.h"

#include <QApplication>
#include <QFileInfo>
#include <QSaveFile>

#include "views/graph/graph_layout.h"
#include "views/graph/graph_sheet.h"
#include "views/theme/theme.h"

namespace causeway::views {

Result<void> writeGraph(const FlowPicture &picture, const QPalette &palette, const QString &path, const Job &job)
{
    const QString kind = QFileInfo(path).suffix().toLower();
    if (kind == QLatin1String("png") || kind == QLatin1String("svg"))
        return writeGraphSheet(picture, QStringLiteral("Control flow"), palette, path, job);
    if (kind != QLatin1String("dot"))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("its name does not say of what kind it is to be")),
                       Message(CAUSEWAY_TEXT("End it in .svg, .png or .dot.")));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    const std::string dot = flow::toDot(picture.mined().graph, picture.mined().texts);
    if (file.write(dot.data(), static_cast<qint64>(dot.size())) != static_cast<qint64>(dot.size()))
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    if (job.isCancelled())
        return failure(cancelled());
    if (!file.commit())
        return tl::unexpected(pictureUnwritable(path, file.errorString()));
    return {};
}

Result<void> drawGraph(FlowPicture::Mined mined, const QString &path, const Job &job)
{
    const theme::OnPaper paper;
    FlowFold fold;
    fold.chains = false;
    VisibleFlow visible = makeVisible(mined->graph, fold);
    FlowPicture picture(std::move(mined), std::move(visible), QApplication::font());
    if (const layout::Request request = picture.request(); !request.nodes.empty()) {
        CAUSEWAY_ASSIGN(const layout::Answer answer, runLayout(findLayoutProgram(), request, GraphLayout::kLimit, job));
        picture.place(answer);
    }
    return writeGraph(picture, theme::OnPaper::palette(), path, job);
}

} // namespace causeway::views
