#pragma once
// How far the change can be relied on: a grade from 0 to 4 with its reasons.

#include <QWidget>

#include "analysis/allocate/explore/risk.h"
#include "views/whatif/chart_desk.h"

class QLabel;
class QListWidget;
class QStackedLayout;

namespace causeway::views {

class EmptyState;

class RiskPanel : public QWidget {
    Q_OBJECT
public:
    RiskPanel(ChartDesk &charts, QWidget *parent);
    [[nodiscard]] QLabel &heading() { return *m_heading; }
    [[nodiscard]] QListWidget &reasons() { return *m_reasons; }

private:
    void refresh();
    WhatIfDesk &m_desk;
    QLabel *m_heading;
    QListWidget *m_reasons;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    EmptyState *m_wait;
};

} // namespace causeway::views
