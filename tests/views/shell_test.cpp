// The window around the perspectives: keys, names, palette, panels, layouts, a journey through the sample.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>
#include <QTextBrowser>

#include "app/engine/list_models.h"
#include "tests/views/shell_fixture.h"
#include "views/dialogs/about_dialog.h"
#include "views/dialogs/filter_dialog.h"
#include "views/dialogs/help_dialog.h"
#include "views/dialogs/import_dialog.h"
#include "views/dialogs/preview_model.h"
#include "views/dialogs/settings_dialog.h"
#include "views/dialogs/shortcuts_dialog.h"
#include "views/dialogs/time_range_dialog.h"
#include "views/shell/chip_button.h"
#include "views/shell/command_palette.h"
#include "views/shell/message_bar.h"
#include "views/shell/perspective_area.h"
#include "views/shell/time_line.h"
#include "views/shell/welcome_page.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

namespace {

// Everything a person can act on, and every picture, must have a name for those who do not see it.
bool needsName(QAccessible::Role role)
{
    switch (role) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::SpinBox:
    case QAccessible::Slider:
    case QAccessible::List:
    case QAccessible::Table:
    case QAccessible::Tree:
    case QAccessible::Graphic:
    case QAccessible::Chart:
    case QAccessible::Canvas:
    case QAccessible::MenuItem:
    case QAccessible::Dialog: return true;
    default: return false;
    }
}

void collectNameless(QAccessibleInterface *node, QStringList &nameless, int depth = 0)
{
    if (node == nullptr || !node->isValid() || depth > 40)
        return;
    const QAccessible::Role role = node->role();
    const QObject *object = node->object();
    if (needsName(role) && !node->state().invisible && node->text(QAccessible::Name).trimmed().isEmpty())
        nameless << QStringLiteral("%1 %2 (in %3)")
                        .arg(object != nullptr ? QString::fromLatin1(object->metaObject()->className()) : QStringLiteral("?"),
                             object != nullptr ? object->objectName() : QString(), object != nullptr && object->parent() != nullptr ? QString::fromLatin1(object->parent()->metaObject()->className()) : QString());
    // The inner parts of Qt's own controls are reached through the control.
    if (role == QAccessible::ComboBox || role == QAccessible::SpinBox || role == QAccessible::EditableText || role == QAccessible::Table || role == QAccessible::List)
        return;
    for (int i = 0; i < node->childCount(); ++i)
        collectNameless(node->child(i), nameless, depth + 1);
}

QStringList namelessIn(QWidget *window)
{
    QStringList nameless;
    collectNameless(QAccessible::queryAccessibleInterface(window), nameless);
    return nameless;
}

QStringList richTooltipsIn(QWidget *window)
{
    QStringList rich;
    for (const QWidget *widget : window->findChildren<QWidget *>())
        if (Qt::mightBeRichText(widget->toolTip()))
            rich << widget->toolTip();
    for (const QAction *action : window->findChildren<QAction *>())
        if (Qt::mightBeRichText(action->toolTip()))
            rich << action->toolTip();
    return rich;
}

} // namespace

class ShellTest : public QObject, protected ShellWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { theme::apply(theme::Mode::Light, 9); }
    void init() { open(); }
    void cleanup() { close(); }

    void noShortcutIsTakenTwice()
    {
        const QStringList shared = m_window->actions().duplicateShortcuts();
        QVERIFY2(shared.isEmpty(), qPrintable(shared.join('\n')));
        // The check itself finds what it looks for.
        m_window->actions().action("file.open")->setShortcut(QKeySequence("Ctrl+N"));
        QCOMPARE(m_window->actions().duplicateShortcuts().size(), 1);
    }
    void everyActionHasHelpOrAPlainNameAndSaysWhyItCannotBeUsed()
    {
        for (const ActionRegistry::Entry &entry : m_window->actions().entries()) {
            QVERIFY2(!entry.spec.text.isEmpty() && !entry.spec.group.isEmpty(), qPrintable(entry.spec.id));
            if (!entry.action->isEnabled())
                QVERIFY2(!entry.whyNot.isEmpty() && entry.action->toolTip().contains(entry.whyNot), qPrintable(entry.spec.id));
            if (!entry.spec.icon.isEmpty())
                QVERIFY2(!entry.action->icon().isNull(), qPrintable(entry.spec.id));
        }
    }
    void everyPageOfTheGuideIsThere()
    {
        HelpDialog guide(m_window.get());
        QVERIFY(guide.pages().count() > 0);
        for (int i = 0; i < guide.pages().count(); ++i) {
            guide.pages().setCurrentRow(i);
            QVERIFY2(guide.text().toPlainText().size() > 400, qPrintable(guide.pages().item(i)->text()));
            QVERIFY2(!guide.text().toPlainText().contains("missing from the installation"), qPrintable(guide.pages().item(i)->text()));
        }
        // Every detector has one, with the settings that it has.
        for (const detect::DetectorInfo &info : engine::listDetectors()) {
            HelpDialog page(m_window.get(), HelpDialog::detectorPage(info.name));
            const QString said = page.text().toPlainText();
            QVERIFY2(page.pages().currentItem()->text().endsWith(QString::fromStdString(info.name)), info.name.c_str());
            QVERIFY2(said.startsWith(QString::fromStdString(info.name) + ':') && said.contains("Fails") && said.contains(QString::fromStdString(info.paper)), info.name.c_str());
            for (const detect::SettingInfo &setting : info.settings)
                QVERIFY2(said.contains(QString::fromStdString(setting.description)), setting.name.c_str());
        }
    }
    void everythingHasAName_data()
    {
        QTest::addColumn<QString>("which");
        for (const char *which : {"home", "project", "import", "settings", "shortcuts", "about", "guide", "filter", "time", "palette"})
            QTest::newRow(which) << which;
    }
    void everythingHasAName()
    {
        QFETCH(QString, which);
        std::unique_ptr<QDialog> dialog;
        if (which == "project")
            openSample();
        else if (which == "import")
            dialog = std::make_unique<ImportDialog>(context(), QStringList(), m_window.get());
        else if (which == "settings")
            dialog = std::make_unique<SettingsDialog>(*m_settings, *m_workspace, m_window.get());
        else if (which == "shortcuts")
            dialog = std::make_unique<ShortcutsDialog>(m_window->actions(), m_window.get());
        else if (which == "about")
            dialog = std::make_unique<AboutDialog>(m_window.get());
        else if (which == "guide")
            dialog = std::make_unique<HelpDialog>(m_window.get());
        else if (which == "filter")
            dialog = std::make_unique<FilterDialog>(context(), m_window.get());
        else if (which == "time")
            dialog = std::make_unique<TimeRangeDialog>(TimeRange{}, m_window.get());
        else if (which == "palette")
            dialog = std::make_unique<CommandPalette>(m_window->actions(), "home", m_window.get());
        QWidget *window = m_window.get();
        if (dialog) {
            dialog->show();
            window = dialog.get();
        } else {
            m_window->messages().showError(Error{ErrorCode::NotFound, Message("Something failed"), Message("it was not there"), Message("Try again."), {}});
        }
        const QStringList nameless = namelessIn(window);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
        const QStringList rich = richTooltipsIn(window);
        QVERIFY2(rich.isEmpty(), qPrintable(rich.join('\n')));
        QVERIFY(m_workspace->jobs().waitForIdle(30000));
    }
    void aWidgetWithoutANameIsFound()
    {
        QWidget window;
        new QLineEdit(&window);
        window.show();
        QCOMPARE(namelessIn(&window).size(), 1);
    }
    void keysWorkWhileAProjectIsBeingOpened()
    {
        const QString path = m_folder.filePath("early.causeway");
        m_workspace->create(path);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen(), 20000);
        m_workspace->close();
        QTest::keyClick(m_window.get(), Qt::Key_Home, Qt::AltModifier);
        m_window->openPaths({path});
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier); // it is not open yet
        QVERIFY(!m_workspace->isOpen());
        QCOMPARE(m_workspace->perspective(), "second");
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen(), 20000);
        QCOMPARE(m_workspace->perspective(), "second"); // and stays there
    }
    void aKeyThatCannotBeUsedSaysWhy()
    {
        QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
        QVERIFY2(m_window->statusBar()->currentMessage().contains("no project is open"), qPrintable(m_window->statusBar()->currentMessage()));
    }
    void themesSwitchAtOnce()
    {
        const QColor light = m_window->palette().color(QPalette::Window);
        const QImage before = m_window->grab().toImage();
        m_window->actions().action("view.theme")->trigger();
        QVERIFY(theme::isDark());
        QTRY_VERIFY(m_window->palette().color(QPalette::Window).lightness() < light.lightness());
        QVERIFY(m_window->grab().toImage() != before);
        QVERIFY(theme::color(theme::Tone::Error).lightness() > 0);
        m_window->actions().action("view.theme")->trigger();
        QTRY_COMPARE(m_window->palette().color(QPalette::Window), light);
        QCOMPARE(m_settings->themeMode(), theme::Mode::Light);
    }
    void thePaletteFindsByLetters()
    {
        PaletteModel model(m_window->actions(), "home");
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int all = model.rowCount();
        QVERIFY(all > 15);
        model.setTyped("implog");
        QVERIFY(model.rowCount() > 0 && model.rowCount() < all);
        QCOMPARE(model.action(0), m_window->actions().action("file.import"));
        model.setTyped("reslay");
        QCOMPARE(model.action(0), m_window->actions().action("view.resetLayout"));
        model.setTyped("zzzqqq");
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.action(0), nullptr);
        model.setTyped({});
        QCOMPARE(model.rowCount(), all);
    }
    void thePaletteFindsWordsInAnyOrder()
    {
        const QString title = QStringLiteral("Show the session in the flow"), help = QStringLiteral("Finds what is worth labelling.");
        const auto score = [&](const char *typed, const QString &in) { return wordScore(QString::fromLatin1(typed).split(' '), in, u"Flow", help); };
        QVERIFY(score("session in the flow", title) && score("flow session", title));
        QVERIFY(!score("flow sessions", title));
        QVERIFY(*score("show", title) > *score("how", title));
        QVERIFY(*score("how", title) > *score("abel", title)); // a middle of the title, of the description
        QVERIFY(*score("session", title) > *score("worth", title));
        PaletteModel model(m_window->actions(), "home");
        model.setTyped("layout the reset");
        QVERIFY(model.rowCount() > 0);
        QCOMPARE(model.action(0), m_window->actions().action("view.resetLayout"));
        model.setTyped("background"); // in a description alone
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.action(0), m_window->actions().action("view.stopJobs"));
        for (const char *typed : {"theme", "time", "project"}) {
            model.setTyped(typed);
            QVERIFY(model.rowCount() > 0);
            for (int row = 0; row < model.rowCount(); ++row) {
                const QString all = model.index(row, 0).data().toString() + model.index(row, 0).data(PaletteModel::GroupRole).toString() + model.index(row, 0).data(Qt::ToolTipRole).toString();
                QVERIFY2(all.contains(QLatin1String(typed), Qt::CaseInsensitive), qPrintable(all));
            }
        }
    }
    void theTourIsInTheMenu()
    {
        m_window->actions().action("help.tour")->trigger();
        auto *dialog = m_window->findChild<HelpDialog *>();
        QVERIFY(dialog != nullptr);
        QVERIFY(dialog->findChild<QTextBrowser *>()->toPlainText().startsWith("A tour of ten minutes"));
        delete dialog;
    }
    void noPageOfTheGuideIsWiderThanItsWindow()
    {
        HelpDialog dialog(m_window.get());
        dialog.show();
        auto *pages = dialog.findChild<QListWidget *>();
        for (int i = 0; i < pages->count(); ++i) {
            pages->setCurrentRow(i);
            QTRY_VERIFY2(!dialog.findChild<QTextBrowser *>()->horizontalScrollBar()->isVisible(), qPrintable(pages->item(i)->text()));
        }
    }
    void noHelpOfAShortcutIsCut()
    {
        ShortcutsDialog dialog(m_window->actions(), m_window.get());
        dialog.show();
        const auto *table = dialog.findChild<QTableView *>();
        QVERIFY(table->model()->rowCount() > 10);
        QVERIFY(!table->horizontalScrollBar()->isVisible());
        const int help = ShortcutsModel::Help, room = table->columnWidth(help) - 12;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QString text = table->model()->index(row, help).data().toString();
            const int needed = table->fontMetrics().boundingRect(QRect(0, 0, room, 1000), Qt::TextWordWrap, text).height();
            QVERIFY2(table->rowHeight(row) >= needed, qPrintable(text));
        }
    }
    void thePaletteRunsWhatIsChosen()
    {
        QSignalSpy triggered(m_window->actions().action("view.utc"), &QAction::triggered);
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        CommandPalette *palette = nullptr;
        QTRY_VERIFY((palette = m_window->findChild<CommandPalette *>()) != nullptr && palette->isVisible());
        auto *typed = palette->findChild<QLineEdit *>();
        QTest::keyClicks(typed, "local utc");
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_COMPARE(triggered.count(), 1);
        QVERIFY(m_settings->utc());
    }
    void modelsAreSound()
    {
        RecentModel recent;
        QAbstractItemModelTester first(&recent, QAbstractItemModelTester::FailureReportingMode::QtTest);
        recent.setPaths({"/a/one.causeway", "/b/<b>two</b>.causeway"});
        QCOMPARE(recent.index(0).data().toString(), "one");
        QVERIFY(recent.index(1).data(Qt::ToolTipRole).toString().contains("&lt;b&gt;"));
        ShortcutsModel shortcuts(m_window->actions());
        QAbstractItemModelTester second(&shortcuts, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(shortcuts.rowCount() > 10);
        PreviewModel preview;
        QAbstractItemModelTester third(&preview, QAbstractItemModelTester::FailureReportingMode::QtTest);
        preview.setEvents({{"one", true, TimePoint{0}, Level::Error, "order", "one"}, {"\tat x", false, TimePoint::none(), Level::Unknown, "", ""}});
        QCOMPARE(preview.rowCount(), 2);
        QCOMPARE(preview.index(0, PreviewModel::Component).data().toString(), "order");
        QVERIFY(preview.index(1, PreviewModel::Content).data().toString().contains("at x"));
    }
    void panelsMaximiseAndComeBack()
    {
        openSample();
        auto *area = m_window->findChild<PerspectiveArea *>();
        QVERIFY(area != nullptr && area->isVisible());
        auto *left = area->findChild<QDockWidget *>("plain.left");
        QVERIFY(left->isVisible());
        m_window->actions().action("view.maximise")->trigger();
        QVERIFY(!left->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(left->isVisible());
        area->panelActions().front()->trigger(); // a panel that is closed …
        QVERIFY(!left->isVisible());
        m_window->actions().action("view.resetLayout")->trigger();
        QVERIFY(left->isVisible());
    }
    void layoutsAreKeptWithTheirVersion()
    {
        openSample();
        m_window->findChild<PerspectiveArea *>()->panelActions().front()->trigger();
        m_window->close();
        QVERIFY(!m_settings->layout("plain").isEmpty());
        Workspace workspace;
        MainWindow again(workspace, *m_settings, nullptr, plainPerspectives);
        again.show();
        workspace.open(m_workspace->path());
        QTRY_VERIFY_WITH_TIMEOUT(workspace.isOpen(), 20000);
        QVERIFY(!again.findChild<QDockWidget *>("plain.left")->isVisible());
        m_settings->setValue("layout/plain", QByteArray("0:of another version"));
        QVERIFY(m_settings->layout("plain").isEmpty());
        QVERIFY(workspace.jobs().waitForIdle(20000));
        m_settings->clearLayouts();
    }
    // From the sample to one filtered view and back, with mouse and keys only.
    void journeyThroughTheSample()
    {
        openSample();
        QVERIFY(m_workspace->snapshot()->events > 6500);
        TimeLine &line = m_window->timeLine();
        QVERIFY(line.isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(line.hasHistogram(), 20000);
        QVERIFY(line.table().count('\n') > 20);

        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        auto *search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(search != nullptr);
        QTest::keyClicks(search, "timed out");
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(m_workspace->jobs().waitForIdle(20000));
        QCOMPARE(m_workspace->chips().size(), std::size_t(1));
        const auto hits = m_workspace->shownEvents();
        QVERIFY(hits > 5 && hits < 5'000);

        ChipButton *chip = nullptr;
        for (auto *candidate : m_window->findChildren<ChipButton *>())
            if (candidate->isVisible() && candidate->text().contains("timed out"))
                chip = candidate;
        QVERIFY(chip != nullptr);
        QTest::mouseClick(chip, Qt::LeftButton);
        QCOMPARE(m_workspace->chips().size(), std::size_t(0));

        const int y = line.height() / 2;
        QTest::mousePress(&line, Qt::LeftButton, {}, {line.width() / 2, y});
        QTest::mouseMove(&line, {line.width() * 3 / 4, y});
        QTest::mouseRelease(&line, Qt::LeftButton, {}, {line.width() * 3 / 4, y});
        QVERIFY(!m_workspace->filter().range.isAll());
        QVERIFY(m_workspace->jobs().waitForIdle(20000));
        const auto zoomed = m_workspace->shownEvents();
        QVERIFY(zoomed > 0 && zoomed < m_workspace->snapshot()->events);
        QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
        QVERIFY(m_workspace->filter().range.isAll());
    }
};

CAUSEWAY_TEST(ShellTest)
#include "shell_test.moc"
