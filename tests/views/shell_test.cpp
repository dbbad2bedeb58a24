#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QListWidget>
#include <QTest>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <cmath>

#include "app/workspace/workspace.h"
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
#include "views/shell/elided_label.h"
#include "views/shell/main_window.h"
#include "views/shell/message_bar.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"
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

// WCAG 2.1, 1.4.3: relative luminance and contrast.
double luminance(const QColor &c)
{
    const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

void bothThemes()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// A perspective with one panel at each side.
class PlainPerspective : public Perspective {
public:
    using Perspective::Perspective;
    QString id() const override { return "plain"; }
    QString title() const override { return "Plain"; }
    QString question() const override { return "Does the shell work?"; }
    QString icon() const override { return "explore"; }
    std::vector<PanelSpec> panels() override
    {
        const auto label = [](const QString &text) { return [text](QWidget *parent) -> QWidget * { return new QLabel(text, parent); }; };
        return {{"plain.center", "Centre", {}, PanelSpec::Place::Center, 0, label("centre")},
                {"plain.left", "Left", {}, PanelSpec::Place::Left, 200, label("left")},
                {"plain.bottom", "Bottom", {}, PanelSpec::Place::Bottom, 100, label("bottom")}};
    }
    void addActions() override
    {
        m_context.actions.add({.id = "plain.next", .text = "Next", .group = "Plain", .icon = {}, .shortcuts = {QKeySequence("J")}, .help = {}, .scope = "plain"}, [this] { ++m_nexts; });
    }
    int m_nexts = 0;
};

class SecondPerspective : public Perspective {
public:
    using Perspective::Perspective;
    QString id() const override { return "second"; }
    QString title() const override { return "Second"; }
    QString question() const override { return "Is there another one?"; }
    QString icon() const override { return "findings"; }
    std::vector<PanelSpec> panels() override
    {
        return {{"second.center", "Centre", {}, PanelSpec::Place::Center, 0, [](QWidget *parent) -> QWidget * { return new QLabel("second", parent); }}};
    }
    void addActions() override {}
};

std::vector<std::unique_ptr<Perspective>> plainPerspectives(const ViewContext &context)
{
    std::vector<std::unique_ptr<Perspective>> all;
    all.push_back(std::make_unique<PlainPerspective>(context));
    all.push_back(std::make_unique<SecondPerspective>(context));
    return all;
}

} // namespace

class ShellTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;

    ViewContext context() { return {*m_workspace, m_window->actions(), *m_settings}; }
    void openSample()
    {
        m_workspace->openSample(m_folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->snapshot() && m_workspace->snapshot()->events > 0, 60000);
        QVERIFY(m_workspace->jobs().waitForIdle(120000));
    }

private Q_SLOTS:
    void initTestCase() { theme::apply(theme::Mode::Light, 9); }
    void init()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath("settings.ini"));
        m_workspace = std::make_unique<Workspace>();
        m_window = std::make_unique<MainWindow>(*m_workspace, *m_settings, nullptr, plainPerspectives);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
        m_settings.reset();
    }

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
    void textHasContrast_data() { bothThemes(); }
    void textHasContrast()
    {
        QFETCH(bool, dark);
        theme::apply(dark ? theme::Mode::Dark : theme::Mode::Light, 9);
        const QPalette palette = QApplication::palette();
        const QColor base = palette.color(QPalette::Base);
        QVERIFY(contrast(palette.color(QPalette::Text), base) >= 7);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast(theme::muted(), base) >= 4.5);
        for (int tone = 0; tone <= static_cast<int>(theme::Tone::Accent); ++tone) {
            const double ratio = contrast(theme::color(static_cast<theme::Tone>(tone)), base);
            QVERIFY2(ratio >= (tone == static_cast<int>(theme::Tone::Debug) ? 3.0 : 4.5), qPrintable(QStringLiteral("tone %1: %2").arg(tone).arg(ratio)));
        }
        theme::apply(theme::Mode::Light, 9);
    }
    void emptyInputsHaveAnOutline_data() { bothThemes(); }
    void emptyInputsHaveAnOutline()
    {
        QFETCH(bool, dark);
        theme::apply(dark ? theme::Mode::Dark : theme::Mode::Light, 9);
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *writable = new QComboBox;
        writable->setEditable(true);
        const QList<QWidget *> inputs{new QLineEdit, new QComboBox, writable, new QSpinBox, new QCheckBox, new QRadioButton, new QPushButton};
        for (QWidget *input : inputs)
            column->addWidget(input);
        window.show();
        QApplication::setActiveWindow(nullptr);
        window.setFocus();
        const QColor ground = QApplication::palette().color(QPalette::Window);
        for (QWidget *input : inputs) {
            // From the left edge inwards at half the height: the first thing that is met is the outline.
            const QImage picture = input->grab().toImage();
            double best = 0;
            for (int x = 0; x < 6; ++x)
                best = std::max(best, contrast(picture.pixelColor(x, picture.height() / 2), ground));
            QVERIFY2(best >= 3, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(input->metaObject()->className())).arg(best)));
        }
        theme::apply(theme::Mode::Light, 9);
    }
    void aLongTextTakesOneLineAndNoRoom()
    {
        ElidedLabel label;
        const int height = label.sizeHint().height();
        label.setText(QString("a long rule ").repeated(50));
        QCOMPARE(label.sizeHint().height(), height);
        QCOMPARE(label.minimumSizeHint().width(), 0);
        label.resize(120, height);
        const QImage some = label.grab().toImage();
        label.setText(label.text() + "and its end");
        QCOMPARE(label.grab().toImage(), some); // the end is cut off …
        QVERIFY(QAccessible::queryAccessibleInterface(&label)->text(QAccessible::Name).endsWith("and its end")); // … and still there
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
    void messagesQueueAndAreDismissed()
    {
        MessageBar &bar = m_window->messages();
        QVERIFY(!bar.isVisible());
        m_workspace->reportError(Error{ErrorCode::Unreadable, Message("Cannot read a.log"), Message("no permission"), Message("Try chmod."), {"a.log", 3, -1}});
        m_workspace->reportNotice(Message("Done"));
        m_workspace->reportNotice(Message("Done")); // the same twice is one
        QCOMPARE(bar.count(), 2);
        QVERIFY(bar.isVisible());
        // The error does not stand behind what came later; both can be seen.
        QCOMPARE(bar.shownTexts(), (QStringList{"Cannot read a.log: no permission (a.log:3). Try chmod.", "Done"}));
        QCOMPARE(bar.text(), "Cannot read a.log: no permission (a.log:3). Try chmod.");
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(bar.text(), "Done");
        bar.dismiss();
        QVERIFY(!bar.isVisible());
    }
    void aNoticeOfAnEditGoesWithIt()
    {
        MessageBar &bar = m_window->messages();
        QCOMPARE(bar.count(), 0);
        m_workspace->reportNotice(Message("Merged"), Message("Undo"), [] {}, 7);
        Q_EMIT m_workspace->editUndone(6);
        QCOMPARE(bar.text(), "Merged");
        m_workspace->reportNotice(Message("Renamed"), Message("Undo"), [] {}, 8);
        QCOMPARE(bar.shownTexts(), QStringList{"Renamed"}); // edits before are in the menu
        m_workspace->reportNotice(Message("Kept"), Message("Look"), [] {});
        Q_EMIT m_workspace->editUndone(8);
        QCOMPARE(bar.shownTexts(), QStringList{"Kept"});
        bar.clear();
    }
    void aWrongExpressionStaysInItsDialog()
    {
        FilterDialog dialog(context(), m_window.get());
        dialog.show();
        QLineEdit *text = dialog.findChildren<QLineEdit *>().front();
        for (auto *box : dialog.findChildren<QCheckBox *>())
            if (box->text() == "&Regular expression")
                box->setChecked(true);
        text->setText("order-(");
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == "Apply")
                QVERIFY(!button->isEnabled());
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        QCOMPARE(text->text(), "order-(");
        text->setText("order-\\d+");
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == "Apply")
                QVERIFY(button->isEnabled());
    }
    void messagesGoWithTheirProject()
    {
        MessageBar &bar = m_window->messages();
        m_workspace->create(m_folder.filePath("first.causeway"));
        QTRY_VERIFY(m_workspace->isOpen());
        m_workspace->reportNotice(Message("Of the first"));
        QCOMPARE(bar.count(), 1);
        m_window->showPerspective("home");
        QCOMPARE(bar.count(), 0);
        QVERIFY(!bar.isVisible());
        m_window->showPerspective("plain");
        QCOMPARE(bar.count(), 1);
        m_workspace->create(m_folder.filePath("second.causeway"));
        QTRY_COMPARE(m_workspace->name(), "second");
        QCOMPARE(bar.count(), 0);
        m_workspace->reportNotice(Message("Of the second"));
        m_workspace->close();
        QCOMPARE(bar.count(), 0);
        m_workspace->reportNotice(Message("Of none")); // what is said without a project is shown
        QCOMPARE(bar.count(), 1);
        bar.clear();
    }
    void aProjectThatIsNotThereIsAMessage()
    {
        m_window->openPaths({m_folder.filePath("missing.causeway")});
        QTRY_COMPARE(m_window->messages().count(), 1);
        QVERIFY(!m_workspace->isOpen());
    }
    void importFromTheDialog()
    {
        const QString log = m_folder.filePath("dialog.log");
        QFile file(log);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 60; ++i)
            file.write(QStringLiteral("2024-03-05 12:00:%1 INFO order: Created order %2\n").arg(i, 2, 10, QLatin1Char('0')).arg(i).toUtf8());
        file.close();
        ImportDialog dialog(context(), {log}, m_window.get());
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.preview()->rowCount() > 0, 20000);
        QVERIFY(!dialog.preview()->index(0, PreviewModel::Time).data().toString().isEmpty());
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == "Import")
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->snapshot() && m_workspace->snapshot()->events == 60, 60000);
        QVERIFY(m_workspace->jobs().waitForIdle(60000));
        QCOMPARE(m_workspace->name(), "dialog");
    }
    void aPatternThatIsWrongIsSaidInTheDialog()
    {
        const QString log = m_folder.filePath("dialog.log");
        ImportDialog dialog(context(), {log}, m_window.get());
        dialog.show();
        auto *format = dialog.findChildren<QComboBox *>().front();
        format->setCurrentIndex(format->findData("regex"));
        for (auto *edit : dialog.findChildren<QLineEdit *>())
            if (edit->isEnabled() && edit->placeholderText().startsWith("(?P"))
                edit->setText("(?P<time>");
        QLabel *problem = nullptr;
        for (auto *label : dialog.findChildren<QLabel *>())
            if (label->accessibleName() == "What is wrong")
                problem = label;
        QVERIFY(problem != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible() && !problem->text().isEmpty(), 20000);
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
        QVERIFY(hits > 5 && hits < 200);

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
