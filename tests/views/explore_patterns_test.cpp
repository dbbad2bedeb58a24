// The list of patterns over a real project: what is shown, what is new or rare, what is chosen.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QUndoStack>

#include <algorithm>

#include "analysis/core/civil_time.h"
#include "app/workspace/undo_history.h"
#include "tests/views/explore_patterns_fixture.h"
#include "views/explore/table_columns.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

class ExplorePatternsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsAreAsHighAsTheirTextAndLongTextsGetTheRoom()
    {
        Shown s;
        const QTableView &table = s.panel->table();
        const int text = std::max(table.fontMetrics().height(), QFontMetrics(theme::monospaced()).height());
        QVERIFY2(table.rowHeight(0) >= text && table.rowHeight(0) <= text + 4, qPrintable(QString::number(table.rowHeight(0))));
        for (const int width : {900, 1500, 1900}) {
            s.panel->resize(width, 300);
            QCoreApplication::processEvents();
            const int wanted = QFontMetrics(theme::monospaced()).averageCharWidth() * s.model().longest();
            QTRY_VERIFY2(table.columnWidth(PatternModel::TextColumn) >= std::min(wanted, table.viewport()->width() * 11 / 20), qPrintable(QString::number(table.columnWidth(PatternModel::TextColumn))));
        }
    }

    void columnsAreChosenAndRemembered()
    {
        Shown s;
        QTableView &table = s.panel->table();
        s.panel->resize(760, 300);
        QCoreApplication::processEvents();
        const auto choose = [&](const QString &column) {
            QMenu menu;
            table.findChild<TableColumns *>()->addChoices(menu);
            s.entry(menu, column)->trigger();
        };
        QTRY_VERIFY(table.isColumnHidden(PatternModel::ShareColumn));
        QCOMPARE(table.horizontalScrollBar()->maximum(), 0);
        for (const char *column : {"Share", "Last seen"})
            choose(QLatin1String(column));
        QVERIFY(!table.isColumnHidden(PatternModel::ShareColumn) && !table.isColumnHidden(PatternModel::LastColumn));
        QTRY_VERIFY(table.horizontalScrollBar()->maximum() > 0);
        QVERIFY(table.columnWidth(PatternModel::TextColumn) >= 280);
        PatternPanel later({s.workspace, s.actions, s.settings}, nullptr);
        later.resize(760, 300);
        later.show();
        QTRY_VERIFY(!later.table().isColumnHidden(PatternModel::LastColumn) && later.table().isColumnHidden(PatternModel::FirstColumn));
        choose(QStringLiteral("Those that fit"));
        QVERIFY(table.isColumnHidden(PatternModel::ShareColumn));
        QTRY_COMPARE(table.horizontalScrollBar()->maximum(), 0);
    }

    void sortedAnewTheFirstAreShown()
    {
        Shown s;
        QTableView &table = s.panel->table();
        table.verticalHeader()->setDefaultSectionSize(250); // three rows do not fit
        QCoreApplication::processEvents();
        table.scrollToBottom();
        QTRY_VERIFY(table.verticalScrollBar()->value() > 0);
        table.sortByColumn(PatternModel::TextColumn, Qt::AscendingOrder);
        QTRY_COMPARE(table.verticalScrollBar()->value(), 0);
    }

    void newAndRare()
    {
        Shown s;
        QAbstractItemModelTester tester(&s.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int all = s.model().rowCount();
        s.model().setOnly({.since = {}, .rare = true});
        QCOMPARE(s.model().rowCount(), 1);
        QVERIFY(s.model().textOf(0).text.contains(QStringLiteral("disk is full")));
        s.model().setOnly({.since = parseTime("2024-03-05T12:10:00Z"), .rare = false});
        QCOMPARE(s.model().rowCount(), 1);
        // A time range does not make old patterns new.
        s.workspace.setTimeRange({*parseTime("2024-03-05T12:15:00Z"), *parseTime("2024-03-05T13:00:00Z")});
        QVERIFY(s.settle());
        QCOMPARE(s.model().rowCount(), 1);
        s.model().setOnly({});
        QCOMPARE(s.model().rowCount(), all);
    }

    void theCountTellsWhatIsLeftOut()
    {
        Shown s;
        s.model().setOnly({.since = {}, .rare = true});
        s.panel->resize(1400, 460);
        s.click(QStringLiteral("disk is full"));
        QVERIFY2(s.panel->countText().contains(QStringLiteral("rare")), qPrintable(s.panel->countText()));
    }

    // One pattern is shown everywhere: that with the cursor.
    void listValuesAndSelectionAreOfOnePattern()
    {
        Shown s;
        const auto all = [&](TemplateId id) {
            const auto &selected = s.workspace.selection().templateId;
            return s.settle() && selected && *selected == id && s.panel->commands().chosen() == id && s.values(id) != nullptr;
        };
        const TemplateId took = s.id(QStringLiteral(" took ")), disk = s.id(QStringLiteral("disk is full"));
        s.click(QStringLiteral(" took "));
        QVERIFY(all(took));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QVERIFY(all(disk));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier); // not any more
        QVERIFY(all(took));
        // Dropped onto another it is that one, and stays it.
        s.click(QStringLiteral("disk is full"));
        QVERIFY(all(disk));
        const int before = s.model().rowCount();
        Q_EMIT s.model().mergeAsked({disk}, took);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(all(took));
        QTRY_VERIFY_WITH_TIMEOUT(s.workspace.undo().stack()->canUndo(), kWait);
        s.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before, kWait);
        QVERIFY(all(took));
        // Neither sorting nor a filter to words forgets it.
        s.model().sort(PatternModel::TextColumn, Qt::AscendingOrder);
        QVERIFY(all(took));
        s.model().setTextFilter(QStringLiteral("disk"));
        QVERIFY(s.panel->commands().allChosen().empty());
        QCOMPARE(s.workspace.selection().templateId->value, took.value);
        s.model().setTextFilter({});
        QVERIFY(all(took));
    }

    void theFilterFieldKeepsRoom_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {560, 700, 860, 1100, 1600})
            QTest::newRow(qPrintable(QString::number(width))) << width;
    }

    void theFilterFieldKeepsRoom()
    {
        QFETCH(const int, width);
        Shown s;
        s.model().setOnly({.since = parseTime("2024-03-05T12:10:00Z"), .rare = true}); // the longest count
        s.panel->resize(width, 260);
        s.click(QStringLiteral("disk is full"));
        QTRY_VERIFY(s.panel->width() == width);
        const auto *field = s.panel->findChild<QLineEdit *>();
        QTRY_VERIFY2(field->width() >= 100, qPrintable(QString::number(field->width())));
        QVERIFY(field->fontMetrics().horizontalAdvance(QStringLiteral("order accepted")) < field->width());
    }
};

CAUSEWAY_TEST(ExplorePatternsTest)
#include "explore_patterns_test.moc"
