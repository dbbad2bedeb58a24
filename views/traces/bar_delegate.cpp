#include "views/traces/bar_delegate.h"

#include <QPainter>

#include <algorithm>

namespace causeway::views {

BarDelegate::BarDelegate(std::function<double(const QModelIndex &)> share, theme::Tone tone, QObject *parent) : QStyledItemDelegate(parent), m_share(std::move(share)), m_tone(tone) {}

QSize BarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const { return QStyledItemDelegate::sizeHint(option, index) + QSize(0, theme::kGrid); }

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const double share = std::clamp(m_share(index), 0.0, 1.0);
    if (share <= 0)
        return;
    // A line below the number: it stays legible on any ground, chosen or not.
    const QRectF cell = QRectF(option.rect).adjusted(3, 0, -3, -2);
    QColor track = theme::line();
    painter->fillRect(QRectF(cell.left(), cell.bottom() - 3, cell.width(), 3), track);
    painter->fillRect(QRectF(cell.left(), cell.bottom() - 3, std::max(1.0, share * cell.width()), 3), theme::color(m_tone));
}

} // namespace causeway::views
