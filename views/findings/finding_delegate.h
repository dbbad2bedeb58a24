#pragma once
// Paints a finding: mark and name of its label, the sentence on two lines, what it is about, the score as a bar with its number.

#include <QFontMetrics>
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

// Subject, detector and time on a line of `room` pixels. Where there is no room for all, the time leaves its date away, then its
// fraction, then the detector goes, and last the name of the subject loses its middle: its ends tell it from others. time: "" = none.
QString fittingFacts(const QString &subject, const QString &detector, const QString &time, const QFontMetrics &metrics, int room);

// The mark of a verdict, each of its own form: check, exclamation mark, question mark; nullptr = a ring, not labelled.
void paintVerdict(QPainter &painter, const QRect &cell, const Verdict *verdict, const QColor &ink);

} // namespace causeway::views
