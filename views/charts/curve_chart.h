#pragma once
// Curves over two axes with the theme's look, a legend, and what is under the mouse. GUI thread.

#include <QChartView>
#include <QColor>
#include <QList>
#include <QPointF>
#include <QString>

#include <optional>

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

private:
    void applyLook();
    void fitAxes();
    [[nodiscard]] QString valueText(const QPointF &point) const;

    QString m_xTitle, m_yTitle;
    QValueAxis *m_x, *m_y;
    QList<Curve> m_curves;
    std::optional<QPointF> m_mark;
    bool m_shares = false;
};

} // namespace causeway::views
