#pragma once
// A picture of figures as a value: panes one above the other over one x axis, with lines, bands, stacked areas, points and bars. It is
// painted the same in the window, in an export and on a page, and read out as a table. No widgets; any thread, but colours are those of the
// theme of the thread that paints.

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

class QPainter;
class QPalette;

namespace causeway::views {

struct PlotAxis {
    enum class Scale : std::uint8_t { Linear, Log, Nines }; // Nines: of shares, by −log10(1 − share): 90, 99, 99.9 % as far apart
    enum class Unit : std::uint8_t { Number, Share, Duration, Difference, ShareDifference, DurationDifference }; // Duration: seconds
    QString title;                       // with the unit
    Unit unit = Unit::Number;
    Scale scale = Scale::Linear;
    bool fromZero = false;               // where all values are positive
    bool whole = false;                  // whole numbers only
    std::optional<double> from, to;      // else as far as there are values
    QStringList names;                   // of 0, 1, 2 …: rows that are named
    // A value as people read it.
    [[nodiscard]] QString text(double value) const;
};

// Evaluated where it is painted, so that it follows the theme and paper.
using PlotColor = std::function<QColor()>;

struct PlotSeries {
    enum class Kind : std::uint8_t { Line, Area, Points, Bars }; // Area: stacked on the areas before it; Bars: from `base` to x, at rows y
    enum class Mark : std::uint8_t { None, Dot, Ring, Square, Diamond };
    Kind kind = Kind::Line;
    QString name;                        // in the legend and the table; empty: not in the legend
    PlotColor color;
    Mark mark = Mark::None;
    bool dashed = false, strong = false, quiet = false; // quiet: grey, beneath the others
    std::vector<double> x, y;            // NaN: a gap
    std::vector<double> low, high;       // of an interval, of y (Bars: of x); empty: none
    double base = 0;
    QStringList labels;                  // of points, for tips and the table; empty: none
    [[nodiscard]] std::size_t size() const { return x.size(); }
};

struct PlotRule { // a line with its name across a pane
    QString name;
    double at = 0;
    bool upright = false;                // at x, else at y
    PlotColor color;
};

struct PlotPane {
    PlotAxis y;
    std::vector<PlotSeries> series;
    std::vector<PlotRule> rules;
    double share = 1;                    // of the height, against the other panes
};

struct Plot {
    QString title;
    PlotAxis x;
    std::vector<PlotPane> panes;
    [[nodiscard]] bool isEmpty() const;
};

struct PlotSpot { // what is under a place
    std::size_t pane = 0, series = 0, point = 0;
    bool operator==(const PlotSpot &) const = default;
};

// Where things of a plot stand in an area. Cheap to make.
class PlotLayout {
public:
    PlotLayout(const Plot &plot, const QRectF &area);
    [[nodiscard]] QRectF pane(std::size_t pane) const { return m_panes[pane].area; }
    [[nodiscard]] QPointF at(std::size_t pane, double x, double y) const;
    // Of a point of a series; points beyond the axes (PlotAxis::from, to) stand at the edge.
    [[nodiscard]] QPointF pointAt(std::size_t pane, std::size_t series, std::size_t point) const;
    [[nodiscard]] double xOf(double px) const; // back
    [[nodiscard]] double yOf(std::size_t pane, double py) const;
    // The nearest point within so many pixels, bars by what they cover.
    [[nodiscard]] std::optional<PlotSpot> spotAt(const QPointF &place, double within = 16) const;
    // All points within the area.
    [[nodiscard]] std::vector<PlotSpot> within(const QRectF &area) const;
    void paint(QPainter &painter, const QPalette &palette, const std::optional<PlotSpot> &marked = {}, const std::vector<PlotSpot> &chosen = {}) const;

private:
    struct Range {
        double from = 0, to = 1;
        PlotAxis::Scale scale = PlotAxis::Scale::Linear;
        [[nodiscard]] double place(double value) const; // 0 … 1
        [[nodiscard]] double value(double place) const;
    };
    struct Pane {
        QRectF area;
        Range y;
        std::vector<std::vector<double>> base; // of stacked areas by series
    };
    static Range rangeOf(const PlotAxis &axis, double least, double most);
    static std::vector<double> ticks(const PlotAxis &axis, const Range &range, int wanted);
    void paintAxes(QPainter &painter, std::size_t pane, const QPalette &palette) const;
    void paintLegend(QPainter &painter, const QPalette &palette) const;
    void paintSeries(QPainter &painter, std::size_t pane, const PlotSeries &series, std::size_t index, const QPalette &palette) const;
    [[nodiscard]] bool isBeyond(std::size_t pane, std::size_t series, std::size_t point) const; // the axes
    void paintBeyond(QPainter &painter, std::size_t pane, std::size_t series, std::size_t point, const QPalette &palette, std::vector<QRectF> &taken) const;
    void paintMark(QPainter &painter, const QPointF &at, PlotSeries::Mark mark, const QColor &color, const QPalette &palette, double size) const;

    const Plot &m_plot;
    QRectF m_area, m_legend;
    Range m_x;
    std::vector<Pane> m_panes;
};

// What stands at a spot, in a line for each figure.
QString plotTip(const Plot &plot, const PlotSpot &spot);

} // namespace causeway::views
