#include "tests/support/test_registry.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/views/explore_fake_rows.h"
#include "views/explore/log_view.h"

using namespace causeway;
using namespace causeway::views;

namespace {

constexpr std::uint64_t kMany = 4'000'000'000ull;

class OddEvery7 : public LogDecorator {
public:
    QString oddReason(EventId event) const override { return event.value % 7 == 0 ? QStringLiteral("was not expected here") : QString(); }
};

struct Fixture {
    explicit Fixture(std::uint64_t rows = kMany) : source(std::make_shared<test::FakeRows>(rows)), view(pager)
    {
        view.resize(1000, 600);
        view.show();
        pager.setRows(source);
    }
    bool wait() const
    {
        return QTest::qWaitFor([this] { return !pager.isBusy(); }, 5000);
    }
    void wheel(int notches)
    {
        const QPointF at(300, 200);
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, QPoint(0, notches * 120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.viewport(), &event);
    }
    void click(std::uint64_t row, Qt::KeyboardModifiers modifiers = Qt::NoModifier, int x = 400)
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, modifiers, QPoint(x, view.rowRect(row).center().y()));
    }

    std::shared_ptr<test::FakeRows> source;
    LinePager pager;
    LogView view;
};

} // namespace

class ExploreLogViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsTheFirstPage()
    {
        Fixture f;
        QVERIFY(f.wait());
        QCOMPARE(f.view.topRow(), std::uint64_t(0));
        QCOMPARE(f.view.cellText(0, LogView::TextColumn).left(22), QStringLiteral("Receiving block blk_0 "));
        QCOMPARE(f.view.cellText(3, LogView::LevelColumn), QStringLiteral("info"));
        QCOMPARE(f.view.cellText(0, LogView::TimeColumn), QStringLiteral("2023-11-14 22:13:20.000"));
    }

    void everyKeyMovesExactly()
    {
        Fixture f;
        QVERIFY(f.wait());
        QTest::keyClick(&f.view, Qt::Key_End);
        QCOMPARE(f.view.currentRow(), kMany - 1);
        QCOMPARE(f.view.topRow(), kMany - static_cast<std::uint64_t>(f.view.rowsPerPage()));
        QCOMPARE(f.view.verticalScrollBar()->value(), f.view.verticalScrollBar()->maximum());
        QTest::keyClick(&f.view, Qt::Key_K);
        QCOMPARE(f.view.currentRow(), kMany - 2);
        f.wheel(1);
        QCOMPARE(f.view.topRow(), kMany - static_cast<std::uint64_t>(f.view.rowsPerPage()) - 3);
        QVERIFY(f.wait());
        QVERIFY(f.view.cellText(kMany - 2, LogView::TextColumn).contains(QStringLiteral("blk_3999999998 ")));
        QTest::keyClick(&f.view, Qt::Key_Home);
        QCOMPARE(f.view.topRow(), std::uint64_t(0));
        QTest::keyClick(&f.view, Qt::Key_J);
        QCOMPARE(f.view.currentRow(), std::uint64_t(1));
        QTest::keyClick(&f.view, Qt::Key_PageDown);
        QCOMPARE(f.view.currentRow(), std::uint64_t(1) + static_cast<std::uint64_t>(f.view.rowsPerPage()));
        QTest::keyClick(&f.view, Qt::Key_PageUp);
        QCOMPARE(f.view.currentRow(), std::uint64_t(1));
    }

    void scrollBarReachesEverything()
    {
        Fixture f;
        QScrollBar *bar = f.view.verticalScrollBar();
        bar->setValue(bar->maximum());
        QCOMPARE(f.view.topRow(), kMany - static_cast<std::uint64_t>(f.view.rowsPerPage()));
        bar->setValue(bar->maximum() / 2);
        QVERIFY(f.view.topRow() > kMany / 2 - 100 && f.view.topRow() < kMany / 2 + 100);
        const std::uint64_t middle = f.view.topRow();
        bar->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        QCOMPARE(f.view.topRow(), middle + 1);
        bar->triggerAction(QAbstractSlider::SliderPageStepSub);
        QCOMPARE(f.view.topRow(), middle + 1 - static_cast<std::uint64_t>(f.view.rowsPerPage()));
        bar->setValue(0);
        QCOMPARE(f.view.topRow(), std::uint64_t(0));
    }

    void selectsByMouseAndKeyboard()
    {
        Fixture f;
        QVERIFY(f.wait());
        f.click(2);
        f.click(5, Qt::ShiftModifier);
        QCOMPARE(f.view.selection().intervals(), (std::vector<RowSelection::Interval>{{2, 6}}));
        f.click(4, Qt::ControlModifier);
        QCOMPARE(f.view.selection().count(), std::uint64_t(3));
        f.click(8);
        QTest::keyClick(&f.view, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&f.view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(f.view.selection().intervals(), (std::vector<RowSelection::Interval>{{8, 11}}));
        QTest::keyClick(&f.view, Qt::Key_End, Qt::ShiftModifier);
        QCOMPARE(f.view.selection().count(), kMany - 8);
        QTest::keyClick(&f.view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(f.view.selection().intervals(), (std::vector<RowSelection::Interval>{{0, kMany}}));
    }

    void dragSelectsARange()
    {
        Fixture f;
        QVERIFY(f.wait());
        const auto at = [&](std::uint64_t row) { return QPoint(400, f.view.rowRect(row).center().y()); };
        QTest::mousePress(f.view.viewport(), Qt::LeftButton, Qt::NoModifier, at(3));
        QTest::mouseMove(f.view.viewport(), at(6));
        QTest::mouseMove(f.view.viewport(), at(9));
        QTest::mouseRelease(f.view.viewport(), Qt::LeftButton, Qt::NoModifier, at(9));
        QCOMPARE(f.view.selection().intervals(), (std::vector<RowSelection::Interval>{{3, 10}}));
    }

    void copiesTheOriginalBytes()
    {
        Fixture f;
        QVERIFY(f.wait());
        QSignalSpy copied(&f.view, &LogView::copied);
        f.click(2);
        f.click(3, Qt::ShiftModifier);
        QTest::keyClick(&f.view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(copied.wait(5000));
        const std::string expected = test::FakeRows::bytesOf(2) + test::FakeRows::bytesOf(3);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(expected));
        QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("application/octet-stream")), QByteArray::fromStdString(expected));
        QCOMPARE(copied.front().front().toULongLong(), 2ull);
    }

    void copyingTooMuchSaysSo()
    {
        Fixture f;
        qRegisterMetaType<causeway::Error>("causeway::Error");
        QSignalSpy failed(&f.view, &LogView::copyFailed);
        f.view.selectAll();
        f.view.copySelection();
        QVERIFY(failed.wait(20000));
        QCOMPARE(static_cast<int>(failed.front().front().value<Error>().code), static_cast<int>(ErrorCode::LimitExceeded));
    }

    void placeholdersUntilThePageArrives()
    {
        auto source = std::make_shared<test::FakeRows>(1000);
        source->held = true;
        LinePager pager;
        LogView view(pager);
        view.resize(1000, 600);
        pager.setRows(source);
        const QImage empty = view.grab().toImage();
        QCOMPARE(view.cellText(0, LogView::TextColumn), QString());
        source->held = false;
        QTRY_VERIFY(!view.cellText(0, LogView::TextColumn).isEmpty());
        QVERIFY(view.grab().toImage() != empty);
    }

    void aDamagedPageIsTold()
    {
        auto source = std::make_shared<test::FakeRows>(1000);
        source->failing = true;
        LinePager pager;
        LogView view(pager);
        view.resize(1000, 600);
        pager.setRows(source);
        QTRY_VERIFY(pager.failure(0) != nullptr);
        QVERIFY(view.grab().toImage().width() > 0);
        const int reads = source->reads;
        (void)view.grab();
        QCOMPARE(source->reads.load(), reads); // not asked again and again
    }

    void foldsAndUnfolds()
    {
        Fixture f;
        QVERIFY(f.wait());
        const int folded = f.view.rowRect(3).height();
        const int four = f.view.rowRect(4).top();
        f.click(3, Qt::NoModifier, 4);
        QCOMPARE(f.view.rowRect(3).height(), 3 * folded);
        QCOMPARE(f.view.rowRect(4).top(), four + 2 * folded);
        QTest::keyClick(&f.view, Qt::Key_Minus);
        QCOMPARE(f.view.rowRect(3).height(), folded);
        f.view.setAllUnfolded(true);
        QCOMPARE(f.view.rowRect(3).height(), 3 * folded);
        f.view.scrollTo(kMany);
        QVERIFY(f.wait());
        // The last row is at the bottom although rows above are taller.
        const QRect last = f.view.rowRect(kMany - 1);
        QVERIFY(last.isValid());
        QVERIFY(last.bottom() <= f.view.viewport()->height());
    }

    void wrapsLongLines()
    {
        Fixture f;
        f.view.resize(700, 400);
        QVERIFY(f.wait());
        const int one = f.view.rowRect(0).height();
        QTest::keyClick(&f.view, Qt::Key_W);
        QVERIFY(f.view.isWrapping());
        QVERIFY(f.view.rowRect(0).height() >= 2 * one);
        const std::uint64_t top = f.view.topRow();
        f.wheel(-1);
        QVERIFY(f.view.topRow() <= top + 3);
        QTest::keyClick(&f.view, Qt::Key_End);
        QVERIFY(f.wait());
        QVERIFY(f.view.rowRect(kMany - 1).isValid());
    }

    void bookmarksAndOddLines()
    {
        Fixture f;
        QVERIFY(f.wait());
        f.view.setBookmarks({EventId(4), EventId(3'000'000'000ull)});
        f.view.setDecorator(std::make_shared<OddEvery7>());
        QCOMPARE(f.view.cellText(4, LogView::GutterColumn), QStringLiteral("bookmark"));
        QCOMPARE(f.view.cellText(7, LogView::GutterColumn), QStringLiteral("unexpected"));
        f.view.goToNextBookmark(true);
        QCOMPARE(f.view.currentRow(), std::uint64_t(4));
        f.view.goToNextBookmark(true);
        QCOMPARE(f.view.currentRow(), std::uint64_t(3'000'000'000));
        f.view.goToNextBookmark(true);
        QCOMPARE(f.view.currentRow(), std::uint64_t(3'000'000'000));
        f.view.goToNextBookmark(false);
        QCOMPARE(f.view.currentRow(), std::uint64_t(4));
        QSignalSpy toggled(&f.view, &LogView::bookmarkToggled);
        QTest::keyClick(&f.view, Qt::Key_B);
        QCOMPARE(toggled.count(), 1);
    }

    void fetchesOnlyWhatIsNear()
    {
        Fixture f;
        QVERIFY(f.wait());
        const int before = f.source->reads;
        for (int i = 1; i <= 200; ++i)
            f.view.scrollTo(kMany / 200 * static_cast<std::uint64_t>(i) - 1000);
        QVERIFY(f.wait());
        QVERIFY2(f.source->reads - before < 100, "jumps leave wishes behind that nobody wants any more");
        QVERIFY(!f.view.cellText(f.view.topRow(), LogView::TextColumn).isEmpty());
    }

    void replacedRowsForgetWhatWas()
    {
        Fixture f;
        QVERIFY(f.wait());
        f.view.setCurrentRow(100);
        f.pager.setRows(std::make_shared<test::FakeRows>(3, 500));
        QCOMPARE(f.view.rowCount(), std::uint64_t(3));
        QVERIFY(f.view.selection().isEmpty());
        QVERIFY(f.wait());
        QCOMPARE(f.view.topRow(), std::uint64_t(0));
        QVERIFY(f.view.rowRect(2).isValid());
        f.pager.setRows(nullptr);
        QCOMPARE(f.view.rowCount(), std::uint64_t(0));
        QTest::keyClick(&f.view, Qt::Key_Down);
        QTest::keyClick(&f.view, Qt::Key_End);
        (void)f.view.grab();
    }

    void screenReadersSeeTheVisibleRows()
    {
        Fixture f;
        QVERIFY(f.wait());
        f.view.scrollTo(1'000'000'000);
        QVERIFY(f.wait());
        QAccessibleInterface *table = QAccessible::queryAccessibleInterface(&f.view);
        QVERIFY(table != nullptr);
        QCOMPARE(table->role(), QAccessible::Table);
        QCOMPARE(table->text(QAccessible::Name), QStringLiteral("Log lines"));
        QVERIFY(table->text(QAccessible::Description).startsWith(QStringLiteral("lines 1,000,000,001 to ")));
        QAccessibleTableInterface *cells = table->tableInterface();
        QVERIFY(cells != nullptr);
        QVERIFY(cells->rowCount() >= f.view.rowsPerPage());
        QAccessibleInterface *cell = cells->cellAt(2, LogView::TextColumn);
        QVERIFY(cell != nullptr);
        QVERIFY(cell->text(QAccessible::Name).contains(QStringLiteral("blk_1000000002 ")));
        QCOMPARE(cell->parent(), table);
        QCOMPARE(table->child(table->indexOfChild(cell)), cell);
        QCOMPARE(table->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
        QVERIFY(cells->selectRow(2));
        QVERIFY(cell->state().selected);
        QCOMPARE(cells->selectedRows(), QList<int>{2});
        QCOMPARE(f.view.currentRow(), std::uint64_t(1'000'000'002));
        QCOMPARE(cells->cellAt(9999, 0), nullptr);
    }
};

CAUSEWAY_TEST(ExploreLogViewTest)
#include "explore_log_view_test.moc"
