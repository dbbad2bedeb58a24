// The heat map under a real mouse and keyboard, and its panel.

#include "tests/support/test_registry.h"
#include "tests/views/heat_map_fixture.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QFile>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

#include "views/findings/heat_map_export.h"
#include "views/findings/heat_map_view.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using test::explained;
using test::heatMap;

namespace {

struct Shown {
    explicit Shown(std::size_t events, HeatMeasure measure = HeatMeasure::Attention) : view(measure, nullptr)
    {
        view.resize(700, 420);
        view.show();
        view.setMap(heatMap(explained(events)));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(&view, key, modifiers); }
    void click(HeatCell cell) { QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, view.cellRect(cell).center()); }
    [[nodiscard]] QColor colourAt(HeatCell cell)
    {
        const QRect rect = view.cellRect(cell);
        return view.viewport()->grab().toImage().pixelColor(rect.topLeft() + QPoint(2, 2));
    }
    HeatMapView view;
};

HeatCell at(std::size_t row, std::size_t column) { return {row, column}; }

} // namespace

class HeatMapViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beginsWhereItIsOdd()
    {
        Shown shown(12);
        QCOMPARE(shown.view.current(), std::optional(at(10, 9)));
        QVERIFY(shown.view.viewport()->rect().contains(shown.view.cellRect(at(10, 9))));
        shown.view.setMap(nullptr);
        QVERIFY(!shown.view.current());
        shown.key(Qt::Key_Down); // nothing to move in
        shown.view.viewport()->grab();
    }

    void keysMoveTheCell_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");
        QTest::newRow("left") << int(Qt::Key_Left) << 0 << 8 << 3;
        QTest::newRow("right") << int(Qt::Key_Right) << 0 << 8 << 5;
        QTest::newRow("up") << int(Qt::Key_Up) << 0 << 7 << 4;
        QTest::newRow("down") << int(Qt::Key_Down) << 0 << 9 << 4;
        QTest::newRow("home") << int(Qt::Key_Home) << 0 << 8 << 0;
        QTest::newRow("end") << int(Qt::Key_End) << 0 << 8 << 7;
        QTest::newRow("top") << int(Qt::Key_Home) << int(Qt::ControlModifier) << 0 << -1;
        QTest::newRow("bottom") << int(Qt::Key_End) << int(Qt::ControlModifier) << 11 << 10;
        QTest::newRow("page down") << int(Qt::Key_PageDown) << 0 << 11 << 4;
    }
    void keysMoveTheCell()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(int, row);
        QFETCH(int, column);
        Shown shown(12);
        shown.view.setCurrent(at(8, 4));
        QSignalSpy chosen(&shown.view, &HeatMapView::cellChosen);
        shown.key(static_cast<Qt::Key>(key), static_cast<Qt::KeyboardModifiers>(modifiers));
        const HeatCell now = *shown.view.current();
        QCOMPARE(static_cast<int>(now.row), row);
        QCOMPARE(now.column ? static_cast<int>(*now.column) : -1, column);
        QCOMPARE(chosen.count(), 1);
    }

    void thereAreNoCellsRightOfTheDiagonal()
    {
        Shown shown(12);
        shown.view.setCurrent(at(5, 4));
        QSignalSpy chosen(&shown.view, &HeatMapView::cellChosen);
        shown.key(Qt::Key_Right);
        QCOMPARE(shown.view.current(), std::optional(at(5, 4)));
        QCOMPARE(chosen.count(), 0);
        shown.key(Qt::Key_Up); // the row above is shorter
        QCOMPARE(shown.view.current(), std::optional(at(4, 3)));
        chosen.clear();
        shown.click(at(5, 6));
        QCOMPARE(chosen.count(), 0);
        QVERIFY(!shown.view.cellAt(shown.view.cellRect(at(5, 5)).center()));
        const QColor base = shown.view.palette().color(QPalette::Base);
        QCOMPARE(shown.colourAt(at(5, 7)), base);
        QVERIFY(shown.colourAt(at(5, 2)) != base);
    }

    void theMouseChoosesCellsAndRows()
    {
        Shown shown(12, HeatMeasure::Occlusion);
        QSignalSpy chosen(&shown.view, &HeatMapView::cellChosen), activated(&shown.view, &HeatMapView::cellActivated);
        shown.click(at(7, 2));
        QCOMPARE(shown.view.current(), std::optional(at(7, 2)));
        QCOMPARE(chosen.count(), 1);
        QTest::mouseDClick(shown.view.viewport(), Qt::LeftButton, Qt::NoModifier, shown.view.cellRect(at(7, 2)).center());
        QCOMPARE(activated.count(), 1);
        shown.key(Qt::Key_Return);
        QCOMPARE(activated.count(), 2);
        // The name of a step: its strongest cell.
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(30, shown.view.cellRect(at(9, 0)).center().y()));
        QCOMPARE(shown.view.current(), std::optional(at(9, 8)));
    }

    void hoveringTellsBothLinesAndTheNumbers()
    {
        Shown shown(12);
        const QPoint place = shown.view.cellRect(at(10, 3)).center();
        QHelpEvent help(QEvent::ToolTip, place, shown.view.viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(shown.view.viewport(), &help);
        const QString tip = QToolTip::text();
        for (const char *part : {"Step 11: pattern 10", "(odd)", "step 4: pattern 3", "0.73 × uniform", "ΔNLL −2"})
            QVERIFY2(tip.contains(QString::fromUtf8(part)), qPrintable(tip));
        shown.view.setCurrent(at(10, 3));
        QCOMPARE(QAccessible::queryAccessibleInterface(&shown.view)->text(QAccessible::Description), shown.view.describe(at(10, 3)));
        QVERIFY(QAccessible::queryAccessibleInterface(&shown.view)->text(QAccessible::Name).contains(QLatin1String("Attention")));
    }

    void zoomsByKeyAndWheel()
    {
        Shown shown(12);
        const QSize before = shown.view.cellRect(at(5, 2)).size();
        shown.key(Qt::Key_Plus);
        QVERIFY(shown.view.cellRect(at(5, 2)).width() > before.width());
        const QPointF place(300, 200);
        QWheelEvent wheel(place, shown.view.viewport()->mapToGlobal(place), {}, QPoint(0, -120), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(shown.view.viewport(), &wheel);
        QCOMPARE(shown.view.cellRect(at(5, 2)).size(), before);
        for (int i = 0; i < 40; ++i)
            shown.key(Qt::Key_Minus);
        QVERIFY(shown.view.cellRect(at(5, 2)).width() >= 1);
        shown.view.viewport()->grab();
    }

    void twoThousandStepsStayFluid()
    {
        Shown shown(2'000);
        QVERIFY(shown.view.horizontalScrollBar()->maximum() > 0 && shown.view.verticalScrollBar()->maximum() > 0);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 50; ++i) {
            shown.key(Qt::Key_PageUp);
            shown.view.viewport()->grab();
        }
        QVERIFY2(clock.elapsed() < 50 * 50, qPrintable(QStringLiteral("%1 ms").arg(clock.elapsed())));
        while (shown.view.zoom() > 0.2)
            shown.key(Qt::Key_Minus);
        clock.restart();
        for (int i = 0; i < 10; ++i)
            shown.view.viewport()->grab();
        QVERIFY2(clock.elapsed() < 10 * 100, qPrintable(QStringLiteral("%1 ms").arg(clock.elapsed())));
    }

    void picturesAreWritten()
    {
        QTemporaryDir folder;
        const auto map = heatMap(explained(20));
        std::vector<HeatMapPainter> painters;
        for (const HeatMeasure measure : {HeatMeasure::Attention, HeatMeasure::Occlusion})
            painters.emplace_back(*map, measure, QPalette(), theme::smallFont());
        for (const char *name : {"map.png", "map.svg", "map.csv"})
            QVERIFY2(writeHeatMap(*map, painters, {}, folder.filePath(QLatin1String(name)), Job{}), name);
        const QImage picture(folder.filePath(QStringLiteral("map.png")));
        QVERIFY(!picture.isNull() && picture.width() > picture.height());
        QFile svg(folder.filePath(QStringLiteral("map.svg")));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray text = svg.readAll();
        QVERIFY(text.contains("<rect") || text.contains("<path"));
        QVERIFY(!text.contains("<image")); // shapes, not a picture of them
        QVERIFY(text.contains("pattern 3"));
        const auto wrong = writeHeatMap(*map, painters, {}, folder.filePath(QStringLiteral("map.doc")), Job{});
        QVERIFY(!wrong && wrong.error().code == ErrorCode::Usage);
        const auto nowhere = writeHeatMap(*map, painters, {}, folder.filePath(QStringLiteral("none/map.png")), Job{});
        QVERIFY(!nowhere && nowhere.error().code == ErrorCode::Unwritable);
        Job job;
        job.cancel.cancel();
        const auto stopped = writeHeatMap(*map, painters, {}, folder.filePath(QStringLiteral("late.png")), job);
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("late.png"))));
    }
};

CAUSEWAY_TEST(HeatMapViewTest)
#include "heat_map_view_test.moc"
