// The sample incident in the whole window: one press on the welcome page makes and opens it; the next day it is opened as it was left.

#include "tests/support/test_registry.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/job_model.h"
#include "app/workspace/workspace.h"
#include "storage/finding_store.h"
#include "views/models/finding_model.h"
#include "views/shell/inspector.h"
#include "views/shell/main_window.h"
#include "views/shell/settings.h"
#include "views/shell/welcome_page.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

namespace {

constexpr int kWait = 120'000;

struct Day {
    explicit Day(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), window(workspace, settings)
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        window.resize(1280, 800);
        window.show();
    }
    QPushButton *button(const QString &name)
    {
        for (auto *one : window.findChild<WelcomePage *>()->findChildren<QPushButton *>())
            if (one->accessibleName() == name)
                return one;
        return nullptr;
    }
    bool settle()
    {
        return QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().reader && workspace.jobs().isIdle() && workspace.data().findings > 0; }, kWait);
    }
    Settings settings;
    Workspace workspace;
    MainWindow window;
    QStringList errors;
};

} // namespace

class SampleJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QByteArray m_home;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_home = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit());
    }
    void cleanupTestCase()
    {
        if (m_home.isEmpty())
            qunsetenv("XDG_DATA_HOME");
        else
            qputenv("XDG_DATA_HOME", m_home);
    }

    void onePressMakesIt()
    {
        Day day(m_folder);
        QVERIFY(QTest::qWaitForWindowExposed(&day.window));
        QPushButton *begin = day.button(QStringLiteral("Open the sample incident"));
        QVERIFY(begin != nullptr && begin->isVisible());
        QTest::mouseClick(begin, Qt::LeftButton);
        QTRY_COMPARE(day.workspace.jobs().model()->rowCount(), 1); // told in the status bar, with a way to cancel it
        QVERIFY2(day.settle(), qPrintable(day.errors.join('\n')));
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
        QVERIFY(day.workspace.snapshot()->events > 49'000);
        QVERIFY(day.workspace.sessions()->sessions.size() > 5'000);
        const auto runs = storage::FindingStore(*day.workspace.data().project).runs();
        QVERIFY(runs.has_value());
        QStringList judged;
        for (const storage::RunInfo &run : *runs)
            judged << QString::fromStdString(run.detector);
        for (const char *detector : {"trivial", "tcfg", "attention"})
            QVERIFY2(judged.contains(QLatin1String(detector)), detector);
        QVERIFY(QFileInfo::exists(QFileInfo(day.workspace.path()).dir().filePath(QStringLiteral("truth.csv"))));
    }
    void theNextDayItIsOpened()
    {
        Day day(m_folder);
        QVERIFY(QTest::qWaitForWindowExposed(&day.window));
        QAction *action = nullptr;
        for (QAction *menu : day.window.menuBar()->actions())
            if (menu->text().remove('&') == QLatin1String("File"))
                for (QAction *one : menu->menu()->actions())
                    if (one->text().remove('&') == QLatin1String("Open the sample incident"))
                        action = one;
        QVERIFY(action != nullptr && action->isEnabled());
        action->trigger();
        QVERIFY2(day.settle(), qPrintable(day.errors.join('\n')));
        QVERIFY(day.errors.isEmpty());
        QCOMPARE(storage::FindingStore(*day.workspace.data().project).runs()->size(), std::size_t(4)); // no run came to those of yesterday
    }
    void aFindingSaysWhereItGoesWrong()
    {
        Day day(m_folder);
        QVERIFY(QTest::qWaitForWindowExposed(&day.window));
        day.workspace.openSample(m_folder.path() + QStringLiteral("/causeway"));
        QVERIFY2(day.settle(), qPrintable(day.errors.join('\n')));
        day.workspace.setPerspective(QStringLiteral("findings"));
        QListView *queue = nullptr;
        QTRY_VERIFY((queue = day.window.findChild<QListView *>(QString(), Qt::FindChildrenRecursively)) != nullptr && queue->model()->rowCount() > 1);
        QTest::keyClick(queue, Qt::Key_Down);
        const auto told = [&day] {
            QStringList texts;
            for (const auto *label : day.window.findChild<Inspector *>()->findChildren<QLabel *>())
                texts << label->text();
            return texts;
        };
        QTRY_VERIFY2(told().contains(QStringLiteral("Wrong at")) && told().contains(QStringLiteral("payment")), qPrintable(told().join(QLatin1Char('|'))));
        QPushButton *show = nullptr;
        for (auto *one : day.window.findChild<Inspector *>()->findChildren<QPushButton *>())
            if (one->text() == QLatin1String("Show the last line before it"))
                show = one;
        QVERIFY(show != nullptr);
        const auto event = day.workspace.selection().event;
        QTest::mouseClick(show, Qt::LeftButton);
        QCOMPARE(day.workspace.perspective(), QStringLiteral("explore"));
        QCOMPARE(day.workspace.selection().event, event);
        QVERIFY(day.errors.isEmpty());
    }
    void aJobThatIsStoppedLeavesNothing()
    {
        QTemporaryDir other;
        Workspace workspace;
        QStringList errors;
        connect(&workspace, &Workspace::errorReported, this, [&](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        workspace.openSample(other.path());
        QVERIFY(workspace.isImporting());
        workspace.jobs().stopAll();
        QVERIFY(QTest::qWaitFor([&] { return workspace.jobs().isIdle(); }, kWait));
        QVERIFY(!workspace.isOpen() && !workspace.isImporting() && errors.isEmpty());
        QVERIFY(!QFileInfo::exists(other.path() + QStringLiteral("/sample-incident/sample-incident.causeway")));
    }
};

CAUSEWAY_TEST(SampleJourneyTest)
#include "sample_journey_test.moc"
