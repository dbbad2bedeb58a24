// What the window tells: errors stand, notices go, and both go with their project.

#include "tests/support/test_registry.h"

#include <QToolButton>

#include "app/engine/import_classes.h"
#include "app/engine/import_hints.h"
#include "tests/views/shell_fixture.h"
#include "views/shell/message_bar.h"
#include "views/shell/notice_line.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

class ShellMessagesTest : public QObject, protected ShellWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { theme::apply(theme::Mode::Light, 9); }
    void init() { open(); }
    void cleanup() { close(); }

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
    // However many there are, the window keeps its size; the rest is a button away.
    void manyErrorsStayWithinAThirdOfTheWindow()
    {
        MessageBar &bar = m_window->messages();
        const QSize size = m_window->size();
        for (int i = 0; i < 40; ++i)
            m_workspace->reportError(Error{ErrorCode::Unreadable, Message("Cannot read %1.log", i), Message("no permission"), Message("Try chmod."), {}});
        QTRY_VERIFY(bar.isVisible() && bar.height() > 0);
        QCOMPARE(bar.shownTexts().size(), 3);
        QToolButton *more = nullptr;
        for (QToolButton *button : bar.findChildren<QToolButton *>())
            if (button->isVisible() && button->text().contains("37"))
                more = button;
        QVERIFY(more != nullptr);
        more->click();
        QCOMPARE(bar.shownTexts().size(), 40);
        QTest::qWait(50);
        QCOMPARE(m_window->size(), size);
        QVERIFY2(bar.height() <= std::max(120, size.height() / 3) + 40, qPrintable(QString::number(bar.height())));
        bar.clear();
        QVERIFY(!bar.isVisible());
    }
    // What an import passes over without anything being wrong is a notice, which offers what takes it.
    void hintsOfAnImportAreNoErrors()
    {
        MessageBar &bar = m_window->messages();
        std::vector<Error> warnings(3, Error{ErrorCode::InvalidInput, Message(engine::kNoClasses), Message("it tells nothing"), {}, {"a.json", 0, -1}});
        warnings.insert(warnings.begin() + 1, Error{ErrorCode::InvalidInput, Message(engine::kLinesLeftOut, 1, 24), Message("they are not of the layout “nodes”"), {}, {"p.txt", 7, -1}});
        engine::gatherSplits(warnings);
        QCOMPARE(warnings.size(), std::size_t{2});
        for (const Error &one : warnings)
            m_workspace->reportError(one);
        QVERIFY(!bar.isVisible() && bar.count() == 2);
        QVERIFY2(bar.text().contains("1 of 24 lines") && bar.text().contains("p.txt:7"), qPrintable(bar.text()));
        bar.dismiss();
        QVERIFY2(bar.text().startsWith("3 splits of other tools were not imported as classes"), qPrintable(bar.text()));
        bar.clear();
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
    // However long a notice is and however narrow the window, none of it is cut.
    void aNoticeIsWhole()
    {
        m_window->resize(900, 600);
        m_workspace->reportNotice(Message("The heat map of 12,345 sessions by “attention” is written to %1.",
                                          std::string("/home/somebody/projects/2024/incidents/of-the-shop/pictures/before-and-after/the-heat-map-of-all-sessions.png")),
                                  Message("Show the folder"), [] {});
        NoticeLine *line = m_window->messages().noticeLine();
        QLabel *said = line->findChild<QLabel *>();
        QTRY_VERIFY2(line->isVisible() && said->height() >= said->heightForWidth(said->width()),
                     qPrintable(QStringLiteral("%1 x %2, wanted %3; line %4 x %5, least %6").arg(said->width()).arg(said->height()).arg(said->heightForWidth(said->width())).arg(line->width()).arg(line->height()).arg(line->minimumHeight())));
        QVERIFY(said->height() >= 2 * said->fontMetrics().height()); // in several lines
        const auto lies = [&] { return QStringLiteral("%1+%2 of %3, to %4 of %5").arg(said->y()).arg(said->height()).arg(line->height()).arg(line->mapTo(m_window.get(), line->rect().bottomRight()).y()).arg(m_window->height()); };
        QTRY_VERIFY2(line->rect().contains(said->geometry()) && m_window->rect().contains(line->mapTo(m_window.get(), line->rect().bottomRight())), qPrintable(lies()));
        // What is next to it does not lie on it.
        for (const auto *button : line->findChildren<QToolButton *>())
            QVERIFY(button->isHidden() || !button->geometry().intersects(said->geometry()));
        m_window->messages().clear();
        QTRY_VERIFY(!line->isVisible());
    }
    void aProjectThatIsNotThereIsAMessage()
    {
        m_window->openPaths({m_folder.filePath("missing.causeway")});
        QTRY_COMPARE(m_window->messages().count(), 1);
        QVERIFY(!m_workspace->isOpen());
    }
};

CAUSEWAY_TEST(ShellMessagesTest)
#include "shell_messages_test.moc"
