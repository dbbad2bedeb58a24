#pragma once
// Nodes or edges of the mined graph as a table: every fact of the graph, sortable. GUI thread.

#include <QWidget>

#include "views/flow/flow_mining.h"
#include "views/models/flow_tables.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;

class FlowEdgePanel : public QWidget {
    Q_OBJECT
public:
    FlowEdgePanel(FlowMining &mining, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] FlowEdgeModel &model() { return *m_model; }

Q_SIGNALS:
    void edgeChosen(std::uint32_t edge);

private:
    FlowMining &m_mining;
    FlowEdgeModel *m_model;
    QTableView *m_table;
};

class FlowNodePanel : public QWidget {
    Q_OBJECT
public:
    FlowNodePanel(FlowMining &mining, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] FlowNodeModel &model() { return *m_model; }

Q_SIGNALS:
    void nodeChosen(std::uint32_t node);

private:
    FlowMining &m_mining;
    FlowNodeModel *m_model;
    QTableView *m_table;
};

} // namespace causeway::views
