// The sample incident from its logs to what is found in it: each kind of fault, and hardly more than the faults.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QFile>

#include "app/engine/sample_incident.h"

using namespace causeway;
using namespace causeway::engine;

class SampleIncidentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsFound_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<int>("lines");
        QTest::newRow("as shipped") << 1 << 50'000;
        QTest::newRow("another seed") << 11 << 50'000;
        QTest::newRow("fewer lines") << 12 << 30'000;
    }
    void whatIsFound()
    {
        QFETCH(int, seed);
        QFETCH(int, lines);
        QTemporaryDir folder;
        SampleIncidentRequest request;
        request.folder = folder.filePath(QStringLiteral("made")).toStdString();
        request.seed = static_cast<std::uint64_t>(seed);
        request.lines = static_cast<std::size_t>(lines);
        request.network = false;
        const auto made = makeSampleIncident(request, Job{});
        CAUSEWAY_VERIFY(made);
        QCOMPARE(made->warnings.size(), std::size_t(0));
        const SampleFigures *figures = made->figuresOf(kSampleDetector);
        QVERIFY(figures != nullptr);
        std::uint64_t faults = 0;
        for (std::size_t i = 0; i < demo::kFaults; ++i) {
            QVERIFY2(figures->faults[i].found > 0, std::string(demo::toName(static_cast<demo::Fault>(i))).c_str());
            faults += figures->faults[i].requests;
        }
        QCOMPARE(figures->right + figures->missed, faults);
        QVERIFY2(figures->f1() >= 0.9, qPrintable(QString::number(figures->f1())));
        QVERIFY(figures->jittered > 20);
        QVERIFY2(figures->jitterShare() <= 0.02, qPrintable(QString::number(figures->jitterShare())));
        // Requests of the calm half hour are labelled, and count for nothing.
        QVERIFY(figures->judged > made->requests / 4 && figures->judged < made->requests * 2 / 3);
        for (const std::string &file : made->files)
            QVERIFY(QFile::exists(QString::fromStdString(file)));
    }
    void aFolderWithAProjectIsLeftAlone()
    {
        QTemporaryDir folder;
        SampleIncidentRequest request;
        request.folder = folder.path().toStdString();
        request.lines = 10'000;
        const QString path = QString::fromStdString(sampleProjectPath(request.folder));
        QFile mine(path);
        QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
        mine.close();
        const auto made = makeSampleIncident(request, Job{});
        QVERIFY(!made && made.error().code == ErrorCode::Conflict);
        QVERIFY(mine.open(QIODevice::ReadOnly));
        QCOMPARE(mine.readAll(), QByteArray("mine"));
    }
    void whatIsCancelledLeavesNoProject()
    {
        QTemporaryDir folder;
        SampleIncidentRequest request;
        request.folder = folder.path().toStdString();
        request.lines = 10'000;
        Job job;
        request.onStage = [&job](const Message &stage) {
            if (stage.toEnglish().starts_with("Training"))
                job.cancel.cancel();
        };
        const auto made = makeSampleIncident(request, job);
        QVERIFY(!made && made.error().code == ErrorCode::Cancelled);
        QVERIFY(QDir(folder.path()).entryList({QStringLiteral("*.causeway*")}, QDir::Files).isEmpty());
    }
};

CAUSEWAY_TEST(SampleIncidentTest)
#include "sample_incident_test.moc"
