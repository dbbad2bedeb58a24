#pragma once
// A vertical scroll bar with marks for what was found, beside the slider.

#include <QColor>
#include <QScrollBar>

#include <vector>

namespace causeway::views {

class HitScrollBar : public QScrollBar {
    Q_OBJECT
public:
    explicit HitScrollBar(QWidget *parent = nullptr) : QScrollBar(Qt::Vertical, parent) {}
    void setMarks(std::vector<double> marks, const QColor &color); // 0 … 1

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<double> m_marks;
    QColor m_color;
};

} // namespace causeway::views
