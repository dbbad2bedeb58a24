// The sample incident from its logs to what is found in it: each kind of fault, and hardly more than the faults.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QFile>

#include <map>

#include "analysis/core/civil_time.h"
#include "app/engine/finding_origin.h"
#include "app/engine/sample_incident.h"

using namespace causeway;
using namespace causeway::engine;

namespace {

// Of the faulty requests, those of which the run's finding tells the service and a line between the last right one and the one that shows it.
std::pair<std::uint64_t, std::uint64_t> pointed(const SampleIncidentResponse &made, RunId run)
{
    const auto project = storage::Project::open(made.project, storage::Project::Mode::OpenExisting);
    storage::FindingStore::Query query;
    query.run = run;
    query.limit = SIZE_MAX;
    const auto findings = project ? storage::FindingStore(**project).findings(query) : std::vector<storage::Finding>();
    if (!findings)
        return {};
    std::vector<const storage::Finding *> asked;
    for (const storage::Finding &finding : *findings)
        asked.push_back(&finding);
    const auto origins = FindingOrigins(**project).of(asked, Job{});
    const auto snapshot = (*project)->snapshot();
    if (!origins || !snapshot)
        return {};
    storage::EventReader reader(*project, *snapshot);
    std::map<QString, FindingOrigin> byRequest;
    for (std::size_t i = 0; i < origins->size(); ++i)
        if ((*origins)[i])
            byRequest.emplace(QString::fromStdString(asked[i]->subject.id).section(QLatin1Char('='), -1), *(*origins)[i]);
    QFile truth(QString::fromStdString(made.files.back()));
    if (!truth.open(QIODevice::ReadOnly))
        return {};
    std::uint64_t right = 0, all = 0;
    for (const QString &line : QString::fromUtf8(truth.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts).mid(1)) {
        const QStringList cells = line.split(QLatin1Char(',')); // request,what,service,from,to
        if (cells[1] == QLatin1String("jitter"))
            continue;
        ++all;
        const auto found = byRequest.find(cells[0]);
        const auto from = parseTime(cells[3].toStdString()), to = parseTime(cells[4].toStdString());
        if (found == byRequest.end() || found->second.service != cells[2].toStdString() || !from || !to)
            continue;
        const auto event = reader.event(found->second.event);
        right += event && *from <= event->time && event->time <= *to ? 1 : 0;
    }
    return {right, all};
}

} // namespace

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
        const auto [right, all] = pointed(*made, figures->run);
        QCOMPARE(all, faults);
        QVERIFY2(static_cast<double>(right) >= 0.9 * static_cast<double>(all), qPrintable(QStringLiteral("%1 of %2").arg(right).arg(all)));
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
