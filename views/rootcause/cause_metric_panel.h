#pragma once
// The series of the chosen cause's service with the incident marked in them; that of the chosen evidence first.

#include <QWidget>

#include "views/rootcause/cause_desk.h"

class QScrollArea;
class QStackedLayout;
class QVBoxLayout;

namespace causeway::views {

class EmptyState;
class MetricChart;

class CauseMetricPanel : public QWidget {
    Q_OBJECT
public:
    CauseMetricPanel(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] const std::vector<MetricChart *> &charts() const { return m_charts; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void invalidate();
    void draw();

    CauseDesk &m_desk;
    QScrollArea *m_scroll;
    QVBoxLayout *m_column = nullptr;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    std::vector<MetricChart *> m_charts;
    bool m_stale = true;
};

} // namespace causeway::views
