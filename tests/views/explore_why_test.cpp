// “Why (not) one pattern?” of patterns and of lines.

#include "tests/support/test_registry.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QTableView>
#include <QToolButton>

#include "tests/views/explore_patterns_fixture.h"
#include "views/explore/log_panel.h"
#include "views/explore/why_dialog.h"

using namespace causeway;
using namespace causeway::views;

class ExploreWhyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoPatternsAreCompared()
    {
        Shown s;
        s.click(QStringLiteral(" took "));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QTest::keyClick(&s.panel->table(), Qt::Key_W);
        WhyDialog *dialog = nullptr;
        QVERIFY(QTest::qWaitFor([&] { return (dialog = s.panel->findChild<WhyDialog *>()) != nullptr; }, kWait));
        QVERIFY2(dialog->sentences().contains(QStringLiteral("differ in")), qPrintable(dialog->sentences()));
        const QStringList lines = dialog->texts().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0].size(), lines[1].size());
        // As they stand in the list, whichever was chosen last.
        QVERIFY2(lines[0].contains(QStringLiteral("took")) && lines[1].contains(QStringLiteral("disk")), qPrintable(dialog->texts()));
        const int before = s.model().rowCount();
        for (QPushButton *button : dialog->findChildren<QPushButton *>())
            if (button->accessibleName() == QStringLiteral("Merge the patterns"))
                button->click();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
    }

    void whatDiffersIsInSight()
    {
        engine::ExplainPatternsResponse answer;
        for (int i = 0; i < 60; ++i)
            answer.words.push_back({"word" + std::to_string(i), "word" + std::to_string(i), false});
        answer.words.push_back({"", "more=<*>", true});
        WhyDialog dialog(answer, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const auto *texts = dialog.findChild<QPlainTextEdit *>();
        QVERIFY(texts != nullptr && texts->horizontalScrollBar()->maximum() > 0);
        QTextCursor cursor(texts->document()->findBlockByNumber(1));
        cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, static_cast<int>(dialog.texts().section(QLatin1Char('\n'), 1).indexOf(QStringLiteral("more="))));
        for (int step = 0; step < 2; ++step) {
            const QRect at = texts->cursorRect(cursor);
            QVERIFY2(at.left() >= 0 && at.right() <= texts->viewport()->width(), qPrintable(QStringLiteral("%1 of %2").arg(at.left()).arg(texts->viewport()->width())));
            cursor.movePosition(QTextCursor::EndOfWord);
        }
    }

    void twoLinesAreCompared()
    {
        Shown s;
        LogPanel log({s.workspace, s.actions, s.settings}, nullptr);
        log.resize(1200, 400);
        log.show();
        QVERIFY(s.settle());
        QTRY_VERIFY_WITH_TIMEOUT(log.view().rowCount() == 1202 && log.pager().cachedRow(2) != nullptr, kWait);
        QAction *action = s.actions.action(QStringLiteral("explore.whyLines"));
        const auto click = [&](std::uint64_t row, Qt::KeyboardModifiers modifiers) {
            const QRect area = log.view().rowRect(row);
            QTest::mouseClick(log.view().viewport(), Qt::LeftButton, modifiers, {log.view().columnLeft(LogView::TextColumn) + 20, area.center().y()});
        };
        click(0, {});
        QVERIFY(!action->isEnabled());
        QVERIFY2(action->toolTip().contains(QStringLiteral("two lines")), qPrintable(action->toolTip()));
        click(2, Qt::ControlModifier);
        QVERIFY(action->isEnabled());
        const QToolButton *button = nullptr;
        for (const QToolButton *one : log.findChildren<QToolButton *>())
            if (one->defaultAction() == action)
                button = one;
        QVERIFY(button != nullptr && button->isVisible());
        log.explainLines();
        WhyDialog *dialog = nullptr;
        QVERIFY(QTest::qWaitFor([&] { return (dialog = log.findChild<WhyDialog *>()) != nullptr; }, kWait));
        QVERIFY2(dialog->sentences().contains(QStringLiteral("6 different words there, among 600 lines")), qPrintable(dialog->sentences()));
        QVERIFY2(dialog->sentences().contains(QStringLiteral("from 5 on they are a parameter")), qPrintable(dialog->sentences()));
        dialog->close();
        click(4, Qt::ControlModifier);
        QVERIFY(!action->isEnabled() && !button->isVisible());
        s.workspace.close();
        QVERIFY2(!action->isEnabled() && action->toolTip().contains(QStringLiteral("no project")), qPrintable(action->toolTip()));
    }
};

CAUSEWAY_TEST(ExploreWhyTest)
#include "explore_why_test.moc"
