#include "views/boundaries/split_export.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/report/write_split.h"
#include "views/shell/file_dialog.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

} // namespace

void exportSplit(BoundaryDesk &desk, const char *action, QWidget *parent)
{
    if (desk.split() == nullptr)
        return;
    const QString kind = QString::fromLatin1(action).mid(static_cast<int>(qstrlen("boundaries.export"))).toLower();
    const QString filter = kind == QLatin1String("json")  ? tr("Classes and their services (*.json)")
                           : kind == QLatin1String("csv") ? tr("Comma-separated values (*.csv)")
                           : kind == QLatin1String("dot") ? tr("Graph (*.dot)")
                           : kind == QLatin1String("svg") ? tr("Scalable picture (*.svg)")
                           : kind == QLatin1String("pdf") ? tr("Report (*.pdf)")
                                                          : tr("Report (*.html)");
    auto *dialog = makeFileDialog(parent->window(), tr("Export the split"), QFileInfo(desk.context().workspace.path()).path(), filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(kind);
    dialog->selectFile(tr("services") + QLatin1Char('.') + kind);
    QObject::connect(dialog, &QFileDialog::fileSelected, &desk, [&desk](const QString &path) { exportSplitTo(desk, path); });
    dialog->open();
}

void exportSplitTo(BoundaryDesk &desk, const QString &path)
{
    if (desk.split() == nullptr)
        return;
    auto response = std::make_shared<engine::BoundariesResponse>(desk.response());
    if (!response->cost)
        response->noCost = desk.costError();
    workspace::Workspace &workspace = desk.context().workspace;
    const SplitSubject subject{desk.nameOf(desk.chosen()), QFileInfo(workspace.path()).completeBaseName(), desk.nameOf(desk.comparedId()), desk.split()->made.moved, desk.split()->made.recipe};
    const QString kind = QFileInfo(path).suffix().toLower();
    const bool drawn = kind == QLatin1String("svg") || kind == QLatin1String("html") || kind == QLatin1String("htm") || kind == QLatin1String("pdf");
    workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [response, path, drawn, subject](const Job &job) -> Result<void> { return drawn ? writeSplit(*response, path, job, subject) : engine::writeSplit(*response, path.toStdString()); }, &desk,
        [&workspace, path] { workspace.reportNotice(Message(CAUSEWAY_TEXT("The split is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
