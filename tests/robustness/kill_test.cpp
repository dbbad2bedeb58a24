// kill -9 at any moment: nothing acknowledged is lost, an import is there wholly or not at all.

#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <random>

#include "storage/label_store.h"
#include "storage/project.h"
#include "tests/robustness/process.h"
#include "tests/robustness/project_files.h"

using namespace causeway;
using namespace causeway::test;

namespace {
constexpr int kRounds = 30;
constexpr std::size_t kSmallLines = 500;
constexpr std::size_t kBigLines = 30'000;
} // namespace

class KillTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void duringImport()
    {
        const QTemporaryDir folder;
        const QString small = folder.filePath("small.log"), big = folder.filePath("big.log");
        writeBytes(small, madeUpLog(kSmallLines, 1));
        writeBytes(big, madeUpLog(kBigLines, 2));
        const QString project = folder.filePath("p.causeway"), trial = folder.filePath("trial.causeway");
        QCOMPARE(run({"import", project, small}).exitCode, 0);
        const double whole = run({"import", trial, big}).seconds;

        std::mt19937_64 random(7);
        std::uniform_real_distribution<double> moment(0, 0.95);
        int killed = 0, finished = 0;
        qint64 events = kSmallLines;
        qsizetype sources = 1;
        for (int round = 0; round < kRounds; ++round) {
            Process import(programPath(), {"import", project, big});
            sleepFor(whole * moment(random));
            import.kill();
            const Finished end = import.wait();
            killed += end.signal == SIGKILL ? 1 : 0;
            const QJsonObject info = infoOf(project);
            const QByteArray round_ = "round " + QByteArray::number(round) + ": " + end.text();
            const qint64 now = info["events"].toInteger();
            QVERIFY2(now == events || now == events + qint64{kBigLines}, (round_ + " left " + QByteArray::number(now) + " events").constData());
            if (now == events) {
                QVERIFY2(end.exitCode != 0, ("acknowledged and lost in " + round_).constData());
                QCOMPARE(info["sources"].toArray().size(), sources);
            } else {
                events = now;
                ++sources;
                ++finished;
                QCOMPARE(info["sources"].toArray().size(), sources);
            }
            QCOMPARE(integrityOf(project), QByteArray("ok"));
        }
        qInfo("%d of %d imports were killed, %d were complete by then; a whole one takes %.2f s", killed, kRounds, finished, whole);
        QVERIFY2(killed >= kRounds / 4, "too few imports were killed before they ended");

        const QString last = folder.filePath("last.log");
        writeBytes(last, madeUpLog(kSmallLines, 3));
        const Finished later = run({"import", project, last});
        QVERIFY2(later.exitCode == 0, later.text().constData());
        // The project is one file: nothing of it is left in files beside it.
        QVERIFY(!QFile::exists(project + "-wal"));
        QCOMPARE(run({"lines", project, "--source", "last.log"}).out, readBytes(last));
        QCOMPARE(run({"lines", project, "--source", "small.log"}).out, readBytes(small));
        QCOMPARE(run({"lines", project, "--count"}).out.trimmed(), QByteArray::number(events + qint64{kSmallLines}));
    }

    void duringLabelling()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath("small.log"), path = folder.filePath("p.causeway");
        writeBytes(log, madeUpLog(kSmallLines, 1));
        QCOMPARE(run({"import", path, log}).exitCode, 0);
        std::mt19937_64 random(11);
        std::uniform_real_distribution<double> moment(0.005, 0.15);
        QSet<QByteArray> acknowledged;
        int killed = 0;
        for (int round = 0; round < kRounds; ++round) {
            Process labels(CAUSEWAY_BINARY_DIR "/tests/label_loop", {path, QString::number(round)});
            sleepFor(moment(random));
            labels.kill();
            const Finished end = labels.wait();
            QVERIFY2(end.signal == SIGKILL, end.text().constData());
            ++killed;
            // A line without its end was not said in full; its label may be there or not.
            QList<QByteArray> lines = end.out.split('\n');
            lines.removeLast();
            for (const QByteArray &line : lines)
                acknowledged.insert(line);
            QCOMPARE(integrityOf(path), QByteArray("ok"));
        }
        const auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenExisting);
        QVERIFY(project.has_value());
        const auto all = storage::LabelStore(**project).all();
        QVERIFY(all.has_value());
        QSet<QByteArray> there;
        for (const storage::Label &label : *all)
            there.insert(QByteArray::fromStdString(label.subject.id));
        qInfo("%lld labels were acknowledged in %d rounds, %lld are there", static_cast<long long>(acknowledged.size()), killed, static_cast<long long>(there.size()));
        QVERIFY2(acknowledged.size() > kRounds, "too few labels were saved to say anything");
        for (const QByteArray &subject : acknowledged)
            QVERIFY2(there.contains(subject), ("lost: " + subject).constData());
        // A label that was saved but not acknowledged in time: at most one a round.
        QVERIFY(there.size() <= acknowledged.size() + kRounds);
    }
};

CAUSEWAY_TEST(KillTest)
#include "kill_test.moc"
