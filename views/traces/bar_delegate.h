#pragma once
// A cell with its number and, behind it, a bar from the left.

#include <QStyledItemDelegate>

#include <functional>

#include "views/theme/theme.h"

namespace causeway::views {

class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    // share: of the cell's width, 0 … 1.
    BarDelegate(std::function<double(const QModelIndex &)> share, theme::Tone tone, QObject *parent);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override; // of a tree's rows
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    std::function<double(const QModelIndex &)> m_share;
    theme::Tone m_tone;
};

} // namespace causeway::views
