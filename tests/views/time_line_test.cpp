// Bars of the time line.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QHelpEvent>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>
#include <QToolTip>

#include <memory>

#include "app/engine/import_logs.h"
#include "app/workspace/workspace.h"
#include "storage/incident_store.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"
#include "views/shell/time_line.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

class TimeLineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Ten years lie between two hours; whatever the width, and so the length of a bucket, the range may end just after the last
    // bucket begins.
    void theLastBarIsSeenAtAnyWidth()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("years.causeway"));
        {
            QFile file(folder.filePath(QStringLiteral("years.log")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (const char *day : {"2015-10-18 18", "2025-12-10 07"})
                for (int minute = 0; minute < 60; ++minute)
                    file.write(QStringLiteral("%1:%2:00 INFO shop: order %3 came\n").arg(QLatin1String(day)).arg(minute, 2, 10, QLatin1Char('0')).arg(minute).toUtf8());
            file.close();
            auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenOrCreate);
            QVERIFY(project.has_value());
            engine::ImportRequest request;
            request.paths = {file.fileName().toStdString()};
            QVERIFY(engine::importLogs(**project, request, Job{}).has_value());
        }
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        ActionRegistry actions;
        workspace::Workspace workspace;
        TimeLine line({workspace, actions, settings}, nullptr);
        line.resize(800, 110);
        line.show();
        workspace.open(path);
        QVERIFY(QTest::qWaitFor([&] { return workspace.hasFilterResult() && line.hasHistogram() && workspace.jobs().isIdle(); }, 20000));
        for (int width = 560; width <= 1900; width += 20) {
            line.resize(width, 110);
            QVERIFY(QTest::qWaitFor([&] { return workspace.jobs().isIdle(); }, 20000));
            const QImage image = line.grab().toImage();
            // Findings are marked above the bars: what these count stands below them, and within the line.
            QVERIFY(!line.caption().isEmpty() && line.captionRect().top() > line.height() / 2 && line.rect().contains(line.captionRect()));
            const int right = width - 1 - theme::kMargin, y = 40;
            const QRgb ground = image.pixel(width / 3, y);
            QVERIFY2(image.pixel(right - 1, y) != ground, // at the right a wide bar has a gap
                      qPrintable(QStringLiteral("width %1, %2").arg(width).arg(line.table().section(QLatin1Char('\n'), -2))));
        }
    }

    // A kept incident stands above its time, and says what it is.
    void incidentsAreMarked()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("hour.causeway"));
        QFile file(folder.filePath(QStringLiteral("hour.log")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int minute = 0; minute < 60; ++minute)
            file.write(QStringLiteral("2025-12-10 07:%1:00 INFO shop: order %2 came\n").arg(minute, 2, 10, QLatin1Char('0')).arg(minute).toUtf8());
        file.close();
        auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenOrCreate);
        QVERIFY(project.has_value());
        engine::ImportRequest request;
        request.paths = {file.fileName().toStdString()};
        QVERIFY(engine::importLogs(**project, request, Job{}).has_value());
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        ActionRegistry actions;
        workspace::Workspace workspace;
        TimeLine line({workspace, actions, settings}, nullptr);
        line.resize(800, 110);
        line.show();
        workspace.open(path);
        QVERIFY(QTest::qWaitFor([&] { return workspace.hasFilterResult() && line.hasHistogram() && workspace.jobs().isIdle(); }, 20000));
        QStringList errors;
        connect(&workspace, &workspace::Workspace::errorReported, this, [&errors](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        const QImage before = line.grab().toImage();
        storage::Incident incident;
        const std::int64_t first = workspace.snapshot()->timeRange().from.ns;
        incident.time = {{first + 1'200'000'000'000}, {first + 1'800'000'000'000}}; // the third ten minutes
        incident.name = "Bank & <b>pool</b>";
        incident.verdict = storage::IncidentVerdict::Cause;
        incident.service = "bank";
        QVERIFY(storage::IncidentStore(**project).save(incident, "Keep").has_value());
        workspace.edited();
        QVERIFY2(QTest::qWaitFor([&] { return workspace.jobs().isIdle() && line.accessibleDescription().contains(QStringLiteral("Incidents: 1")); }, 20000), qPrintable(errors.join(QLatin1Char('\n'))));
        QVERIFY(QTest::qWaitFor([&] { return workspace.jobs().isIdle() && line.grab().toImage().pixel(325, 3) != before.pixel(325, 3); }, 20000));
        const QImage image = line.grab().toImage();
        QCOMPARE(image.pixel(100, 3), before.pixel(100, 3));
        QCOMPARE(image.pixel(600, 3), before.pixel(600, 3));
        QVERIFY(line.accessibleDescription().contains(QStringLiteral("Incidents: 1")));
        QHelpEvent help(QEvent::ToolTip, {325, 20}, line.mapToGlobal(QPoint(325, 20)));
        QCoreApplication::sendEvent(&line, &help);
        QVERIFY2(QToolTip::text().contains(QStringLiteral("bank")) && !Qt::mightBeRichText(QToolTip::text()), qPrintable(QToolTip::text()));
    }
};

CAUSEWAY_TEST(TimeLineTest)
#include "time_line_test.moc"
