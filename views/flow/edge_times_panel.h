#pragma once
// What is behind the chosen edge: the histogram of its times with the bound, and the slowest times it was taken. Read by a job
// while the panel is shown. GUI thread.

#include <QWidget>

#include "views/flow/delay_chart.h"
#include "views/flow/flow_mining.h"
#include "views/models/flow_tables.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class EdgeTimesPanel : public QWidget {
    Q_OBJECT
public:
    EdgeTimesPanel(ViewContext context, FlowMining &mining, QWidget *parent);
    [[nodiscard]] DelayChart &chart() { return *m_chart; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] EdgePassageModel &model() { return *m_model; }
    [[nodiscard]] bool showsTimes() const;

Q_SIGNALS:
    void replayAsked(const std::string &session);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void take();

    ViewContext m_context;
    FlowMining &m_mining;
    DelayChart *m_chart;
    QTableView *m_table;
    EdgePassageModel *m_model;
    ElidedLabel *m_title, *m_summary;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_empty;
    FlowMining::Mined m_of; // what is shown, or on its way
    std::optional<std::uint32_t> m_edge;
};

} // namespace causeway::views
