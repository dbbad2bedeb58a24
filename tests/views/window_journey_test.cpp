// A person's day with the whole window: logs are dropped on it, a detector is trained, a finding is read in its lines and
// labelled by keyboard; the next day all is as it was left. Only mouse, keys and drags; the workspace is looked at, not used.

#include "tests/support/test_registry.h"

#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QWindow>

#include "app/workspace/workspace.h"
#include "storage/label_store.h"
#include "tests/views/order_log.h"
#include "views/dialogs/import_dialog.h"
#include "views/dialogs/preview_model.h"
#include "views/explore/log_panel.h"
#include "views/findings/detector_panel.h"
#include "views/findings/finding_detail.h"
#include "views/findings/queue_panel.h"
#include "views/models/finding_model.h"
#include "views/shell/main_window.h"
#include "views/shell/message_bar.h"
#include "views/shell/settings.h"
#include "views/shell/welcome_page.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

namespace {

constexpr int kWait = 30'000;

// One start of the program.
struct Day {
    explicit Day(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), window(workspace, settings)
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        window.resize(1280, 800);
        window.show();
        active = QTest::qWaitForWindowActive(&window); // shortcuts need it
    }
    bool settle()
    {
        return QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().reader && workspace.jobs().isIdle() && workspace.hasFilterResult(); }, kWait);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : &window, key, modifiers);
    }
    // What a window manager does when a dialog has closed.
    bool activate()
    {
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window);
    }
    // As the window system delivers it: to the window, which finds the widget below the pointer.
    bool drop(const QString &path)
    {
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(path)});
        const QPoint at = window.rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.windowHandle(), &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent drop(at, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.windowHandle(), &drop);
        return drop.isAccepted();
    }
    // The dialog that a drop opens, once it shows the first events.
    ImportDialog *importDialog()
    {
        ImportDialog *dialog = nullptr;
        const bool there = QTest::qWaitFor(
            [&] {
                dialog = window.findChild<ImportDialog *>();
                return dialog != nullptr && dialog->isVisible() && dialog->preview()->rowCount() > 0;
            },
            kWait);
        return there ? dialog : nullptr;
    }
    bool press(QWidget *in, const QString &text)
    {
        for (auto *button : in->findChildren<QPushButton *>())
            if (button->text() == text && button->isVisible() && button->isEnabled()) {
                QTest::mouseClick(button, Qt::LeftButton);
                return true;
            }
        return false;
    }
    template <typename T>
    T &the()
    {
        return *window.findChild<T *>();
    }
    FindingModel &findings() { return *static_cast<FindingModel *>(the<QueuePanel>().list().model()); }
    int rowOf(const QString &subject)
    {
        for (int i = 0; i < findings().rowCount(); ++i)
            if (findings().index(i).data(FindingModel::SubjectRole).toString() == subject)
                return i;
        return -1;
    }
    int currentRow() { return the<QueuePanel>().list().currentIndex().row(); }
    std::optional<storage::Label> stored(int row)
    {
        const auto label = storage::LabelStore(*workspace.data().project).get(findings().row(row).finding.subject);
        return label ? *label : std::nullopt;
    }

    Settings settings;
    Workspace workspace;
    MainWindow window;
    QStringList errors;
    bool active = false;
};

} // namespace

class WindowJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    const QString m_subject = QStringLiteral("order_1049"); // never paid

    QString write(const QString &name, const QByteArray &text)
    {
        QFile log(m_folder.filePath(name));
        return log.open(QIODevice::WriteOnly) && log.write(text) == text.size() ? log.fileName() : QString();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void aDropOfNothingLocalIsRefusedWithAReason()
    {
        Day day(m_folder);
        QMimeData text;
        text.setText(QStringLiteral("no file"));
        QDragEnterEvent enter(day.window.rect().center(), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QCoreApplication::sendEvent(day.window.windowHandle(), &enter);
        QVERIFY(!enter.isAccepted());
        QMimeData remote;
        remote.setUrls({QUrl(QStringLiteral("https://example.org/a.log"))});
        QDragEnterEvent second(day.window.rect().center(), Qt::CopyAction, &remote, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(day.window.windowHandle(), &second);
        QDropEvent drop(day.window.rect().center(), Qt::CopyAction, &remote, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(day.window.windowHandle(), &drop);
        QCOMPARE(day.window.messages().count(), 1);
        QVERIFY(day.window.findChild<ImportDialog *>() == nullptr);
    }

    void fromADropToALabel()
    {
        const QString yesterday = write(QStringLiteral("yesterday.log"), test::orders(200, 1, 5000, false));
        const QString today = write(QStringLiteral("today.log"), test::orders(200, 2, 1000, true));
        QVERIFY(!yesterday.isEmpty() && !today.isEmpty());
        Day day(m_folder);
        QVERIFY(day.active);

        // Yesterday was normal: said in the dialog, learned after the import.
        QVERIFY(day.drop(yesterday));
        ImportDialog *dialog = day.importDialog();
        QVERIFY(dialog != nullptr);
        QComboBox *label = nullptr;
        for (auto *box : dialog->findChildren<QComboBox *>())
            if (box->findText(QStringLiteral("All sessions are normal")) >= 0)
                label = box;
        QVERIFY(label != nullptr);
        label->setFocus();
        QTest::keyClick(label, Qt::Key_Down);
        QCOMPARE(label->currentText(), QStringLiteral("All sessions are normal"));
        QVERIFY(day.press(dialog, QStringLiteral("Import")));
        QTRY_VERIFY_WITH_TIMEOUT(day.workspace.isOpen() && day.workspace.data().lastRun.value != 0, kWait);
        QVERIFY(day.settle());
        QCOMPARE(day.workspace.perspective(), QStringLiteral("explore"));
        QCOMPARE(day.workspace.snapshot()->events, std::uint64_t(600));
        QCOMPARE(day.workspace.data().findings, std::uint64_t(0));

        QVERIFY(day.drop(today));
        dialog = day.importDialog();
        QVERIFY(dialog != nullptr);
        QVERIFY(day.press(dialog, QStringLiteral("Import")));
        QTRY_VERIFY_WITH_TIMEOUT(day.workspace.data().findings > 0, kWait);
        QVERIFY(day.settle());
        QCOMPARE(day.workspace.snapshot()->events, std::uint64_t(1196)); // four were never paid

        // A detector of one's own choice.
        QVERIFY(day.activate());
        day.key(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(day.workspace.perspective(), QStringLiteral("findings"));
        QTRY_VERIFY_WITH_TIMEOUT(day.findings().rowCount() > 0, kWait);
        DetectorPanel &detectors = day.the<DetectorPanel>();
        QTRY_VERIFY_WITH_TIMEOUT(detectors.model().rowCount() > 0, kWait);
        int chosen = -1;
        for (int i = 0; i < detectors.model().rowCount(); ++i)
            if (const detect::DetectorKind kind = detectors.model().row(i).info.kind;
                !detectors.model().row(i).run && kind != detect::DetectorKind::Neural && kind != detect::DetectorKind::Ensemble &&
                kind != detect::DetectorKind::Supervised) // those take long, or need labels
                chosen = i;
        QVERIFY(chosen >= 0);
        const std::string name = detectors.model().row(chosen).info.name;
        QTableView &table = detectors.table();
        table.scrollTo(detectors.model().index(chosen, 0));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(detectors.model().index(chosen, 0)).center());
        QCOMPARE(table.currentIndex().row(), chosen);
        QVERIFY(day.press(&detectors, QStringLiteral("Train and run")));
        QTRY_VERIFY_WITH_TIMEOUT(detectors.model().rowCount() > chosen && detectors.model().row(chosen).info.name == name && detectors.model().row(chosen).run.has_value(), kWait);
        QVERIFY(day.settle());

        // The order that was never paid, in the queue and in its lines.
        day.the<QueuePanel>().list().setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(m_subject) >= 0, kWait);
        for (int i = 0; i < day.findings().rowCount() && day.currentRow() < day.rowOf(m_subject); ++i)
            day.key(Qt::Key_J);
        QCOMPARE(day.currentRow(), day.rowOf(m_subject));
        day.key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(day.workspace.perspective(), QStringLiteral("explore"));
        QVERIFY(day.settle());
        LogView &lines = day.the<LogPanel>().view();
        QTRY_COMPARE_WITH_TIMEOUT(lines.rowCount(), std::uint64_t(2), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(lines.cellText(0, LogView::TextColumn).contains(QStringLiteral("received ") + m_subject), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(lines.cellText(1, LogView::TextColumn).contains(QStringLiteral("parcel for ") + m_subject), kWait);

        // Back to it: labelled, taken back, labelled otherwise.
        day.key(Qt::Key_3, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(m_subject) >= 0 && day.currentRow() == day.rowOf(m_subject), kWait);
        day.key(Qt::Key_2);
        QVERIFY(day.settle());
        QVERIFY(day.stored(day.rowOf(m_subject)) && day.stored(day.rowOf(m_subject))->verdict == Verdict::Anomalous);
        day.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(day.settle());
        QVERIFY(!day.stored(day.rowOf(m_subject)));
        day.key(Qt::Key_2);
        QVERIFY(day.settle());
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
        day.key(Qt::Key_W, Qt::ControlModifier);
        QVERIFY(!day.workspace.isOpen());
        QVERIFY(day.window.close());
    }

    void theNextDayAllIsAsItWasLeft()
    {
        Day day(m_folder);
        QVERIFY(day.active);
        auto *recent = day.the<WelcomePage>().findChild<QListView *>();
        QVERIFY(recent != nullptr && recent->model()->rowCount() == 1);
        recent->setFocus();
        recent->setCurrentIndex(recent->model()->index(0, 0));
        day.key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(day.workspace.isOpen(), kWait);
        QVERIFY(day.settle());
        QCOMPARE(day.workspace.name(), QStringLiteral("yesterday"));
        day.key(Qt::Key_3, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(m_subject) >= 0, kWait);
        QVERIFY(day.settle());
        const int row = day.rowOf(m_subject);
        QCOMPARE(day.findings().index(row).data(FindingModel::VerdictRole).toInt(), static_cast<int>(Verdict::Anomalous));
        QVERIFY(day.stored(row) && day.stored(row)->verdict == Verdict::Anomalous);
        // Undo reaches back to the day before.
        day.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(day.settle());
        QVERIFY(!day.stored(row));
        QTRY_COMPARE_WITH_TIMEOUT(day.findings().index(row).data(FindingModel::VerdictRole).toInt(), -1, kWait);
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
    }
};

CAUSEWAY_TEST(WindowJourneyTest)
#include "window_journey_test.moc"
