#pragma once
// Metrics: a list of series, and those that are chosen as charts over one time axis, which is the window's.

#include <QTimer>
#include <QWidget>

#include <set>

#include "views/models/metric_model.h"
#include "views/shell/perspective.h"
#include "views/traces/metric_chart.h"

class QLabel;
class QLineEdit;
class QScrollArea;
class QStackedLayout;
class QTableView;
class QVBoxLayout;

namespace causeway::views {

class EmptyState;

class MetricPanel : public QWidget {
    Q_OBJECT
public:
    MetricPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QLineEdit &filter() { return *m_filter; }
    [[nodiscard]] MetricModel &model() { return *m_model; }
    [[nodiscard]] const std::vector<MetricChart *> &charts() const { return m_charts; }
    [[nodiscard]] bool showsMetrics() const;
    // Lists those of the service and draws the first of them.
    void showService(const std::string &service);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void invalidate();
    void reload();
    void take(MetricData series);
    void draw(); // what is chosen
    void showLines(std::vector<MetricLine> lines, const TimeRange &range);
    void choose(int rows); // the first so many
    [[nodiscard]] TimeRange range() const;
    [[nodiscard]] std::vector<std::uint32_t> chosen() const; // items
    void moveCursor(const std::optional<TimePoint> &time);
    void say(EmptyState *page, const QString &title, const QString &text);

    ViewContext m_context;
    MetricModel *m_model;
    QTableView *m_table;
    QLineEdit *m_filter;
    QLabel *m_count, *m_hint;
    QScrollArea *m_scroll;
    QVBoxLayout *m_column;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_empty, *m_wait;
    std::vector<MetricChart *> m_charts;
    std::set<std::string> m_kept; // keys of series that were chosen, over a reload
    QTimer m_soon;
    bool m_stale = true;
};

} // namespace causeway::views
