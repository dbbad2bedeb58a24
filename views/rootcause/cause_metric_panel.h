#pragma once
// The series of the chosen cause's service with the incident marked in them, each tall enough to be read. Where evidence of metrics is
// chosen, its series alone, until all are asked for.

#include <QWidget>

#include "views/rootcause/cause_desk.h"

class QLabel;
class QScrollArea;
class QStackedLayout;
class QToolButton;
class QVBoxLayout;

namespace causeway::views {

class EmptyState;
class MetricChart;

class CauseMetricPanel : public QWidget {
    Q_OBJECT
public:
    CauseMetricPanel(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] const std::vector<MetricChart *> &charts() const { return m_charts; }
    [[nodiscard]] QToolButton &all() const { return *m_all; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void invalidate();
    void draw();

    CauseDesk &m_desk;
    QWidget *m_page;
    QScrollArea *m_scroll;
    QLabel *m_shown;
    QToolButton *m_all;
    QVBoxLayout *m_column = nullptr;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    std::vector<MetricChart *> m_charts;
    bool m_stale = true;
};

} // namespace causeway::views
