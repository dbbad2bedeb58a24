// An incident goes from one window to another: exported from the time line, dropped on the second, looked at there.

#include "tests/support/test_registry.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QWindow>

#include "app/workspace/workspace.h"
#include "tests/views/order_log.h"
#include "views/dialogs/bundle_dialog.h"
#include "views/shell/main_window.h"
#include "views/shell/message_bar.h"
#include "views/shell/settings.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

namespace {

constexpr int kWait = 30'000;
constexpr std::int64_t kMinute = 60'000'000'000;
constexpr std::int64_t kMidnight = 1'704'153'600'000'000'000; // 2024-01-02

struct Desk {
    explicit Desk(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), window(workspace, settings)
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        QObject::connect(&workspace, &Workspace::noticeReported, [this](const Message &notice) { notices << QString::fromStdString(notice.toEnglish()); });
        window.resize(1280, 800);
        window.show();
    }
    bool settle(std::uint64_t events)
    {
        return QTest::qWaitFor([&] { return workspace.isOpen() && workspace.data().reader && workspace.snapshot()->events >= events && workspace.jobs().isIdle() && workspace.hasFilterResult(); }, kWait);
    }
    template <typename T>
    T *shown()
    {
        T *found = nullptr;
        (void)QTest::qWaitFor([&] { return (found = window.findChild<T *>()) != nullptr && found->isVisible(); }, kWait);
        return found;
    }
    // Types the name and presses the button.
    bool choose(const QString &path)
    {
        auto *dialog = shown<QFileDialog>();
        if (dialog == nullptr)
            return false;
        dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(path);
        QTest::keyClick(dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit")), Qt::Key_Return);
        return QTest::qWaitFor([&] { return window.findChild<QFileDialog *>() == nullptr; }, kWait);
    }
    void drop(const QString &path)
    {
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(path)});
        const QPoint at = window.rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.windowHandle(), &enter);
        QDropEvent drop(at, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.windowHandle(), &drop);
    }

    Settings settings;
    Workspace workspace;
    MainWindow window;
    QStringList errors, notices;
};

} // namespace

class BundleJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_bundle;

    [[nodiscard]] QString at(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

private Q_SLOTS:
    void initTestCase()
    {
        theme::apply(theme::Mode::Light, 9);
        m_bundle = at("incident.causeway-bundle");
        QFile log(at("shop.log"));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(test::orders(1000, 2, 1000, true)); // 50 minutes
    }

    void exported()
    {
        Desk desk(m_folder);
        engine::ImportRequest request;
        request.paths = {at("shop.log").toStdString()};
        QVERIFY(!desk.window.actions().action(QStringLiteral("file.bundle"))->isEnabled());
        desk.workspace.importLogs(request, at("shop.causeway"));
        QVERIFY(desk.settle(2900));
        desk.workspace.setTimeRange({{kMidnight + 40 * kMinute}, {kMidnight + 45 * kMinute}});
        QVERIFY(desk.settle(2900));
        QAction *action = desk.window.actions().action(QStringLiteral("file.bundle"));
        QVERIFY(action->isEnabled());
        action->trigger();
        auto *dialog = desk.shown<BundleDialog>();
        QVERIFY(dialog != nullptr);
        QPushButton *button = nullptr;
        for (auto *one : dialog->findChildren<QPushButton *>())
            if (one->text() == QStringLiteral("Export…"))
                button = one;
        QVERIFY(button != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), kWait);
        const auto label = [&](const char *name) { return dialog->findChild<QLabel *>(QLatin1String(name))->text(); };
        QVERIFY2(label("holds").startsWith(QStringLiteral("of the time: 298 events")), qPrintable(label("holds")));
        QVERIFY2(label("holds").contains(QStringLiteral("of the baseline: 1,788")), qPrintable(label("holds")));
        QVERIFY(label("size").startsWith(QStringLiteral("about ")));
        auto *holds = dialog->findChild<QLabel *>(QStringLiteral("holds"));
        QVERIFY(holds->height() >= holds->sizeHint().height()); // all of it can be read
        QVERIFY(button->hasFocus() || dialog->focusWidget() == button);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QVERIFY(desk.choose(m_bundle));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_bundle) && desk.workspace.jobs().isIdle(), kWait);
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join(QLatin1Char('\n'))));
        QTRY_VERIFY(desk.notices.join(QLatin1Char('\n')).contains(QStringLiteral("The bundle incident.causeway-bundle has ")));
    }

    void droppedAndOpened()
    {
        QVERIFY(QFileInfo::exists(m_bundle));
        Desk desk(m_folder);
        desk.drop(m_bundle);
        QVERIFY(desk.choose(at("from-a-colleague.causeway")));
        QVERIFY(desk.settle(2000));
        QCOMPARE(desk.workspace.name(), QStringLiteral("from-a-colleague"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.workspace.filter().range, (TimeRange{{kMidnight + 40 * kMinute}, {kMidnight + 45 * kMinute}}), kWait);
        QVERIFY(desk.settle(2000));
        QCOMPARE(desk.workspace.shownEvents(), 298u);
        QVERIFY(desk.workspace.sessions() != nullptr);
        QVERIFY(desk.workspace.snapshot()->events < 2300); // and not the first ten minutes
        QVERIFY(desk.workspace.data().findings > 0);
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join(QLatin1Char('\n'))));
    }

    // By File ▸ Open; what is at the place chosen is not written over.
    void refusedWhereSomethingIs()
    {
        QVERIFY(QFileInfo::exists(m_bundle));
        Desk desk(m_folder);
        desk.window.actions().action(QStringLiteral("file.open"))->trigger();
        QVERIFY(desk.choose(m_bundle));
        QVERIFY(desk.choose(at("shop.causeway")));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.errors.isEmpty(), kWait);
        QVERIFY2(desk.errors.first().contains(QStringLiteral("there is something in the project already")), qPrintable(desk.errors.first()));
        QVERIFY(!desk.workspace.isOpen());
    }

    void aFileThatIsNone()
    {
        QFile broken(at("broken.causeway-bundle")), whole(m_bundle);
        QVERIFY(whole.open(QIODevice::ReadOnly) && broken.open(QIODevice::WriteOnly));
        broken.write(whole.readAll().chopped(5000));
        broken.close();
        Desk desk(m_folder);
        desk.window.openPaths({broken.fileName()});
        QVERIFY(desk.choose(at("never.causeway")));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.errors.isEmpty(), kWait);
        QVERIFY2(desk.errors.first().contains(QStringLiteral("cut short")) && desk.errors.first().contains(QStringLiteral("broken.causeway-bundle")), qPrintable(desk.errors.first()));
        QVERIFY(!QFileInfo::exists(at("never.causeway")));
    }
};

CAUSEWAY_TEST(BundleJourneyTest)
#include "bundle_journey_test.moc"
