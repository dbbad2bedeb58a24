#pragma once
// How the numbers of a parameter spread: a histogram with its ends, the median and the 95th percentile. GUI thread.

#include <QWidget>

#include "app/engine/parameter_values.h"

namespace causeway::views {

// As people say it: 1.24 s, 310 MB, 1,234.
QString spreadText(double value, engine::NumberSpread::Unit unit);

class NumberChart : public QWidget {
    Q_OBJECT
public:
    NumberChart(engine::NumberSpread spread, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    // What the bar under this place counts; empty beside them.
    [[nodiscard]] QString tipAt(const QPoint &position) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double xOf(double value) const;
    engine::NumberSpread m_spread;
};

} // namespace causeway::views
