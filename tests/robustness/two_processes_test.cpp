// Two processes on one project: one import at a time, labels from everyone.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "storage/label_store.h"
#include "storage/project.h"
#include "tests/robustness/process.h"
#include "tests/robustness/project_files.h"

using namespace causeway;
using namespace causeway::test;

namespace {

bool importRuns(const QString &project)
{
    const int fd = ::open((project + "-lock").toUtf8().constData(), O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool taken = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
    ::close(fd);
    return taken;
}

} // namespace

class TwoProcessesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secondImportIsRefusedAndLabelsAreKept()
    {
        const QTemporaryDir folder;
        const QString big = folder.filePath("big.log"), small = folder.filePath("small.log"), project = folder.filePath("p.causeway");
        writeBytes(big, madeUpLog(400'000, 1));
        writeBytes(small, madeUpLog(100, 2));
        QCOMPARE(run({"import", project, small}).exitCode, 0);

        Process first(programPath(), {"import", project, big});
        while (first.isRunning() && !importRuns(project))
            sleepFor(0.001);
        const Finished second = run({"import", project, small});
        QVERIFY2(first.isRunning(), "the first import was too short for this test");
        QCOMPARE(second.exitCode, 1);
        QVERIFY2(second.err.contains("another window or command is importing into this project"), second.text().constData());

        // Two that label at the same time, while the import goes on.
        Process one(programPath(), {"label", project, "service:one", "anomalous"});
        Process two(programPath(), {"label", project, "service:two", "normal"});
        const Finished oneEnd = one.wait(), twoEnd = two.wait();
        QVERIFY2(oneEnd.exitCode == 0, oneEnd.text().constData());
        QVERIFY2(twoEnd.exitCode == 0, twoEnd.text().constData());
        const Finished firstEnd = first.wait();
        QVERIFY2(firstEnd.exitCode == 0, firstEnd.text().constData());

        const QJsonObject info = infoOf(project);
        QCOMPARE(info["events"].toInteger(), 400'100);
        QCOMPARE(info["labels"].toInteger(), 2);
        QCOMPARE(integrityOf(project), QByteArray("ok"));
    }

    // A process loses its POSIX locks of a file when it closes any descriptor of it, as file dialogs do that look into files.
    void locksThatWereLostCostNothing()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath("small.log"), path = folder.filePath("p.causeway");
        writeBytes(log, madeUpLog(100, 1));
        QCOMPARE(run({"import", path, log}).exitCode, 0);
        auto window = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenExisting);
        QVERIFY(window);
        QVERIFY((*window)->setSetting("first", "window"));
        ::close(::open(path.toUtf8().constData(), O_RDONLY | O_CLOEXEC));
        QCOMPARE(run({"label", path, "service:one", "anomalous"}).exitCode, 0); // opens, writes and closes
        QVERIFY(QFile::exists(path + "-wal"));
        QVERIFY((*window)->setSetting("second", "window"));
        QCOMPARE(storage::LabelStore(**window).counts()->anomalous, 1u);
        QCOMPARE(run({"label", path, "service:two", "normal"}).exitCode, 0);
        QCOMPARE(infoOf(path)["labels"].toInteger(), 2);
        window->reset();
        QVERIFY(!QFile::exists(path + "-wal")); // the last one folds it in
        QCOMPARE(integrityOf(path), QByteArray("ok"));
        const auto again = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenExisting);
        QVERIFY(again);
        QCOMPARE(*(*again)->setting("first"), "window");
        QCOMPARE(*(*again)->setting("second"), "window");
        QCOMPARE(storage::LabelStore(**again).counts()->normal, 1u);
    }

    void manyLabelsFromTwo()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath("small.log"), path = folder.filePath("p.causeway");
        writeBytes(log, madeUpLog(100, 1));
        QCOMPARE(run({"import", path, log}).exitCode, 0);
        Process one(CAUSEWAY_BINARY_DIR "/tests/label_loop", {path, "one"});
        Process two(CAUSEWAY_BINARY_DIR "/tests/label_loop", {path, "two"});
        const double start = now();
        while (now() - start < 30 && (one.outputSoFar().count('\n') < 5 || two.outputSoFar().count('\n') < 5))
            sleepFor(0.01);
        one.kill();
        two.kill();
        const Finished oneEnd = one.wait(), twoEnd = two.wait();
        QVERIFY2(oneEnd.err.isEmpty() && twoEnd.err.isEmpty(), (oneEnd.text() + twoEnd.text()).constData());
        const auto said = oneEnd.out.count('\n') + twoEnd.out.count('\n');
        QVERIFY(oneEnd.out.count('\n') > 0 && twoEnd.out.count('\n') > 0);
        const auto kept = infoOf(path)["labels"].toInteger();
        QVERIFY2(kept >= said && kept <= said + 2, qPrintable(QString("%1 acknowledged, %2 kept").arg(said).arg(kept)));
    }
};

CAUSEWAY_TEST(TwoProcessesTest)
#include "two_processes_test.moc"
