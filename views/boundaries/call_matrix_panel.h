#pragma once
// Calls between services, and the pairs of classes behind a cell: one of a pair can be moved from there.

#include <QWidget>

#include "views/boundaries/call_matrix.h"
#include "views/boundaries/pair_list.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class CallMatrixPanel : public QWidget {
    Q_OBJECT
public:
    CallMatrixPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] CallMatrix &model() { return *m_model; }
    [[nodiscard]] PairList &pairs() { return *m_pairs; }
    [[nodiscard]] bool isEmpty() const;

private:
    void refresh();
    void showCell(const QModelIndex &index);

    BoundaryDesk &m_desk;
    CallMatrix *m_model;
    QTableView *m_table;
    CallLegend *m_legend;
    PairList *m_pairs;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    SplitData m_shown;
};

} // namespace causeway::views
