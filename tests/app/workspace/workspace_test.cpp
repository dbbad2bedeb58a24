#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"

using namespace causeway;
using workspace::Chip;
using workspace::Workspace;

namespace {

void writeLog(const QString &path, int lines)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < lines; ++i)
        file.write(QStringLiteral("2024-03-05 12:%1:%2 %3 order: Created order %4 for req-%5\n")
                       .arg(i / 60, 2, 10, QLatin1Char('0'))
                       .arg(i % 60, 2, 10, QLatin1Char('0'))
                       .arg(i % 10 == 0 ? QStringLiteral("ERROR") : QStringLiteral("INFO"))
                       .arg(i)
                       .arg(i / 3)
                       .toUtf8());
}

void importInto(Workspace &workspace, const QString &log, const QString &project)
{
    engine::ImportRequest request;
    request.paths = {log.toStdString()};
    workspace.importLogs(request, project);
    QTRY_VERIFY_WITH_TIMEOUT(workspace.snapshot() && workspace.snapshot()->events > 0, 20000);
    QVERIFY(workspace.jobs().waitForIdle(60000));
}

storage::Label labelOf(const std::string &session, Verdict verdict)
{
    storage::Label label;
    label.subject = {SubjectKind::Session, session};
    label.verdict = verdict;
    label.by = "tester";
    return label;
}

} // namespace

class WorkspaceTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString in(const QString &name) { return m_folder.filePath(name); }

private Q_SLOTS:
    void openingWhatIsNotThereIsAnError()
    {
        Workspace workspace;
        QSignalSpy errors(&workspace, &Workspace::errorReported);
        workspace.open(in("missing.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(errors.count(), 1);
        QVERIFY(errors.front().front().value<Error>().code == ErrorCode::NotFound);
        QVERIFY(!workspace.isOpen());
        QVERIFY(workspace.recentProjects().isEmpty());
    }
    void importsFiltersAndGoesBack()
    {
        writeLog(in("app.log"), 300);
        Workspace workspace;
        QSignalSpy errors(&workspace, &Workspace::errorReported);
        importInto(workspace, in("app.log"), in("app.causeway"));
        QCOMPARE(workspace.snapshot()->events, std::uint64_t(300));
        QCOMPARE(workspace.recentProjects(), QStringList{in("app.causeway")});
        QCOMPARE(workspace.shownEvents(), std::uint64_t(300));
        QVERIFY(workspace.catalog() && !workspace.catalog()->templates.empty());

        storage::Filter filter;
        filter.levels = {Level::Error, Level::Fatal};
        workspace.setFilter(filter);
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(workspace.shownEvents(), std::uint64_t(30));
        filter.texts.push_back({"order 1", false, true, false});
        workspace.setFilter(filter);
        QVERIFY(workspace.jobs().waitForIdle(10000));
        const std::uint64_t both = workspace.shownEvents();
        QVERIFY(both > 0 && both < 30);
        const auto chips = workspace.chips();
        QCOMPARE(chips.size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(chips[0].label.toEnglish()), "level ≥ error");

        workspace.goBack();
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(workspace.shownEvents(), std::uint64_t(30));
        QVERIFY(workspace.canGoForward());
        workspace.goForward();
        workspace.removeChip(workspace.chips()[0]);
        QVERIFY(!workspace.canGoForward());
        QCOMPARE(workspace.chips().size(), std::size_t(1));
        workspace.clearFilter();
        QCOMPARE(workspace.shownEvents(), std::uint64_t(300));
        QCOMPARE(errors.count(), 0);
    }
    void aFilterThatCannotBeAppliedIsTakenBack()
    {
        Workspace workspace;
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QSignalSpy errors(&workspace, &Workspace::errorReported);
        storage::Filter filter;
        filter.texts.push_back({"(", true, true, false});
        workspace.setFilter(filter);
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(errors.count(), 1);
        QVERIFY(errors.front().front().value<Error>().code == ErrorCode::InvalidInput);
        QVERIFY(workspace.filter().isEmpty());
        QVERIFY(workspace.hasFilterResult());
        QCOMPARE(workspace.shownEvents(), std::uint64_t(300));
    }
    void undoSurvivesARestart()
    {
        {
            Workspace workspace;
            workspace.open(in("app.causeway"));
            QVERIFY(workspace.jobs().waitForIdle(10000));
            workspace.setLabels({labelOf("identifier:req=req-1", Verdict::Anomalous)}, "Label req-1");
            workspace.setLabels({labelOf("identifier:req=req-2", Verdict::Normal)}, "Label req-2");
            QVERIFY(workspace.jobs().waitForIdle(10000));
            QCOMPARE(workspace.data().labels.labels, std::uint64_t(2));
            QCOMPARE(workspace.undo().stack()->undoText(), "Label req-2");
        }
        Workspace workspace;
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(workspace.data().labels.labels, std::uint64_t(2)); // filling the stack undoes nothing
        QVERIFY(workspace.undo().stack()->canUndo());
        QSignalSpy changed(&workspace, &Workspace::labelsChanged);
        workspace.undo().stack()->undo();
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QVERIFY(changed.count() >= 1);
        QCOMPARE(workspace.data().labels.labels, std::uint64_t(1));
        QCOMPARE(workspace.data().labels.anomalous, std::uint64_t(1));
        workspace.close();
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QVERIFY(workspace.undo().stack()->canRedo());
        QCOMPARE(workspace.undo().stack()->redoText(), "Label req-2");
        workspace.undo().stack()->redo();
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(workspace.data().labels.labels, std::uint64_t(2));
    }
    void anUndoThatConflictsIsRefusedWithItsReason()
    {
        Workspace workspace;
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        workspace.setLabels({labelOf("identifier:req=req-9", Verdict::Anomalous)}, "Label req-9");
        QVERIFY(workspace.jobs().waitForIdle(10000));
        {
            // Another window labels the same session.
            auto other = storage::Project::open(in("app.causeway").toStdString(), storage::Project::Mode::OpenExisting);
            QVERIFY(other.has_value());
            const auto label = labelOf("identifier:req=req-9", Verdict::Normal);
            QVERIFY(storage::LabelStore(**other).set(std::span(&label, 1), "Label it otherwise").has_value());
        }
        QSignalSpy errors(&workspace, &Workspace::errorReported);
        workspace.undo().stack()->undo();
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(errors.count(), 1);
        QVERIFY(errors.front().front().value<Error>().code == ErrorCode::Conflict);
        // The stack has been read again: the other window's edit is what can be undone now.
        QCOMPARE(workspace.undo().stack()->undoText(), "Label it otherwise");
    }
    void aNewEditClearsWhatCouldBeRedone()
    {
        const auto stackOf = [](Workspace &workspace) { return workspace.undo().stack(); };
        {
            Workspace workspace;
            workspace.open(in("app.causeway"));
            QVERIFY(workspace.jobs().waitForIdle(10000));
            const auto label = [&](const std::string &name) {
                workspace.setLabels({labelOf("identifier:req=" + name, Verdict::Anomalous)}, "Label " + name);
                QVERIFY(workspace.jobs().waitForIdle(10000));
            };
            QSignalSpy notices(&workspace, &Workspace::noticeReported);
            const auto step = [&](bool redo) {
                notices.clear();
                redo ? stackOf(workspace)->redo() : stackOf(workspace)->undo();
                QVERIFY(workspace.jobs().waitForIdle(10000));
                QCOMPARE(notices.count(), 1);
                QVERIFY(QString::fromStdString(notices.front().front().value<Message>().toEnglish()).startsWith(redo ? QStringLiteral("Redone: ") : QStringLiteral("Undone: ")));
            };
            label("req-11");
            step(false);
            step(true);
            step(false);
            QCOMPARE(stackOf(workspace)->redoText(), "Label req-11");
            label("req-12");
            QVERIFY(!stackOf(workspace)->canRedo());
            step(false);
            QCOMPARE(stackOf(workspace)->redoText(), "Label req-12");
            workspace.undo().reload(); // as after a start, or when another program writes
            QVERIFY(workspace.jobs().waitForIdle(10000));
            QCOMPARE(stackOf(workspace)->redoText(), "Label req-12");
            step(true);
            QVERIFY(!stackOf(workspace)->canRedo());
            QCOMPARE(stackOf(workspace)->undoText(), "Label req-12");
            step(false);
        }
        Workspace workspace;
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(stackOf(workspace)->redoText(), "Label req-12");
        stackOf(workspace)->redo();
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QVERIFY(!stackOf(workspace)->canRedo());
        stackOf(workspace)->undo();
        QVERIFY(workspace.jobs().waitForIdle(10000));
    }
    void aChangedSourceIsNoticed()
    {
        Workspace workspace;
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QSignalSpy changed(&workspace, &Workspace::sourceFileChanged);
        QFile file(in("app.log"));
        QVERIFY(file.open(QIODevice::Append));
        file.write("2024-03-05 13:00:00 INFO order: One more\n");
        file.close();
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(changed.front().front().toString(), in("app.log"));
    }
    void selectionIsToldOnce()
    {
        Workspace workspace;
        QSignalSpy changed(&workspace, &Workspace::selectionChanged);
        workspace.selectTemplate(TemplateId(3));
        workspace.selectTemplate(TemplateId(3));
        QCOMPARE(changed.count(), 1);
        // What is chosen next is not of that template.
        workspace.selectSession("trace=1");
        QVERIFY(!workspace.selection().templateId);
        QCOMPARE(changed.count(), 2);
    }
    void whatIsSelectedIsOfOneEvent()
    {
        QFile log(in("two.log"));
        QVERIFY(log.open(QIODevice::WriteOnly));
        for (int i = 0; i < 200; ++i)
            log.write(QStringLiteral("2024-03-05 12:%1:%2 INFO order: %3 for req-%4\n").arg(i / 60, 2, 10, QLatin1Char('0')).arg(i % 60, 2, 10, QLatin1Char('0'))
                          .arg(i % 2 == 0 ? "Order accepted" : "Payment has been taken").arg(i / 2).toUtf8());
        log.close();
        Workspace workspace;
        importInto(workspace, in("two.log"), in("two.causeway"));
        QVERIFY(workspace.sessions() != nullptr);
        const auto agrees = [&] {
            const workspace::Selection &now = workspace.selection();
            if (!now.event)
                return now.session == std::nullopt;
            const auto event = workspace.data().reader->event(*now.event);
            const auto session = now.session ? workspace.sessions()->find(*now.session) : std::nullopt;
            if (!event || (now.templateId && *now.templateId != workspace.catalog()->templateOf(event->shape)) || (now.source && *now.source != event->source))
                return false;
            const auto events = session ? workspace.sessions()->eventsOf(*session) : std::span<const EventId>();
            return !now.session || std::find(events.begin(), events.end(), *now.event) != events.end();
        };
        int told = 0;
        connect(&workspace, &Workspace::selectionChanged, this, [&] {
            ++told;
            QVERIFY(agrees());
        });
        workspace.selectEvent(EventId(10));
        QVERIFY(!workspace.selection().templateId && !workspace.selection().session); // nothing is known of it yet, nothing is shown
        workspace.selectEvent(EventId(13)); // before the first was looked up
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(workspace.selection().event, EventId(13));
        QVERIFY(workspace.selection().templateId && workspace.selection().source);
        QCOMPARE(QString::fromStdString(workspace.selection().session.value_or("")), QString::fromStdString(workspace.sessions()->subjectId(6)));
        // A session brings its own first event, a template that is not the event's takes it away.
        workspace.selectSession(workspace.sessions()->subjectId(50));
        QCOMPARE(workspace.selection().event, EventId(100));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(QString::fromStdString(workspace.selection().session.value_or("")), QString::fromStdString(workspace.sessions()->subjectId(50)));
        const auto accepted = workspace.selection().templateId;
        QVERIFY(accepted);
        workspace.selectEvent(EventId(101));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QVERIFY(workspace.selection().templateId && workspace.selection().templateId != accepted);
        workspace.selectTemplate(*accepted);
        QVERIFY(!workspace.selection().event);
        QVERIFY(told >= 6);
        // Another project has nothing selected.
        workspace.selectEvent(EventId(5));
        workspace.open(in("app.causeway"));
        QVERIFY(workspace.jobs().waitForIdle(10000));
        QCOMPARE(workspace.name(), "app");
        QVERIFY(workspace.selection() == workspace::Selection{});
    }
    void aFailedImportLeavesNoProject()
    {
        Workspace workspace;
        QSignalSpy errors(&workspace, &Workspace::errorReported);
        engine::ImportRequest request;
        request.paths = {in("not-there.log").toStdString()};
        workspace.importLogs(request, in("failed.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(errors.count() > 0, 20000);
        QVERIFY(workspace.jobs().waitForIdle(20000));
        QString told;
        for (const QList<QVariant> &one : errors)
            told += QString::fromStdString(one.front().value<Error>().toEnglish()) + QLatin1Char('\n');
        QVERIFY2(errors.count() == 1, qPrintable(told));
        QVERIFY(!workspace.isOpen());
        QVERIFY(workspace.recentProjects().isEmpty());
        QCOMPARE(QDir(m_folder.path()).entryList({"failed*"}), QStringList());
    }
    void aCancelledImportIsToldAndLeavesNoProject()
    {
        QFile big(in("big.log"));
        QVERIFY(big.open(QIODevice::WriteOnly));
        const QByteArray line("2024-03-05 12:00:00 INFO order: Created order 17 for req-5\n");
        for (int i = 0; i < 400; ++i)
            big.write(line.repeated(2000));
        big.close();
        Workspace workspace;
        QSignalSpy errors(&workspace, &Workspace::errorReported), notices(&workspace, &Workspace::noticeReported);
        engine::ImportRequest request;
        request.paths = {in("big.log").toStdString()};
        workspace.importLogs(request, in("cancelled.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(workspace.isImporting(), 20000);
        workspace.jobs().stopAll();
        QTRY_COMPARE_WITH_TIMEOUT(notices.count(), 1, 20000);
        QVERIFY(workspace.jobs().waitForIdle(20000));
        QCOMPARE(errors.count(), 0);
        QVERIFY(!workspace.isOpen() && !workspace.isImporting());
        QCOMPARE(QDir(m_folder.path()).entryList({"cancelled*"}), QStringList());
        {
            // Nor does quitting in the middle of it.
            Workspace leaving;
            leaving.importLogs(request, in("left.causeway"));
            QTRY_VERIFY_WITH_TIMEOUT(leaving.isImporting(), 20000);
        }
        QCOMPARE(QDir(m_folder.path()).entryList({"left*"}), QStringList());
    }
};

CAUSEWAY_TEST(WorkspaceTest)
#include "workspace_test.moc"
