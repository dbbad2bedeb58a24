// A disk that is full, or a quota: a message that names it, exit 1, and a project that is what it was before.

#include "tests/support/test_registry.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tests/robustness/process.h"
#include "tests/robustness/project_files.h"

using namespace causeway::test;

namespace {

constexpr std::size_t kSmallLines = 500;
constexpr std::size_t kBigLines = 400'000; // more than the disks below have room for

// A file system in memory, of a given size; needs the right to mount.
class TinyDisk {
public:
    TinyDisk(const QString &at, const char *size) : m_at(at.toUtf8())
    {
        QDir().mkpath(at);
        m_mounted = ::mount("tmpfs", m_at.constData(), "tmpfs", MS_NOSUID | MS_NODEV, (QByteArray("size=") + size).constData()) == 0;
        m_reason = m_mounted ? "" : std::strerror(errno);
    }
    ~TinyDisk()
    {
        if (m_mounted)
            ::umount2(m_at.constData(), MNT_DETACH);
    }
    TinyDisk(const TinyDisk &) = delete;
    TinyDisk &operator=(const TinyDisk &) = delete;
    [[nodiscard]] bool isMounted() const { return m_mounted; }
    [[nodiscard]] QByteArray reason() const { return m_reason; }

private:
    QByteArray m_at;
    QByteArray m_reason;
    bool m_mounted = false;
};

} // namespace

#define REQUIRE_DISK(disk)                                                                                             \
    do {                                                                                                               \
        if (!(disk).isMounted())                                                                                       \
            QSKIP(("a small file system cannot be mounted here: " + (disk).reason()).constData());                     \
    } while (false)

class FullDiskTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void importOnFullDisk()
    {
        const QTemporaryDir folder;
        const QString small = folder.filePath("small.log"), big = folder.filePath("big.log");
        writeBytes(small, madeUpLog(kSmallLines, 1));
        writeBytes(big, madeUpLog(kBigLines, 2));
        const TinyDisk disk(folder.filePath("disk"), "5m");
        REQUIRE_DISK(disk);
        const QString project = folder.filePath("disk/p.causeway");
        const QString other = folder.filePath("disk/other");
        writeBytes(other, QByteArray(3 << 20, 'x'));
        const Finished first = run({"import", project, small});
        QVERIFY2(first.exitCode == 0, first.text().constData());
        const Finished full = run({"import", project, big});
        QVERIFY2(full.exitCode == 1, full.text().constData());
        QVERIFY2(full.err.contains("disk is full"), full.text().constData());
        checkIntact(project, small);
        // Twice more: what failed leaves nothing that adds up.
        for (int i = 0; i < 2; ++i)
            QCOMPARE(run({"import", project, big}).exitCode, 1);
        checkIntact(project, small);
        QVERIFY(QFile::remove(other));
        const Finished again = run({"import", project, small});
        QVERIFY2(again.exitCode == 0, again.text().constData());
        QCOMPARE(infoOf(project)["events"].toInteger(), 2 * qint64{kSmallLines});
    }

    void labelsOnFullDisk()
    {
        const QTemporaryDir folder;
        const QString small = folder.filePath("small.log");
        writeBytes(small, madeUpLog(kSmallLines, 1));
        const TinyDisk disk(folder.filePath("disk"), "3m");
        REQUIRE_DISK(disk);
        const QString project = folder.filePath("disk/p.causeway"), filler = folder.filePath("disk/filler");
        QCOMPARE(run({"import", project, small}).exitCode, 0);
        // Somebody else fills the disk to the last byte.
        QFile file(filler);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const QByteArray page(4096, 'x');
        while (file.write(page) == page.size()) {
        }
        file.close();
        const Finished refused = run({"label", project, "service:one", "anomalous"});
        QVERIFY2(refused.exitCode == 1, refused.text().constData());
        QVERIFY2(refused.err.contains("disk is full") || refused.err.contains("No space left on device"), refused.text().constData());
        QVERIFY(QFile::remove(filler));
        QCOMPARE(infoOf(project)["labels"].toInteger(), 0);
        QCOMPARE(run({"label", project, "service:one", "anomalous"}).exitCode, 0);
        QCOMPARE(infoOf(project)["labels"].toInteger(), 1);
        checkIntact(project, small);
    }

    void labelsUntilTheDiskIsFull()
    {
        const QTemporaryDir folder;
        const QString small = folder.filePath("small.log");
        writeBytes(small, madeUpLog(kSmallLines, 1));
        const TinyDisk disk(folder.filePath("disk"), "3m");
        REQUIRE_DISK(disk);
        const QString project = folder.filePath("disk/p.causeway");
        QCOMPARE(run({"import", project, small}).exitCode, 0);
        const Finished end = Process(CAUSEWAY_BINARY_DIR "/tests/label_loop", {project, "s"}).wait(30);
        QVERIFY2(end.exitCode == 1, end.text().constData());
        QVERIFY2(end.err.contains("disk is full") || end.err.contains("No space left on device"), end.text().constData());
        QCOMPARE(infoOf(project)["labels"].toInteger(), static_cast<qint64>(end.out.count('\n')));
        QVERIFY(end.out.count('\n') > 0);
        checkIntact(project, small);
    }

    // A limit on the size of files, as by ulimit -f: writing fails with another error than on a full disk.
    void importBeyondFileSizeLimit()
    {
        const QTemporaryDir folder;
        const QString small = folder.filePath("small.log"), big = folder.filePath("big.log"), project = folder.filePath("p.causeway");
        writeBytes(small, madeUpLog(kSmallLines, 1));
        writeBytes(big, madeUpLog(kBigLines, 2));
        QCOMPARE(run({"import", project, small}).exitCode, 0);
        Limits limits;
        limits.fileBytes = 2u << 20;
        const Finished full = run({"import", project, big}, limits);
        QVERIFY2(full.exitCode == 1, full.text().constData());
        QVERIFY2(full.err.contains("Check free space, quota and the disk"), full.text().constData());
        checkIntact(project, small);
        QCOMPARE(run({"import", project, big}).exitCode, 0);
        QCOMPARE(infoOf(project)["events"].toInteger(), qint64{kSmallLines + kBigLines});
    }

    void outputToFullDevice()
    {
        if (!QFileInfo::exists("/dev/full"))
            QSKIP("there is no /dev/full here");
        const QTemporaryDir folder;
        const QString small = folder.filePath("small.log"), project = folder.filePath("p.causeway");
        writeBytes(small, madeUpLog(kSmallLines, 1));
        QCOMPARE(run({"import", project, small}).exitCode, 0);
        Limits limits;
        limits.stdoutPath = "/dev/full";
        for (const QStringList &words : {QStringList{"lines", project}, QStringList{"info", project, "--json"}}) {
            const Finished end = run(words, limits);
            QVERIFY2(end.exitCode == 1, end.text().constData());
            QVERIFY2(end.err.contains("No space left on device"), end.text().constData());
        }
    }

private:
    static void checkIntact(const QString &project, const QString &small)
    {
        const QJsonObject info = infoOf(project);
        QCOMPARE(info["events"].toInteger(), qint64{kSmallLines});
        QCOMPARE(info["sources"].toArray().size(), 1);
        QCOMPARE(integrityOf(project), QByteArray("ok"));
        QCOMPARE(run({"lines", project}).out, readBytes(small));
    }
};

CAUSEWAY_TEST(FullDiskTest)
#include "full_disk_test.moc"
