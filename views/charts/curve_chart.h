#pragma once
// Curves over two axes with the theme's look, a legend where it is asked for, and what is under the mouse. GUI thread.

#include <QChartView>
#include <QColor>
#include <QList>
#include <QPointF>
#include <QString>

#include <optional>

class QCategoryAxis;
class QValueAxis;

namespace causeway::views {

struct Curve {
    QString name;
    QColor color;
    bool strong = false; // the one that it is about
    bool dashed = false;
    QList<QPointF> points; // rising x
};

class CurveChart : public QChartView {
    Q_OBJECT
public:
    CurveChart(const QString &title, const QString &xTitle, const QString &yTitle, QWidget *parent);
    // Both axes from 0 to 1, in per cent; else they fit what is shown.
    void setShares(bool shares);
    // Equal ratios of x, which must be above 0, are equally far apart; the axis names the places of the strong curve's points.
    void setRatios(bool ratios);
    void setLegend(bool shown); // at the right
    void setCurves(const QList<Curve> &curves);
    void setMark(std::optional<QPointF> mark); // a dot: where things stand now
    [[nodiscard]] const QList<Curve> &curves() const { return m_curves; }
    [[nodiscard]] std::optional<QPointF> mark() const { return m_mark; }
    // The nearest curve's name and values; empty where none is near.
    [[nodiscard]] QString tipAt(const QPoint &position) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyLook();
    void fitAxes();
    void fitRatios(double left, double right);
    [[nodiscard]] QPointF placed(const QPointF &point) const; // on the axes
    [[nodiscard]] QString valueText(const QPointF &point) const;

    QString m_title, m_xTitle, m_yTitle;
    QValueAxis *m_x, *m_y;
    QCategoryAxis *m_ratioX = nullptr; // in the place of m_x where asked for
    QList<Curve> m_curves;
    std::optional<QPointF> m_mark;
    bool m_shares = false;
};

} // namespace causeway::views
