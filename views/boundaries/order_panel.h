#pragma once
// In what order services can be taken out, step by step: what leaves, which calls become remote by it, whom it reaches.

#include <QWidget>

#include "views/boundaries/pair_list.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class OrderPanel : public QWidget {
    Q_OBJECT
public:
    enum Column { StepColumn, ServiceColumn, ClassesColumn, AddedColumn, CallsColumn, ReachesColumn };
    OrderPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] CellTable &model() { return *m_model; }
    [[nodiscard]] PairList &pairs() { return *m_pairs; }
    [[nodiscard]] bool isEmpty() const;

private:
    void refresh();
    void showStep(int step); // −1: none

    BoundaryDesk &m_desk;
    CellTable *m_model;
    QTableView *m_table;
    PairList *m_pairs;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none, *m_apart; // apart: what is known are services, which nothing takes out
};

// Calls that a step makes remote: of its service with all that is not out yet, most first.
[[nodiscard]] std::vector<boundaries::ClassPair> callsOfStep(const boundaries::ClassModel &model, const boundaries::Split &split, const std::vector<boundaries::Extraction> &order, std::size_t step);

} // namespace causeway::views
