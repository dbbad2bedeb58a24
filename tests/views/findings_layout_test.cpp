// Findings in the whole window, on a small screen and on a large one: what a person reads has room.

#include "tests/support/test_registry.h"

#include <QDockWidget>
#include <QFile>
#include <QListView>
#include <QSplitter>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdlib>

#include "app/workspace/workspace.h"
#include "tests/views/order_log.h"
#include "views/findings/detector_panel.h"
#include "views/findings/finding_detail.h"
#include "views/findings/finding_lines.h"
#include "views/findings/queue_panel.h"
#include "views/shell/inspector.h"
#include "views/shell/main_window.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

class FindingsLayoutTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

private Q_SLOTS:
    void initTestCase()
    {
        theme::apply(theme::Mode::Light, 10);
        m_project = m_folder.filePath(QStringLiteral("shop.causeway"));
        QFile log(m_folder.filePath(QStringLiteral("shop.log")));
        const QByteArray text = test::orders(600, 1, 1000, true);
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
    }

    void whatIsReadHasRoom_data()
    {
        QTest::addColumn<QSize>("size"); // of the window, without the frame of its manager
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("lines");
        QTest::newRow("1280 × 800") << QSize(1272, 760) << 8 << 5;
        QTest::newRow("1920 × 1080") << QSize(1912, 1040) << 12 << 8;
    }
    void whatIsReadHasRoom()
    {
        QFETCH(const QSize, size);
        QFETCH(const int, rows);
        QFETCH(const int, lines);
        Settings settings(m_folder.filePath(QStringLiteral("settings-%1.ini").arg(size.width())));
        Workspace workspace;
        MainWindow window(workspace, settings);
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        if (!QFile::exists(m_project)) {
            engine::ImportRequest request;
            request.paths = {m_folder.filePath(QStringLiteral("shop.log")).toStdString()};
            workspace.importLogs(request, m_project);
        } else
            workspace.open(m_project);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.isOpen() && workspace.data().findings > 0 && workspace.jobs().isIdle(), 60'000);
        window.showPerspective(QStringLiteral("findings"));
        auto *queue = window.findChild<QueuePanel *>();
        auto *detail = window.findChild<FindingDetail *>();
        QTRY_VERIFY_WITH_TIMEOUT(queue->list().model()->rowCount() > 0 && detail->lines().view().rowCount() > 0 && workspace.jobs().isIdle(), 30'000);
        QCOMPARE(window.size(), size); // no panel asks for more

        const auto *list = &queue->list();
        const auto rowsSeen = [&] { return list->viewport()->height() / list->sizeHintForRow(0); };
        QTRY_VERIFY2(rowsSeen() >= rows, qPrintable(QString::number(rowsSeen())));
        LogView &log = detail->lines().view();
        QTRY_VERIFY2(log.rowsPerPage() >= lines, qPrintable(QString::number(log.rowsPerPage())));
        // Borders are wide enough to be found.
        auto *splitter = detail->findChild<QSplitter *>(QString(), Qt::FindChildrenRecursively);
        while (splitter != nullptr && splitter->orientation() != Qt::Vertical)
            splitter = qobject_cast<QSplitter *>(splitter->parentWidget());
        QVERIFY(splitter != nullptr && splitter->handleWidth() >= 6);
        QVERIFY(window.findChild<DetectorPanel *>()->table().viewport()->height() > 0);
        QVERIFY2(detail->width() >= 560, qPrintable(QString::number(detail->width())));

        // What is chosen below gets the room that it needs; the tabs stay where they are when one that needs less is chosen.
        auto *area = qobject_cast<PerspectiveArea *>(detail->parentWidget());
        QVERIFY(area != nullptr);
        const auto dock = [&](const char *id) { return area->findChild<QDockWidget *>(QLatin1String(id)); };
        QDockWidget *detectors = dock("findings.detectors"), *curves = dock("findings.curves");
        const int before = detectors->height();
        curves->raise();
        const int most = area->height() - detail->minimumSizeHint().height() - 80; // tabs, border
        QTRY_VERIFY2(curves->height() >= before + 30 && curves->height() >= std::min(300, most), qPrintable(QStringLiteral("%1 after %2").arg(curves->height()).arg(before)));
        QVERIFY2(detail->height() >= area->height() / 4, qPrintable(QString::number(detail->height())));
        const int given = curves->height();
        detectors->raise();
        QTRY_VERIFY(!detectors->visibleRegion().isEmpty() && detectors->height() == given);
        curves->raise();
        QTRY_COMPARE(curves->height(), given);
        // A double click on a tab gives it everything but its neighbours' tabs; another one gives it back.
        const auto tabs = area->findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly);
        const auto of = std::find_if(tabs.begin(), tabs.end(), [](const QTabBar *bar) { return bar->isVisible() && bar->count() == 7; });
        QVERIFY(of != tabs.end());
        QTest::mouseDClick(*of, Qt::LeftButton, Qt::NoModifier, (*of)->tabRect((*of)->currentIndex()).center());
        QTRY_VERIFY2(area->isMaximised() && !detail->isVisible() && curves->height() > area->height() * 8 / 10, qPrintable(QString::number(curves->height())));
        dock("findings.workflow")->raise(); // its neighbours are there
        QTRY_VERIFY(dock("findings.workflow")->height() > area->height() * 8 / 10);
        QTest::keyClick(&window, Qt::Key_Escape);
        QTRY_VERIFY(!area->isMaximised() && detail->isVisible() && !dock("findings.workflow")->visibleRegion().isEmpty());
    }

    // The finding that is chosen is told about, whichever run or detector found it.
    void theInspectorKeepsTheFinding()
    {
        Settings settings(m_folder.filePath(QStringLiteral("settings-inspector.ini")));
        Workspace workspace;
        MainWindow window(workspace, settings);
        window.resize(1272, 760);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        workspace.open(m_project);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.isOpen() && workspace.data().findings > 0 && workspace.jobs().isIdle(), 60'000);
        window.showPerspective(QStringLiteral("findings"));
        auto *queue = window.findChild<QueuePanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(queue->list().model()->rowCount() > 1 && workspace.jobs().isIdle(), 30'000);
        queue->list().setCurrentIndex(queue->list().model()->index(1, 0));
        const auto told = [&] {
            for (const auto *section : window.findChildren<InspectorSection *>())
                if (section->accessibleName() == QStringLiteral("Finding") && section->isVisible())
                    return true;
            return false;
        };
        QTRY_VERIFY(told());
        auto *detectors = window.findChild<DetectorPanel *>();
        const auto ran = [&] {
            for (int i = 0; i < detectors->model().rowCount(); ++i)
                if (detectors->model().row(i).info.name == "new-event")
                    return detectors->model().row(i).run.has_value();
            return false;
        };
        QVERIFY(!ran());
        detectors->trainAndRun("new-event"); // the queue is read again
        QTRY_VERIFY_WITH_TIMEOUT(ran() && workspace.jobs().isIdle(), 30'000);
        QVERIFY(queue->list().currentIndex().isValid());
        QVERIFY(told());
    }
};

CAUSEWAY_TEST(FindingsLayoutTest)
#include "findings_layout_test.moc"
