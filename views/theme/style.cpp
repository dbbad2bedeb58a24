#include "views/theme/style.h"

#include <QPainter>
#include <QStyleOption>

#include <algorithm>

#include "views/theme/theme.h"

namespace causeway::views::theme {

namespace {

constexpr qreal kRadius = 3;
constexpr int kBeyondLine = 4; // pixels that letters may reach above and below their line

QColor edge(const QStyleOption &option)
{
    if (!option.state.testFlag(QStyle::State_Enabled))
        return line();
    // A default button is what Return presses.
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    const bool chosen = option.state.testFlag(QStyle::State_HasFocus) || (button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton));
    return chosen ? color(Tone::Accent) : outline();
}

// The border of everything that takes input; twice as thick where the keyboard is.
void paintEdge(QPainter &painter, const QStyleOption &option, const QBrush &fill = Qt::NoBrush)
{
    const bool focus = option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_Enabled);
    const qreal width = focus ? 2 : 1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge(option), width));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2), kRadius, kRadius);
    painter.restore();
}

QColor buttonFill(const QStyleOption &option)
{
    const QPalette &palette = option.palette;
    if (!option.state.testFlag(QStyle::State_Enabled))
        return palette.color(QPalette::Window);
    if (option.state.testFlag(QStyle::State_Sunken) || option.state.testFlag(QStyle::State_On))
        return palette.color(QPalette::Mid);
    return palette.color(option.state.testFlag(QStyle::State_MouseOver) ? QPalette::Midlight : QPalette::Button);
}

void paintButton(QPainter &painter, const QStyleOption &option)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    const bool flat = button != nullptr && button->features.testFlag(QStyleOptionButton::Flat);
    if (!flat || option.state & (QStyle::State_Sunken | QStyle::State_On | QStyle::State_MouseOver | QStyle::State_HasFocus))
        paintEdge(painter, option, buttonFill(option));
}

// A border that can be dragged: a line, and a grip in its middle, which the mouse makes stand out.
void paintHandle(QPainter &painter, const QStyleOption &option)
{
    constexpr qreal kGripLength = 32, kGripWidth = 3;
    const QRectF rect = option.rect;
    const bool upright = rect.width() < rect.height();
    const bool held = option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const QColor accent = color(Tone::Accent);
    painter.save();
    painter.fillRect(option.rect, option.palette.color(QPalette::Window));
    painter.setPen(held ? accent : line());
    const QPoint centre = option.rect.center();
    if (upright)
        painter.drawLine(centre.x(), option.rect.top(), centre.x(), option.rect.bottom());
    else
        painter.drawLine(option.rect.left(), centre.y(), option.rect.right(), centre.y());
    const qreal length = std::min(kGripLength, std::max(rect.width(), rect.height()) / 2);
    QRectF grip(0, 0, upright ? kGripWidth : length, upright ? length : kGripWidth);
    grip.moveCenter(QRectF(option.rect).center());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(held ? accent : outline());
    painter.drawRoundedRect(grip, kGripWidth / 2, kGripWidth / 2);
    painter.restore();
}

// Box or disc of a choice: filled with the accent where it is taken, so that it is told apart by shape and by lightness.
void paintChoice(QPainter &painter, const QStyleOption &option, bool disc)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool partly = option.state.testFlag(QStyle::State_NoChange);
    const bool taken = option.state.testFlag(QStyle::State_On) || partly;
    const qreal side = std::min(option.rect.width(), option.rect.height()) - 1;
    const QRectF box(option.rect.x() + (option.rect.width() - side) / 2, option.rect.y() + (option.rect.height() - side) / 2, side, side);
    const QColor accent = option.palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Highlight);
    const QColor mark = enabled ? QColor(Qt::white) : option.palette.color(QPalette::Disabled, QPalette::Text);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(taken && enabled && !option.state.testFlag(QStyle::State_HasFocus) ? accent : edge(option), disc ? 1.4 : 1)); // a round line of one pixel fades
    painter.setBrush(taken ? accent : option.palette.color(option.state.testFlag(QStyle::State_MouseOver) && enabled ? QPalette::Midlight : QPalette::Base));
    if (disc)
        painter.drawEllipse(box);
    else
        painter.drawRoundedRect(box, kRadius - 1, kRadius - 1);
    const auto at = [&](qreal x, qreal y) { return QPointF(box.x() + x * side, box.y() + y * side); };
    if (taken && disc) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(mark);
        painter.drawEllipse(box.center(), side / 5, side / 5);
    } else if (taken) {
        painter.setPen(QPen(mark, std::max<qreal>(1.6, side / 7), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        if (partly)
            painter.drawLine(at(0.25, 0.5), at(0.75, 0.5));
        else
            painter.drawPolyline(QPolygonF({at(0.22, 0.53), at(0.42, 0.72), at(0.78, 0.3)}));
    }
    painter.restore();
}

} // namespace

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return kMargin;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return kGrid;
    case PM_DockWidgetSeparatorExtent:
    case PM_SplitterWidth: return 7;
    case PM_DockWidgetTitleMargin: return 3;
    case PM_ToolBarFrameWidth: return 0;
    case PM_ToolBarItemSpacing: return 4;
    case PM_ToolBarItemMargin: return 4;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize: return 16;
    case PM_FocusFrameHMargin: return 5; // text of list and table cells keeps clear of its neighbours
    case PM_HeaderMargin: return 6;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_ToolTip_WakeUpDelay: return 500;
    case SH_ItemView_ShowDecorationSelected: return 1;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    return element == SE_LineEditContents ? rect.adjusted(2, 0, -2, 0) : rect; // text keeps clear of the outline
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    if (element == CE_DockWidgetTitle) {
        if (const auto *dock = qstyleoption_cast<const QStyleOptionDockWidget *>(option)) {
            painter->save();
            painter->fillRect(dock->rect, dock->palette.color(QPalette::Window));
            painter->setPen(line());
            painter->drawLine(dock->rect.bottomLeft(), dock->rect.bottomRight());
            QFont font = interfaceFont();
            font.setWeight(QFont::DemiBold);
            painter->setFont(font);
            painter->setPen(dock->palette.color(QPalette::WindowText));
            const QRect text = subElementRect(SE_DockWidgetTitleBarText, option, widget).adjusted(4, 0, 0, 0);
            painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, painter->fontMetrics().elidedText(dock->title, Qt::ElideRight, text.width()));
            painter->restore();
            return;
        }
    }
    if (element == CE_ToolBar)
        return; // flat
    if (element == CE_Splitter) {
        paintHandle(*painter, *option);
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

// Text in the middle of a line that is as high as the text is not cut below: a _ that is not seen makes another name.
void Style::drawItemText(QPainter *painter, const QRect &rect, int flags, const QPalette &palette, bool enabled, const QString &text, QPalette::ColorRole role) const
{
    const bool line = (flags & Qt::AlignVertical_Mask) == Qt::AlignVCenter && !(flags & Qt::TextWordWrap);
    QProxyStyle::drawItemText(painter, line ? rect.adjusted(0, -kBeyondLine, 0, kBeyondLine) : rect, flags, palette, enabled, text, role);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
    if ((control == CC_ComboBox && combo != nullptr && combo->frame) || (control == CC_SpinBox && spin != nullptr && spin->frame))
        paintEdge(*painter, *option);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorHeaderArrow:
        // The arrow points up where values grow downwards, as in other programs of today; Fusion has it the other way round.
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option); header != nullptr && header->sortIndicator != QStyleOptionHeader::None) {
            QStyleOptionHeader turned = *header;
            turned.sortIndicator = header->sortIndicator == QStyleOptionHeader::SortUp ? QStyleOptionHeader::SortDown : QStyleOptionHeader::SortUp;
            QProxyStyle::drawPrimitive(element, &turned, painter, widget);
        }
        return;
    case PE_IndicatorDockWidgetResizeHandle:
        paintHandle(*painter, *option);
        return;
    case PE_FrameStatusBarItem:
        return; // no boxes in the status bar
    case PE_PanelStatusBar:
        painter->setPen(line());
        painter->drawLine(option->rect.topLeft(), option->rect.topRight());
        return;
    case PE_Frame:
        // Views inside panels: a hair line at most.
        painter->setPen(line());
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_FrameLineEdit: paintEdge(*painter, *option); return;
    case PE_IndicatorCheckBox: paintChoice(*painter, *option, false); return;
    case PE_IndicatorRadioButton: paintChoice(*painter, *option, true); return;
    case PE_PanelButtonCommand: paintButton(*painter, *option); return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

} // namespace causeway::views::theme
