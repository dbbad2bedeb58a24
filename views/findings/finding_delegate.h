#pragma once
// Paints a finding: mark and name of its label, the sentence on two lines, what it is about, the score as a bar with its number.

#include <QStyledItemDelegate>

#include "analysis/core/event.h"

namespace causeway::views {

class FindingDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

// The mark of a verdict, each of its own form: check, exclamation mark, question mark; nullptr = a ring, not labelled.
void paintVerdict(QPainter &painter, const QRect &cell, const Verdict *verdict, const QColor &ink);

} // namespace causeway::views
