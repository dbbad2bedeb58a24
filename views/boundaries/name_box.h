#pragma once
// A box of names that begin or end alike: the shown one is elided in its middle, the list is as wide as its names. GUI thread.

#include <QAbstractItemView>
#include <QComboBox>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStylePainter>

#include <algorithm>

namespace causeway::views {

class NameBox : public QComboBox {
public:
    using QComboBox::QComboBox;
    void showPopup() override
    {
        const int names = view()->sizeHintForColumn(0) + style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this) + 8;
        view()->setMinimumWidth(std::min(names, kWidest));
        view()->setTextElideMode(Qt::ElideMiddle);
        QComboBox::showPopup();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QStylePainter painter(this);
        painter.setPen(palette().color(QPalette::Text));
        QStyleOptionComboBox option;
        initStyleOption(&option);
        const QRect field = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
        option.currentText = option.fontMetrics.elidedText(option.currentText.trimmed(), Qt::ElideMiddle, field.width() - 4);
        painter.drawComplexControl(QStyle::CC_ComboBox, option);
        painter.drawControl(QStyle::CE_ComboBoxLabel, option);
    }

private:
    static constexpr int kWidest = 560;
};

} // namespace causeway::views
