#pragma once
// Edges, nodes or differences of the mined graph as a table: every fact of the graph, sortable, filtered by a text. GUI thread.

#include <QWidget>

#include <functional>

#include "views/flow/flow_mining.h"
#include "views/models/flow_tables.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;

// A table with a line to filter it by, or what would be in it. Down goes from the line into the table.
class FlowTablePanel : public QWidget {
    Q_OBJECT
public:
    struct Empty {
        QString title, hint;
        QAction *next = nullptr;
    };
    FlowTablePanel(ArrangedTable *model, const QString &name, const Empty &empty, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QLineEdit &filter() { return *m_filter; }
    [[nodiscard]] bool isEmptyShown() const;

protected:
    // Pixels of each column by how many digits it holds; 0: stretched.
    void fitColumns(std::initializer_list<int> digits);
    void setEmpty(bool empty); // nothing to show, whatever is filtered
    // The chosen row stays that of an item, or none.
    void select(std::optional<std::uint32_t> item);
    [[nodiscard]] QHBoxLayout &bar() { return *m_bar; }
    [[nodiscard]] ArrangedTable &arranged() { return *m_arranged; }
    [[nodiscard]] EmptyState &empty() { return *m_empty; }

private:
    ArrangedTable *m_arranged;
    QTableView *m_table;
    QLineEdit *m_filter;
    QLabel *m_count;
    QHBoxLayout *m_bar;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_empty;
};

class FlowEdgePanel : public FlowTablePanel {
    Q_OBJECT
public:
    FlowEdgePanel(FlowMining &mining, QWidget *parent);
    [[nodiscard]] FlowEdgeModel &model() { return *m_model; }

Q_SIGNALS:
    void edgeChosen(std::uint32_t edge);

private:
    FlowEdgeModel *m_model;
};

class FlowNodePanel : public FlowTablePanel {
    Q_OBJECT
public:
    FlowNodePanel(FlowMining &mining, QWidget *parent);
    [[nodiscard]] FlowNodeModel &model() { return *m_model; }

Q_SIGNALS:
    void nodeChosen(std::uint32_t node);

private:
    FlowNodeModel *m_model;
};

class FlowDifferencePanel : public FlowTablePanel {
    Q_OBJECT
public:
    FlowDifferencePanel(FlowMining &mining, QAction *compare, QWidget *parent);
    [[nodiscard]] FlowDifferenceModel &model() { return *m_model; }

Q_SIGNALS:
    void edgeChosen(std::uint32_t edge);

private:
    FlowDifferenceModel *m_model;
};

} // namespace causeway::views
