#include "views/traces/trace_list_delegate.h"

#include <QApplication>
#include <QPainter>

#include "views/models/trace_list_model.h"
#include "views/theme/theme.h"

namespace causeway::views {

void TraceListDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.state &= ~QStyle::State_HasFocus; // the row shows it
    const QPalette::ColorGroup group = (option.state & QStyle::State_Active) != 0 ? QPalette::Active : QPalette::Inactive;
    const QColor ink = option.palette.color(group, (option.state & QStyle::State_Selected) != 0 ? QPalette::HighlightedText : QPalette::Text);
    const QStyle *style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    if (index.column() == TraceListModel::DurationColumn) {
        const QString text = std::exchange(option.text, QString());
        style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
        const double share = index.data(TraceListModel::ShareRole).toDouble();
        const QRect cell = option.rect.adjusted(6, 5, -6, -5);
        const int room = cell.width() - option.fontMetrics.horizontalAdvance(QStringLiteral("000.00 ms")) - 8;
        QColor fill = (option.state & QStyle::State_Selected) != 0 ? ink
                                                                    : theme::color(index.data(TraceListModel::FailedRole).toBool() ? theme::Tone::Error : theme::Tone::Accent);
        fill.setAlpha(150);
        if (room > 8)
            painter->fillRect(QRectF(cell.left(), cell.center().y() - 2, std::max(1.5, share * room), 6), fill);
        painter->setPen(ink);
        painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter, text);
        return;
    }
    if (index.column() == TraceListModel::ServiceColumn) {
        const auto color = index.data(Qt::DecorationRole).value<QColor>();
        option.features &= ~QStyleOptionViewItem::HasDecoration;
        option.icon = {};
        option.decorationSize = {};
        const QString text = std::exchange(option.text, QString());
        style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
        const QRect cell = option.rect.adjusted(6, 0, -6, 0);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(QRectF(cell.left(), cell.center().y() - 4, 9, 9), 2, 2);
        painter->restore();
        painter->setPen(ink);
        painter->drawText(cell.adjusted(16, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(text, Qt::ElideRight, cell.width() - 16));
        return;
    }
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
}

} // namespace causeway::views
