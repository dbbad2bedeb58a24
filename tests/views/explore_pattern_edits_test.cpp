// What a person corrects of the patterns: merge, split, rename, pin; what is not possible says why.

#include "tests/support/test_registry.h"

#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QUndoStack>

#include <algorithm>
#include <functional>

#include "app/engine/template_masks.h"
#include "app/engine/undo_edit.h"
#include "app/workspace/undo_history.h"
#include "tests/support/temporary_project.h"
#include "tests/views/explore_patterns_fixture.h"

using namespace causeway;
using namespace causeway::views;

class ExplorePatternEditsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesAreGivenInPlace()
    {
        Shown s;
        s.click(QStringLiteral("disk is full"));
        const TemplateId id = s.id(QStringLiteral("disk is full"));
        QTest::keyClick(&s.panel->table(), Qt::Key_F2);
        auto *editor = s.panel->table().viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        editor->setText(QStringLiteral("Full disk"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(s.row(QStringLiteral("Full disk")) >= 0, kWait);
        QVERIFY(s.settle());
        QCOMPARE(s.id(QStringLiteral("Full disk")).value, id.value);
        QCOMPARE(s.panel->table().currentIndex().row(), s.row(QStringLiteral("Full disk")));
        QTRY_VERIFY_WITH_TIMEOUT(s.workspace.undo().stack()->canUndo(), kWait);
        s.workspace.undo().stack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(s.row(QStringLiteral("disk is full")) >= 0, kWait);
    }

    void severalAreMergedAndTakenApartAgain()
    {
        Shown s;
        QSignalSpy offers(&s.workspace, &workspace::Workspace::offerReported);
        const int before = s.model().rowCount();
        s.click(QStringLiteral(" took "));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        const TemplateId into = s.id(QStringLiteral("disk is full"));
        QTest::keyClick(&s.panel->table(), Qt::Key_M);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        QCOMPARE(s.model().pattern(s.row(QStringLiteral("disk is full"))).count, 602u);
        QCOMPARE(s.model().pattern(s.panel->table().currentIndex().row()).id.value, into.value);
        QCOMPARE(offers.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(s.workspace.undo().stack()->canUndo(), kWait);
        QVERIFY2(s.workspace.undo().stack()->undoText().startsWith(QStringLiteral("Merge into pattern")), qPrintable(s.workspace.undo().stack()->undoText()));
        offers.front().at(2).value<std::function<void()>>()();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before, kWait);
    }

    void aNoticeGoesWithItsEdit()
    {
        Shown s;
        QSignalSpy offers(&s.workspace, &workspace::Workspace::offerReported);
        QSignalSpy undone(&s.workspace, &workspace::Workspace::editUndone);
        const int before = s.model().rowCount();
        s.click(QStringLiteral(" took "));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QTest::keyClick(&s.panel->table(), Qt::Key_M);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        QCOMPARE(offers.count(), 1);
        const auto edit = offers.front().at(3).value<storage::EditNumber>();
        QVERIFY(edit > 0);
        QCOMPARE(undone.count(), 0);
        const auto told = [&] { return std::any_of(undone.begin(), undone.end(), [&](const auto &one) { return one.front().template value<storage::EditNumber>() == edit; }); };
        s.workspace.undo().stack()->undo();
        QVERIFY(QTest::qWaitFor(told, kWait));
        QVERIFY(s.settle());
        undone.clear();
        s.workspace.undo().stack()->redo();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        QVERIFY(!told());
        QCOMPARE(offers.count(), 1);
        // Undone by another program.
        {
            auto other = storage::Project::open(s.workspace.path().toStdString(), storage::Project::Mode::OpenExisting);
            CAUSEWAY_VERIFY(other);
            CAUSEWAY_VERIFY(engine::undoEdit(**other, {edit, {}, false}, Job{}));
        }
        s.workspace.refresh();
        QVERIFY(QTest::qWaitFor(told, kWait));
    }

    void aRowIsDroppedOntoAnother()
    {
        Shown s;
        const int before = s.model().rowCount();
        QTableView &table = s.panel->table();
        const QModelIndex from = s.model().index(s.row(QStringLiteral("disk is full")), 0), onto = s.model().index(s.row(QStringLiteral(" took ")), 0);
        const std::unique_ptr<QMimeData> data(s.model().mimeData({from}));
        const QPoint at = table.visualRect(onto).center();
        QDragEnterEvent enter(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table.viewport(), &enter);
        QDragMoveEvent move(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table.viewport(), &move);
        QVERIFY(move.isAccepted());
        QDropEvent drop(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table.viewport(), &drop);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QCOMPARE(s.model().pattern(s.row(QStringLiteral(" took "))).count, 602u);
        // Onto itself is nothing, nor is what comes from elsewhere.
        QVERIFY(!s.model().canDropMimeData(data.get(), Qt::CopyAction, -1, -1, {}));
        QMimeData foreign;
        foreign.setText(QStringLiteral("1 2"));
        QVERIFY(!s.model().canDropMimeData(&foreign, Qt::CopyAction, -1, -1, s.model().index(0, 0)));
        const std::unique_ptr<QMimeData> own(s.model().mimeData({s.model().index(0, 0)}));
        QVERIFY(!s.model().canDropMimeData(own.get(), Qt::CopyAction, -1, -1, s.model().index(0, 0)));
    }

    void aPatternIsSplitByAValue()
    {
        Shown s;
        const QString opened = QStringLiteral("was opened with");
        const int before = s.model().rowCount();
        s.click(opened);
        const std::unique_ptr<QMenu> menu(s.panel->commands().makeMenu(s.panel.get()));
        QAction *split = s.entry(*menu, QStringLiteral("Split"));
        QVERIFY(split != nullptr && split->menu() != nullptr);
        QAction *way = nullptr;
        int impossible = 0;
        for (QAction *by : split->menu()->actions()) {
            if (!by->isEnabled()) {
                ++impossible;
                QVERIFY(by->toolTip().contains(QStringLiteral("alike")));
                QVERIFY2(by->text().contains(QStringLiteral("user")) && by->text().contains(QStringLiteral("alike")), qPrintable(by->text())); // said where it can be seen
            }
            if (by->menu() != nullptr)
                way = s.entry(*by->menu(), QStringLiteral("ticket apart"));
        }
        QCOMPARE(impossible, 1); // the user
        QVERIFY(way != nullptr);
        QVERIFY(way->text().contains(QStringLiteral("100")));
        way->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before + 1, kWait);
        QVERIFY(s.settle());
        QVERIFY(s.row(QStringLiteral("was opened with ticket")) >= 0);
        QCOMPARE(s.model().pattern(s.row(QStringLiteral("was opened with ticket"))).count, 100u);
        // Put together again, they are called by what they are then.
        QSignalSpy offers(&s.workspace, &workspace::Workspace::offerReported);
        s.model().sort(PatternModel::CountColumn, Qt::DescendingOrder);
        s.click(opened);
        s.click(QStringLiteral("was opened with ticket"), Qt::ControlModifier);
        QTest::keyClick(&s.panel->table(), Qt::Key_M);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before, kWait);
        const QString told = QString::fromStdString(offers.front().front().value<Message>().toEnglish());
        QVERIFY2(told.contains(QStringLiteral("was opened with ‹*›")), qPrintable(told));
    }

    void aConstantIsNothingToSplitBy()
    {
        Shown s;
        CAUSEWAY_VERIFY(engine::setMasks(*s.workspace.data().project, {{{"session", "masked", std::nullopt}, {}}}, 1, Job{}));
        s.workspace.edited();
        const auto masked = [&] {
            const int row = s.row(QStringLiteral("was opened with"));
            return row >= 0 && s.model().textOf(row).text.contains(QStringLiteral("masked"));
        };
        QVERIFY(QTest::qWaitFor(masked, kWait));
        QVERIFY(s.settle());
        s.click(QStringLiteral("was opened with"));
        const std::unique_ptr<QMenu> menu(s.panel->commands().makeMenu(s.panel.get()));
        const QAction *split = s.entry(*menu, QStringLiteral("Split"));
        QVERIFY(split != nullptr && split->menu() != nullptr && split->menu()->actions().size() > 1);
        for (const QAction *by : split->menu()->actions())
            QVERIFY2(!by->text().contains(QStringLiteral("masked")), qPrintable(by->text()));
    }

    void whatCannotBeSplitSaysWhy()
    {
        Shown s;
        s.click(QStringLiteral("disk is full"));
        const std::unique_ptr<QMenu> menu(s.panel->commands().makeMenu(s.panel.get()));
        QAction *all = s.entry(*s.entry(*menu, QStringLiteral("Split"))->menu(), QStringLiteral("Into all"));
        QVERIFY(!all->isEnabled());
        QVERIFY(all->toolTip().contains(QStringLiteral("same form")) && all->text().contains(QStringLiteral("same form")));
        QVERIFY(s.entry(*menu, QStringLiteral("Why"))->text().contains(QStringLiteral("choose two patterns (Ctrl+click)")));
        QVERIFY(!s.entry(*menu, QStringLiteral("Merge"))->isEnabled());
        QVERIFY(s.entry(*menu, QStringLiteral("Merge"))->toolTip().contains(QStringLiteral("drag")));
    }

    void keysThatDoNotApplySayWhy_data()
    {
        QTest::addColumn<int>("chosen");
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("why");
        const auto none = QStringLiteral("no pattern is chosen"), single = QStringLiteral("choose a single pattern");
        QTest::newRow("merge none") << 0 << int(Qt::Key_M) << none;
        QTest::newRow("merge one") << 1 << int(Qt::Key_M) << QStringLiteral("choose two patterns or more");
        QTest::newRow("split none") << 0 << int(Qt::Key_S) << none;
        QTest::newRow("split one form") << 1 << int(Qt::Key_S) << QStringLiteral("the same form");
        QTest::newRow("split two") << 2 << int(Qt::Key_S) << single;
        QTest::newRow("rename none") << 0 << int(Qt::Key_F2) << none;
        QTest::newRow("rename two") << 2 << int(Qt::Key_F2) << single;
        QTest::newRow("pin two") << 2 << int(Qt::Key_P) << single;
        QTest::newRow("why none") << 0 << int(Qt::Key_W) << none;
        QTest::newRow("why three") << 3 << int(Qt::Key_W) << QStringLiteral("choose two patterns");
    }

    void keysThatDoNotApplySayWhy()
    {
        QFETCH(const int, chosen);
        QFETCH(const int, key);
        QFETCH(const QString, why);
        Shown s;
        QVERIFY(s.model().rowCount() >= 3);
        const QString parts[] = {QStringLiteral("disk is full"), QStringLiteral(" took "), QStringLiteral("was opened")};
        for (int i = 0; i < chosen; ++i)
            s.click(parts[i], i == 0 ? Qt::NoModifier : Qt::ControlModifier);
        QVERIFY(s.settle());
        QSignalSpy notices(&s.workspace, &workspace::Workspace::noticeReported);
        const auto command = PatternCommands::commandOf(key);
        QVERIFY(command.has_value());
        QVERIFY2(s.panel->commands().whyNot(*command).contains(why), qPrintable(s.panel->commands().whyNot(*command)));
        QTest::keyClick(&s.panel->table(), static_cast<Qt::Key>(key));
        QCOMPARE(notices.count(), 1);
        const QString said = QString::fromStdString(notices.front().front().value<Message>().toEnglish());
        QVERIFY2(said.contains(why) && said.contains(QStringLiteral("not now")), qPrintable(said));
        QVERIFY(s.workspace.jobs().isIdle());
    }

    void actionsFollowTheChoice()
    {
        Shown s;
        const auto is = [&](const char *id, bool enabled, const char *why) {
            const QAction *action = s.actions.action(QLatin1String(id));
            return action != nullptr && action->isEnabled() == enabled && (enabled || action->toolTip().contains(QLatin1String(why)));
        };
        QVERIFY(is("explore.pattern.rename", false, "no pattern is chosen"));
        QVERIFY(is("explore.pattern.export", true, ""));
        s.click(QStringLiteral("was opened"));
        QVERIFY(is("explore.pattern.rename", true, "") && is("explore.pattern.pin", true, "") && is("explore.pattern.split", true, ""));
        QVERIFY(is("explore.pattern.merge", false, "two patterns or more"));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QVERIFY(is("explore.pattern.merge", true, "") && is("explore.pattern.why", true, "") && is("explore.pattern.rename", false, "single"));
        const int before = s.model().rowCount();
        s.actions.action(QStringLiteral("explore.pattern.merge"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        s.workspace.close();
        QTRY_VERIFY_WITH_TIMEOUT(is("explore.pattern.export", false, "no project is open") && is("explore.pattern.merge", false, "no project is open"), kWait);
    }

    void aPatternIsPinned()
    {
        Shown s;
        s.click(QStringLiteral("disk is full"));
        QTest::keyClick(&s.panel->table(), Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(s.model().textOf(s.row(QStringLiteral("disk is full"))).pinned, kWait);
        QVERIFY(s.settle());
        QTest::keyClick(&s.panel->table(), Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(!s.model().textOf(s.row(QStringLiteral("disk is full"))).pinned, kWait);
    }
};

CAUSEWAY_TEST(ExplorePatternEditsTest)
#include "explore_pattern_edits_test.moc"
