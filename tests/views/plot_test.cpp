// Plots: where things stand, what is under the mouse, the table and the files of them.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "views/charts/plot_export.h"
#include "views/charts/plot_table.h"
#include "views/charts/plot_view.h"

using namespace causeway;
using namespace causeway::views;

namespace {

std::shared_ptr<Plot> sample()
{
    auto plot = std::make_shared<Plot>();
    plot->title = QStringLiteral("Sample");
    plot->x.title = QStringLiteral("time");
    plot->x.unit = PlotAxis::Unit::Duration;
    PlotPane lines, areas;
    lines.y.title = QStringLiteral("p99");
    lines.y.unit = PlotAxis::Unit::Duration;
    PlotSeries line;
    line.name = QStringLiteral("now");
    line.color = [] { return QColor(Qt::blue); };
    line.mark = PlotSeries::Mark::Dot;
    line.x = {0, 100, 200, 300};
    line.y = {0.1, 0.2, std::nan(""), 0.4};
    line.low = {0.05, 0.1, std::nan(""), 0.3};
    line.high = {0.15, 0.3, std::nan(""), 0.5};
    line.labels = {QStringLiteral("=first"), QStringLiteral("second"), QStringLiteral("none"), QStringLiteral("last")};
    lines.series = {line};
    lines.rules.push_back({QStringLiteral("SLO 0.3 s"), 0.3, false, {}});
    PlotSeries green = line, brown = line;
    green.kind = brown.kind = PlotSeries::Kind::Area;
    green.labels = brown.labels = {};
    green.low = green.high = brown.low = brown.high = {};
    green.name = QStringLiteral("green");
    brown.name = QStringLiteral("brown");
    green.y = {10, 10, 10, 10};
    brown.y = {5, 15, 5, 5};
    areas.y.title = QStringLiteral("W");
    areas.y.fromZero = true;
    areas.series = {green, brown};
    plot->panes = {lines, areas};
    return plot;
}

int ink(const QImage &image)
{
    int out = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            out += image.pixelColor(x, y) != image.pixelColor(0, 0);
    return out;
}

} // namespace

class PlotTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void placesThereAndBack()
    {
        const auto plot = sample();
        const PlotLayout layout(*plot, QRectF(0, 0, 600, 400));
        for (const double x : {0.0, 150.0, 300.0})
            QVERIFY(std::abs(layout.xOf(layout.at(0, x, 0).x()) - x) < 1e-6);
        for (const double y : {0.1, 0.3})
            QVERIFY(std::abs(layout.yOf(0, layout.at(0, 0, y).y()) - y) < 1e-9);
        QVERIFY(layout.pane(0).bottom() < layout.pane(1).top());
        QVERIFY(layout.at(1, 0, 20).y() < layout.at(1, 0, 10).y());
        // A time begins and ends with its data.
        QCOMPARE(layout.at(0, 0, 0).x(), layout.pane(0).left());
        QCOMPARE(layout.at(0, 300, 0).x(), layout.pane(0).right());
    }
    void logarithms()
    {
        auto plot = sample();
        plot->panes[0].y.scale = PlotAxis::Scale::Log;
        const PlotLayout layout(*plot, QRectF(0, 0, 600, 400));
        const double a = layout.at(0, 0, 0.1).y(), b = layout.at(0, 0, 0.2).y(), c = layout.at(0, 0, 0.4).y();
        QVERIFY(std::abs((a - b) - (b - c)) < 1e-6);
    }
    void whatIsUnderThePointer()
    {
        const auto plot = sample();
        const PlotLayout layout(*plot, QRectF(0, 0, 600, 400));
        const auto spot = layout.spotAt(layout.at(0, 100, 0.2) + QPointF(3, -2));
        QVERIFY(spot && *spot == (PlotSpot{0, 0, 1}));
        QVERIFY(plotTip(*plot, *spot).startsWith(QLatin1String("second")) && plotTip(*plot, *spot).contains(QLatin1String("200 ms")));
        QVERIFY(!layout.spotAt(QPointF(590, 395)));
        // Stacked: brown lies on green.
        const auto stacked = layout.spotAt(layout.at(1, 100, 20));
        QVERIFY(stacked && stacked->pane == 1 && stacked->series == 1);
        const std::vector<PlotSpot> all = layout.within(layout.pane(0).adjusted(-1, -1, 1, 1));
        QCOMPARE(all.size(), std::size_t{3}); // a gap is nowhere
    }
    void barsAreWhatTheyCover()
    {
        Plot plot;
        PlotPane pane;
        pane.y.names = {QStringLiteral("load"), QStringLiteral("replicas")};
        PlotSeries bars;
        bars.kind = PlotSeries::Kind::Bars;
        bars.x = {5, -3};
        bars.y = {0, 1};
        pane.series = {bars};
        plot.panes = {pane};
        const PlotLayout layout(plot, QRectF(0, 0, 500, 200));
        QVERIFY(layout.at(0, 0, 0).y() < layout.at(0, 0, 1).y()); // the first at the top
        const auto spot = layout.spotAt(layout.at(0, 2, 0));
        QVERIFY(spot && spot->point == 0);
        QVERIFY(!layout.spotAt(layout.at(0, 2, 1), 4));
        QCOMPARE(pane.y.text(1), QStringLiteral("replicas"));
    }
    void itIsPainted()
    {
        const auto plot = sample();
        QImage image(600, 400, QImage::Format_RGB32), empty(600, 400, QImage::Format_RGB32);
        {
            QPainter painter(&image);
            PlotLayout(*plot, QRectF(0, 0, 600, 400)).paint(painter, QPalette());
        }
        auto without = std::make_shared<Plot>(*plot);
        for (PlotPane &pane : without->panes)
            for (PlotSeries &series : pane.series)
                series.x.clear(), series.y.clear(), series.low.clear(), series.high.clear();
        {
            QPainter painter(&empty);
            PlotLayout(*without, QRectF(0, 0, 600, 400)).paint(painter, QPalette());
        }
        QVERIFY(without->isEmpty() && !plot->isEmpty());
        QVERIFY(ink(image) > ink(empty) + 2000);
    }
    void theTable()
    {
        PlotTable table;
        const QAbstractItemModelTester tester(&table);
        table.setPlot(sample());
        QCOMPARE(table.rowCount(), 12);
        QCOMPARE(table.index(1, PlotTable::WhatColumn).data().toString(), QStringLiteral("second"));
        QCOMPARE(table.index(1, PlotTable::YColumn).data().toString(), QStringLiteral("200 ms"));
        QCOMPARE(table.index(2, PlotTable::YColumn).data().toString(), QStringLiteral("–"));
        QVERIFY(table.index(2, PlotTable::LowColumn).data().toString().isEmpty());
        QCOMPARE(table.rowOf(table.spot(5)), 5);
        table.setPlot(nullptr);
        QCOMPARE(table.rowCount(), 0);
    }
    void files()
    {
        const auto plot = sample();
        for (const char *name : {"a.png", "a.svg", "a.csv"})
            QVERIFY2(writePlot(*plot, m_folder.filePath(QLatin1String(name)), {500, 300}).has_value(), name);
        QVERIFY(!writePlot(*plot, m_folder.filePath(QStringLiteral("a.doc")), {500, 300}));
        const QImage image(m_folder.filePath(QStringLiteral("a.png")));
        QCOMPARE(image.size(), QSize(1000, 600));
        QFile csv(m_folder.filePath(QStringLiteral("a.csv"))), svg(m_folder.filePath(QStringLiteral("a.svg")));
        QVERIFY(csv.open(QIODevice::ReadOnly) && svg.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = csv.readAll().split('\n');
        QCOMPARE(lines[0], QByteArray("picture,series,what,x,y,low,high"));
        QCOMPARE(lines[1], QByteArray("p99,now,'=first,0,0.1,0.05,0.15"));
        QCOMPARE(lines[3], QByteArray("p99,now,none,200,,,"));
        QCOMPARE(lines.size(), 14);
        QVERIFY(svg.readAll().contains("SLO 0.3 s"));
    }
    void keysAndMouse()
    {
        PlotView view(nullptr);
        view.resize(600, 400);
        view.setPlot(sample());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy marked(&view, &PlotView::spotMarked), activated(&view, &PlotView::activated), brushed(&view, &PlotView::brushed);
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(*view.marked(), (PlotSpot{0, 0, 1}));
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(*view.marked(), (PlotSpot{1, 0, 1}));
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.placeOf({0, 0, 3}).toPoint());
        QCOMPARE(*view.marked(), (PlotSpot{0, 0, 3}));
        QCOMPARE(marked.size(), 4);
        QVERIFY(view.chosen().empty());
        view.setBrush(true);
        QTest::mousePress(&view, Qt::LeftButton, {}, view.placeOf({0, 0, 0}).toPoint() + QPoint(-8, 30));
        QTest::mouseMove(&view, view.placeOf({0, 0, 1}).toPoint() + QPoint(8, -30));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, view.placeOf({0, 0, 1}).toPoint() + QPoint(8, -30));
        QCOMPARE(view.chosen().size(), std::size_t{2});
        QCOMPARE(brushed.size(), 1);
    }
};

CAUSEWAY_TEST(PlotTest)
#include "plot_test.moc"
