#pragma once
// Paints the cells of the trace list that are more than a text: a bar behind the duration, a service's colour before its name.

#include <QStyledItemDelegate>

namespace causeway::views {

class TraceListDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace causeway::views
