#pragma once
// Paints patterns with their parameters tinted, shares as bars, trends as sparklines and levels as a divided bar.

#include <QStyledItemDelegate>

#include "views/models/pattern_model.h"

namespace causeway::views {

class PatternDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    PatternDelegate(const PatternModel &model, QObject *parent) : QStyledItemDelegate(parent), m_model(model) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const PatternModel &m_model;
};

} // namespace causeway::views
