#include "app/workspace/bundles.h"

#include <QFileInfo>

#include "storage/bundle/bundle_info.h"

namespace causeway::workspace {

namespace {

bool isOpenProject(const Workspace &workspace, const QString &path)
{
    if (!workspace.isOpen())
        return false;
    const QFileInfo own(workspace.path()), other(path);
    return own.absoluteFilePath() == other.absoluteFilePath() || (other.exists() && own.canonicalFilePath() == other.canonicalFilePath());
}

std::string fileName(const QString &path) { return QFileInfo(path).fileName().toStdString(); }

Error openAlready(const QString &path)
{
    return {ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Opening the bundle failed")), Message(CAUSEWAY_TEXT("this is the project that is open")), Message(CAUSEWAY_TEXT("Give the name of a new project.")),
            {path.toStdString(), 0, -1}};
}

// Once it has been read.
void showTime(Workspace &workspace, const QString &project, const TimeRange &time)
{
    if (time.isAll())
        return;
    auto *once = new QObject(&workspace);
    QObject::connect(&workspace, &Workspace::dataChanged, once, [&workspace, project, time, once] {
        if (!workspace.isOpen() || !workspace.snapshot())
            return;
        once->deleteLater();
        QObject::disconnect(&workspace, nullptr, once, nullptr);
        if (isOpenProject(workspace, project))
            QMetaObject::invokeMethod(&workspace, [&workspace, time] { workspace.setTimeRange(time); }, Qt::QueuedConnection);
    });
}

} // namespace

void exportBundle(Workspace &workspace, const engine::BundleRequest &request, const QString &file)
{
    workspace.jobs().start<engine::MadeBundle>({.key = {}, .title = Message(CAUSEWAY_TEXT("Export bundle %1"), fileName(file))},
                                               [project = workspace.data().project, request, path = file.toStdString()](const Job &job) { return engine::makeBundle(*project, request, path, job); }, &workspace,
                                               [&workspace, file](const engine::MadeBundle &made) {
                                                   workspace.reportNotice(Message(CAUSEWAY_TEXT("The bundle %1 has %2 events and %3 spans in %4."), fileName(file), made.counts.events, made.counts.spans, toText(Bytes{made.counts.bytes})));
                                               });
}

void openBundle(Workspace &workspace, const QString &bundle, const QString &project)
{
    if (isOpenProject(workspace, project)) {
        workspace.reportError(openAlready(project));
        return;
    }
    workspace.jobs().start<engine::OpenedBundle>({.key = {}, .title = Message(CAUSEWAY_TEXT("Open bundle %1"), fileName(bundle))},
                                                 [file = bundle.toStdString(), path = project.toStdString()](const Job &job) { return engine::openBundle(file, path, 0, job); }, &workspace,
                                                 [&workspace, project](const engine::OpenedBundle &opened) {
                                                     showTime(workspace, project, opened.info.time);
                                                     workspace.open(project);
                                                 });
}

void recognise(Workspace &workspace, const QString &path, std::function<void(bool)> then)
{
    if (isOpenProject(workspace, path)) {
        then(false);
        return;
    }
    workspace.jobs().start<bool>({.key = {}, .title = Message(CAUSEWAY_TEXT("Look at %1"), fileName(path)), .quiet = true}, [file = path.toStdString()](const Job &) -> Result<bool> { return storage::isBundle(file); },
                                 &workspace, std::move(then));
}

} // namespace causeway::workspace
