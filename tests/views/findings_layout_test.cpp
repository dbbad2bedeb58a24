// Findings in the whole window, on a small screen and on a large one: what a person reads has room.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QListView>
#include <QSplitter>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/workspace.h"
#include "tests/views/order_log.h"
#include "views/findings/detector_panel.h"
#include "views/findings/finding_detail.h"
#include "views/findings/finding_lines.h"
#include "views/findings/queue_panel.h"
#include "views/shell/main_window.h"
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
    }
};

CAUSEWAY_TEST(FindingsLayoutTest)
#include "findings_layout_test.moc"
